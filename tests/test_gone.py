import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import clean_page
from pipelines.gone import led_astray, soft_404
from pipelines.types import CleanPage


def page(title: str, *paragraphs: str) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title></head><body>{text}</body></html>".encode()


@pytest.mark.parametrize(
    ("content", "evidence"),
    [
        (page("提示信息", "对不起，您访问的页面不存在！"), "页面不存在"),
        (page("404 Not Found", ""), "404 Not Found"),
        (page("青河县人民政府", "该信息已被删除或正在审核。", "返回首页"), "信息已被删除"),
        (page("系统提示", "抱歉，指定的主题不存在或已被删除或正在被审核"), "主题不存在"),
        (page("青河县人民政府", "青河县召开春耕备耕现场会，安排部署春季农业生产工作。"), None),
        (
            page(
                "我县开展政府网站清理",
                "针对群众反映的部分网页打开后提示页面不存在的问题，县政府办组织专人逐条排查。",
                *(
                    f"第{n}组检查了{n * 37}个链接，其中{n * 3}个打不开，已经交给有关乡镇限期整改。"
                    for n in range(1, 9)
                ),
            ),
            None,
        ),
        (page("青河县创建全国文明城市", "页面不存在等问题在创建全国文明城市工作中得到整改。"), None),
    ],
)
def test_a_soft_404_is_told_by_its_words_in_a_page_that_says_little_else(
    content: bytes, evidence: str | None
) -> None:
    found = soft_404(clean_page(content, "http://qinghe.example/1.html"), content)
    assert found == (f"the page says {evidence}" if evidence else None)


@pytest.mark.parametrize(
    ("asked", "found", "astray"),
    [
        ("http://q.example/art/1.html", "http://q.example/", "redirected to the front page"),
        ("http://q.example/art/1.html", "http://q.example/index.html", "redirected to the front page"),
        ("http://q.example/art/1.html", "http://q.example/404.html", "redirected to /404.html"),
        ("http://q.example/art/1.html", "https://q.example/art/1.html", None),
        ("http://q.example/art/1.html", "http://q.example/art/2024/1.html", None),
        ("http://q.example/", "http://q.example/index.html", None),
        ("http://q.example/a", "http://q.example/?id=5", None),
        ("http://q.example/art/404.html", "https://q.example/art/404.html", None),
    ],
)
def test_a_redirect_to_the_front_page_tells_that_a_page_is_gone(
    asked: str, found: str, astray: str | None
) -> None:
    assert led_astray(asked, found) == astray


@given(st.binary(max_size=300), st.text(max_size=100))
def test_nothing_on_a_page_makes_it_raise(content: bytes, title: str) -> None:
    soft_404(CleanPage(verdict="empty", title=title), content)


def test_a_page_that_says_it_is_gone_in_full_dress_is_gone_whatever_its_verdict() -> None:
    content = page("青河县人民政府", "首页", "您访问的页面不存在", "版权所有")
    assert soft_404(CleanPage(verdict="spam"), content) == "the page says 页面不存在"
