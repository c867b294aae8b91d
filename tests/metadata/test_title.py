import pytest

from pipelines.blocks import parse_html
from pipelines.metadata.title import find_title, without_site
from pipelines.plain import parse_text


@pytest.mark.parametrize(
    ("html", "title", "basis"),
    [
        (
            "<title>新林市打响创城攻坚战_新林新闻网</title><h1>新林市打响创城攻坚战</h1><p>正文",
            "新林市打响创城攻坚战",
            "h1 in <title>",
        ),
        (
            "<title>新林新闻网</title><meta name=ArticleTitle content=新林市打响创城攻坚战><p>正文",
            "新林市打响创城攻坚战",
            "meta articletitle",
        ),
        ("<title>新林市打响创城攻坚战-新林新闻网</title><p>正文", "新林市打响创城攻坚战", "<title>"),
        ("<h2>新林市打响创城攻坚战</h2><p>正文", "新林市打响创城攻坚战", "h2"),
    ],
)
def test_the_title_is_what_page_and_head_agree_on(html: str, title: str, basis: str) -> None:
    document = parse_html(html)
    assert find_title(document, [False] * len(document.blocks))[:2] == (title, basis)


def test_a_spam_heading_is_not_the_title() -> None:
    document = parse_html("<title>博彩_新林市创城_网</title><h1>博彩</h1><h2>新林市创城工作推进</h2><p>正文")
    assert find_title(document, [True, False, False])[0] == "新林市创城工作推进"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("新林市打响创城攻坚战_新林新闻网", "新林市打响创城攻坚战"),
        ("新林市打响创城攻坚战 - 要闻 - 新林日报", "新林市打响创城攻坚战"),
        ("新林新闻网|新林市打响创城攻坚战", "新林市打响创城攻坚战"),
        ("“创城”进行时：新林市打响攻坚战", "“创城”进行时：新林市打响攻坚战"),
        ("2019-2021年创建规划", "2019-2021年创建规划"),
        ("绣出文明底色——南屿县创卫见闻_南屿新闻网", "绣出文明底色——南屿县创卫见闻"),
    ],
)
def test_the_site_s_name_goes(title: str, expected: str) -> None:
    assert without_site(title, {}) == expected


def test_a_plain_text_s_title_is_the_line_its_text_repeats() -> None:
    document = parse_text(
        "收藏 分享(赏)\n\n新林镇创建文明城市工作会讲话稿.doc\n\n上传时间：2023-04-17\n\n"
        "同志们，今天召开全镇创建文明城市工作会，主要任务是部署新林镇下一步的创建工作，下面我讲三点意见，请大家认真抓好落实。"
    )
    title, basis, index = find_title(document, [False] * len(document.blocks))
    assert (title, basis, index) == ("新林镇创建文明城市工作会讲话稿", "line before the text", 1)
