import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.blocks import MAX_DEPTH, parse_html, too_deep


def texts(html: str) -> list[str]:
    return [block.found for block in parse_html(html).blocks]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>一</p><p>二</p>", ["一", "二"]),
        ("一<br>二<br/>三", ["一", "二", "三"]),
        ("<div>一<b>二</b><span>三</span></div>", ["一二三"]),
        ("<p>　　一\n 二</p>", ["一 二"]),
        ("<div>一<p>二</p>三</div>", ["一", "二", "三"]),
        ("<table><tr><td>一<td>二</table>", ["一", "二"]),
        ("<pre>一\n二</pre>", ["一", "二"]),
        ("<p>一<script>var a='二'</script>三</p><style>p{}</style>", ["一三"]),
        ("<xmp id=a1b2c>\n一\n<p>二</p>", ["一", "二"]),
        ("<script>1</script><html><body><p>一</p></body></html>", ["一"]),
        ("<p>A&#20013;&nbsp;B</p>", ["A中 B"]),
        ("", []),
    ],
)
def test_a_block_is_the_text_between_two_breaks(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_a_block_knows_its_links_its_strong_text_and_its_element() -> None:
    document = parse_html(
        '<div class="TRS_Editor" id=Zoom><p>见<a href="/a.html">附件一</a>和<strong>说明</strong></p></div>'
    )
    (block,) = document.blocks
    assert block.links == (("/a.html", 3),)
    assert (block.strong, block.tag) == (2, "p")
    paragraph = document.elements[block.element]
    assert document.elements[paragraph.parent].hint == "trs_editor zoom"


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ('<p><a href="/a">一</a>二<a href="/b">三<b>四</b></a></p>', (("/a", 1), ("/b", 2))),
        ('<p><a href="/a"> </a>一</p>', ()),
        ("<p><a>一</a></p>", (("", 1),)),
        ('<p>一<a href="/a"> </a></p>', (("/a", 1),)),
        ('<pre><a href="/a">一\n二</a></pre>', (("/a", 1),)),
    ],
)
def test_a_link_counts_its_characters_in_the_block_where_it_ends(
    html: str, links: tuple[tuple[str, int], ...]
) -> None:
    assert parse_html(html).blocks[-1].links == links


def test_strong_text_inside_strong_text_counts_once() -> None:
    (block,) = parse_html("<p><b>一<b>二</b>三</b>四五六</p>").blocks
    assert block.strong == 3


def test_a_link_that_cannot_be_seen_is_a_block_of_its_own() -> None:
    found = parse_html('<style>.x{display:none}</style><p>一<a class=x href="/a">二</a>三</p>').blocks
    assert [(block.text, block.hidden) for block in found] == [("一", ""), ("二", "display:none"), ("三", "")]


@pytest.mark.parametrize(
    ("html", "how"),
    [
        ('<div style="display: none"><p>x</p></div>', "display:none"),
        ('<div style="VISIBILITY:hidden">x</div>', "visibility:hidden"),
        ('<div style="position:absolute;left:-9999px">x</div>', "off-screen"),
        ('<p style="text-indent:-9999em">x</p>', "text-indent"),
        ('<p style="height:1px;overflow:hidden">x</p>', "zero size"),
        ('<p style="color:#fff;background:#fff">x</p>', "same colour"),
        ('<p style="opacity:0">x</p>', "opacity:0"),
        ('<p style="font-size:0px">x</p>', "font-size:0"),
        ("<marquee>x</marquee>", "marquee"),
        ("<body><noscript>x</noscript>", "noscript"),
        ("<div hidden>x</div>", "hidden attribute"),
        ("<style>.q7x{position:absolute;left:-3999px}</style><div class='a q7x'>x</div>", "off-screen"),
        ("<style>#k{display:none}</style><div id=k><span>x</span></div>", "display:none"),
        ('<p><span style="display:none">x</span></p>', "display:none"),
        ('<p style="opacity:0.9;font-size:0.9em;color:#fff;background:#000">x</p>', ""),
        ('<p style="text-indent:2em;height:100px;overflow:hidden">x</p>', ""),
    ],
)
def test_a_block_knows_how_it_is_hidden(html: str, how: str) -> None:
    assert parse_html(html).blocks[0].hidden == how


def test_metas_title_and_images_stand_outside_the_blocks() -> None:
    document = parse_html(
        '<title> 标题 _ 网 </title><meta name="PubDate" content="2021-06-09"><meta property="og:title" content="标题">'
        '<base href="http://a.example/x/"><p>一</p><img data-src="b.jpg" src="grey.gif" alt="图">'
    )
    assert document.title == "标题 _ 网"
    assert document.metas == {"pubdate": "2021-06-09", "og:title": "标题"}
    assert document.base == "http://a.example/x/"
    assert [(i.src, i.before, i.alt) for i in document.images] == [("b.jpg", 1, "图")]


def test_deep_nesting_is_read_without_tags() -> None:
    document = parse_html("<div>" * 50_000 + "一" + "<b>" * 50_000)
    assert [block.found for block in document.blocks] == ["一"]
    assert document.flags == ["nested too deep: tags ignored"]


def test_many_tags_side_by_side_are_not_deep() -> None:
    assert not too_deep("<p>一</p><br>" * MAX_DEPTH)
    assert too_deep("<p>" * (MAX_DEPTH + 1))


@settings(deadline=None)
@given(st.text(alphabet="<>/abp divspan=\"'style&#;一二\n", max_size=200))
def test_any_markup_gives_blocks_without_markup_s_blanks(html: str) -> None:
    for block in parse_html(html).blocks:
        assert block.found == " ".join(block.found.split())
        assert block.found
