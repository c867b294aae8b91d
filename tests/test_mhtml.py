import quopri

from pipelines.mhtml import unwrap

PAGE = "<html><body><p>我镇召开创建文明城市推进会。</p></body></html>"
SAVED = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://xinlin.example/a.html\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n'
    b'------b\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    b"Content-Location: http://xinlin.example/a.html\r\n\r\n"
    + quopri.encodestring(PAGE.encode())
    + b"\r\n------b--\r\n"
)


def test_the_page_inside_a_saved_archive_is_found_with_its_address() -> None:
    part = unwrap(SAVED)
    assert part is not None
    content, content_type, location = part
    assert content.decode().strip() == PAGE
    assert "text/html" in content_type
    assert location == "http://xinlin.example/a.html"


def test_other_content_is_left_alone() -> None:
    assert unwrap(PAGE.encode()) is None
    assert unwrap("来源: 新林日报\n作者: 王小林\n\n正文".encode()) is None
