import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.hrefs import address_in_script, is_attachment, resolve

BASE = "https://www.linchuan.example/xwzx/gzdt/"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("./202106/t20210609_1.html", f"{BASE}202106/t20210609_1.html"),
        ("../../zwgk/", "https://www.linchuan.example/zwgk/"),
        ("//m.linchuan.example/a", "https://m.linchuan.example/a"),
        ("HTTP://WWW.Linchuan.example:80/A.html#top", "http://www.linchuan.example/A.html"),
        ("https://www.linchuan.example:443", "https://www.linchuan.example/"),
        (" a\n.html ", f"{BASE}a.html"),
        ("/a.jsp;jsessionid=0A1B?id=1", "https://www.linchuan.example/a.jsp?id=1"),
        ("/a?id=1&utm_source=x&spm=2", "https://www.linchuan.example/a?id=1"),
        ("/a?b=2&a=1", "https://www.linchuan.example/a?b=2&a=1"),
        ("/创城/1.html", "https://www.linchuan.example/%E5%88%9B%E5%9F%8E/1.html"),
        ("/a%20b?q=%E5%88%9B", "https://www.linchuan.example/a%20b?q=%E5%88%9B"),
        ("javascript:location.href='/art/1.html'", "https://www.linchuan.example/art/1.html"),
        ("javascript:void(0)", None),
        ("javascript:;", None),
        ("#", None),
        ("", None),
        ("mailto:a@linchuan.example", None),
        ("file:///etc/passwd", None),
        ("data:text/html,a", None),
        ("http://user:word@linchuan.example/", None),
        ("http://[::1/", None),
        ("http://a.example:port/", None),
        ("/" + "a" * 3000, None),
    ],
)
def test_links_become_addresses(href: str, address: str | None) -> None:
    assert resolve(href, BASE) == address


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("window.open('/art/1.html','_blank')", "/art/1.html"),
        ('goto("news.jsp?id=4")', "news.jsp?id=4"),
        ("show('news', '2')", ""),
        ("return false", ""),
        ("openUrl('https://a.example/b')", "https://a.example/b"),
    ],
)
def test_addresses_are_read_out_of_handlers(script: str, address: str) -> None:
    assert address_in_script(script) == address


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://a.example/P020210609.pdf", True),
        ("https://a.example/f.DOCX?v=1", True),
        ("https://a.example/module/download/downfile.jsp?classid=0&filename=ab.pdf", True),
        ("https://a.example/system/_content/download.jsp?urltype=news.DownloadAttachUrl", True),
        ("https://a.example/download?fileUrl=/x/&fileName=a.xls", True),
        ("https://a.example/a.html", False),
        ("https://a.example/pdf/", False),
    ],
)
def test_attachments(url: str, is_one: bool) -> None:
    assert is_attachment(url) is is_one


@given(st.text(max_size=80))
def test_resolving_never_raises_and_is_settled(href: str) -> None:
    address = resolve(href, BASE)
    if address is not None:
        assert address.startswith(("http://", "https://"))
        assert address.isascii()
        assert resolve(address, BASE) == address
