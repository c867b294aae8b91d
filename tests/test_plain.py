import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.plain import front_matter, kind_of, parse, parse_text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("标题\n\n正文。", "text"),
        ("3 < 5, a<b", "text"),
        ("<!doctype html><p>一", "html"),
        ("<div><p>长长的正文，一段。</p></div>", "html"),
        ('<noscript id="ab1cd"></noscript>\n标题\n正文一段，没有标签。\n正文二段。', "fragments"),
    ],
)
def test_a_text_is_judged_by_its_content(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_each_line_is_a_block_that_knows_the_gap_before_it() -> None:
    assert [(b.found, b.gap) for b in parse_text("一\n二\n\n\n　三 四\n").blocks] == [
        ("一", 0),
        ("二", 0),
        ("三 四", 2),
    ]


def test_markdown_is_understood() -> None:
    document = parse_text(
        "## 标题\n\n见[公告](http://a.example/1)，**重要**。\n\n![图](http://a.example/1.jpg)\n\n#话题"
    )
    assert [(b.found, b.tag) for b in document.blocks] == [
        ("标题", "h2"),
        ("见公告，重要。", "p"),
        ("#话题", "p"),
    ]
    assert document.blocks[1].links == (("http://a.example/1", 2),)
    assert document.images[0].src == "http://a.example/1.jpg"


def test_pieces_of_html_leave_the_lines_of_a_text() -> None:
    document, kind = parse(
        '<sub id="tc4fh"></sub>\n<xmp id="tc4fh">\n  • 标题\n\n正文第一段。\n正文第二段。\n'
    )
    assert kind == "fragments"
    assert [b.found for b in document.blocks] == ["• 标题", "正文第一段。", "正文第二段。"]


def test_front_matter_is_split_off() -> None:
    fields, rest, problem = front_matter("\n---\nTitle: '标题'\ntags:\n - 一\n---\n正文")
    assert fields == {"title": "标题", "tags": ["一"]}
    assert (rest.strip(), problem) == ("正文", None)


@pytest.mark.parametrize("text", ["正文", "---\n没有结束", "---\n- 一\n---\n正文", "正文\n---\na: 1\n---\n"])
def test_what_is_no_front_matter_stays_in_the_text(text: str) -> None:
    assert front_matter(text)[:1] == ({},)


def test_broken_front_matter_stays_in_the_text_and_is_told() -> None:
    text = "---\ntitle: '没有\n  - x: [\n---\n正文"
    fields, rest, problem = front_matter(text)
    assert (fields, rest) == ({}, text)
    assert problem is not None
    assert problem.startswith("front matter is not valid YAML in line")


@settings(deadline=None)
@given(st.text(alphabet="-\n:[]{}'\"ab<>#*!()&|一 ", max_size=120))
def test_never_raises(text: str) -> None:
    fields, rest, _ = front_matter("---\n" + text)
    assert isinstance(fields, dict)
    parse(rest)
