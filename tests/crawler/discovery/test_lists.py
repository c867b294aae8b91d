import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.discovery import score
from bench.lists import HELD_OUT, SYSTEMS, compose
from crawler.discovery import Learned, Link, discover
from crawler.discovery.days import day_in
from crawler.discovery.judge import points_of_address
from crawler.discovery.presets import detect, presets
from crawler.discovery.shapes import shape
from crawler.sources import Patterns, Seed, Source

ROOT = "https://www.linchuan.example"


def source(**fields: Any) -> Source:
    seeds = (Seed(url=ROOT),)
    return Source(name="linchuan", title="临川", hosts=("www.linchuan.example",), seeds=seeds, **fields)


def links(html: str, *, kind: str = "list", url: str = "/xwzx/", **fields: Any) -> list[Link]:
    return list(discover(html.encode(), ROOT + url, source(**fields), kind=kind).links)


def rows(count: int = 9) -> str:
    return "".join(
        f'<li><a href="/info/1001/{n}.htm">临川县扎实推进文明城市创建工作之{n}</a><span>2021-06-{n:02d}</span></li>'
        for n in range(1, count + 1)
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_articles_of_composed_lists_are_found_unaided(system: str) -> None:
    counts = score(system, presets=False, learning=False, sites=3)
    assert counts["right"] / (counts["right"] + counts["wrong"]) >= 0.98
    assert counts["right"] / (counts["right"] + counts["missed"]) >= 0.98
    assert counts["pages right"] == counts["pages"]
    assert counts["dates right"] == counts["dates"]


def test_what_is_learned_does_no_harm_and_presets_help() -> None:
    total: Counter[str] = Counter()
    for system in HELD_OUT[:4]:
        total += score(system, presets=True, learning=True, sites=2)
    assert total["wrong"] + total["missed"] == 0


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ('<li><a href="/a/{n}.html">{t}</a><span>2021-06-09</span></li>', "2021-06-09"),
        ('<li><span>[2021/6/9]</span><a href="/a/{n}.html">{t}</a></li>', "2021-06-09"),
        ('<tr><td><a href="/a/{n}.html">{t}</a></td><td>2021年6月9日</td></tr>', "2021-06-09"),
        ('2021.06.09 <a href="/a/{n}.html">{t}</a><br>', "2021-06-09"),
        ('<a href="/a/{n}.html">{t}</a>（2021-06-09）<br>', "2021-06-09"),
        ('<dl><dt><a href="/a/{n}.html">{t}</a></dt><dd>发布时间：2021-06-09 08:30</dd></dl>', "2021-06-09"),
        ('<a href="/a/{n}.html"><b>09</b><i>2021-06</i><p>{t}</p></a>', "2021-06-09"),
        ('<a href="/a/{n}.html"><p>{t}</p><span>2021-06-09</span></a>', "2021-06-09"),
        ('<li><div class="d"><b>09</b><i>2021/06</i></div><a href="/a/{n}.html">{t}</a></li>', "2021-06-09"),
        (
            '<li><a href="/lm/">[要闻]</a><a href="/a/{n}.html">{t}</a><span>2021-06-09</span></li>',
            "2021-06-09",
        ),
        ('<li><a href="/a/{n}.html">{t}</a><span>06-09</span></li>', None),
    ],
)
def test_the_day_beside_a_link_is_its_own(html: str, day: str | None) -> None:
    first = '<li><span>2020-01-01</span></li><li><a href="/gg/">关于本站及其他有关事项的说明</a></li>'
    items = "".join(html.format(n=n, t=f"临川县扎实推进文明城市创建工作之{n}") for n in range(101, 110))
    found = [link for link in links(f"<ul>{first}</ul><div>{items}</div>") if "/a/" in link.url]
    assert [link.date for link in found] == [day] * 9
    assert all(link.title.startswith("临川县扎实推进") for link in found)


def test_titles_are_whole() -> None:
    html = (
        rows()
        + '<li><a href="/info/1001/20.htm" title="临川县召开创建全国文明城市推进会">临川县召开创建…</a></li>'
    )
    assert links(html)[-1].title == "临川县召开创建全国文明城市推进会"


def test_links_that_scripts_open() -> None:
    html = "".join(
        f"""<li><a href="javascript:void(0)" onclick="openNews('/info/1001/{n}.htm')">临川县召开创城推进会之{n}</a></li>"""
        f"""<li onclick="window.open('/info/1002/{n}.htm')">云岭市召开创城推进会之{n}</li>"""
        for n in range(10, 20)
    )
    assert len(links(html)) == 20


def test_hosts_bound_what_is_found_and_the_others_are_noted() -> None:
    html = rows() + '<li><a href="https://www.other.example/a/1.html">别处的一条长长的新闻标题</a></li>'
    found = discover(html.encode(), f"{ROOT}/xwzx/", source(), kind="list")
    assert all(link.url.startswith(ROOT) for link in found.links)
    assert found.learned is not None
    assert found.learned.foreign == {"www.other.example": 1}


def test_files_are_attachments_and_pictures_are_nothing() -> None:
    html = rows() + '<a href="/P020210609.pdf">实施方案</a><a href="/x.jpg">图片新闻图片新闻图片</a>'
    assert [link.url for link in links(html) if link.kind == "attachment"] == [f"{ROOT}/P020210609.pdf"]
    assert not any(link.url.endswith(".jpg") for link in links(html))


def test_a_home_page_gives_columns_and_feeds_too() -> None:
    html = (
        '<link rel="alternate" type="application/rss+xml" href="/rss.xml"><div class="nav"><a href="/wmcj/">文明创建</a>'
        f'<a href="/">首页</a></div><ul>{rows()}</ul>'
    )
    kinds = {link.url.removeprefix(ROOT): link.kind for link in links(html, kind="auto", url="/index.html")}
    assert kinds["/wmcj/"] == "list"
    assert kinds["/rss.xml"] == "feed"
    assert kinds["/info/1001/1.htm"] == "article"
    assert "/wmcj/" not in {link.url.removeprefix(ROOT) for link in links(html)}


def test_a_sources_own_patterns_win() -> None:
    html = rows() + '<a href="/lm/x/">栏目</a>'
    only = Patterns(include=("/info/#/1.htm",))
    assert [link.url for link in links(html, articles=only)] == [f"{ROOT}/info/1001/1.htm"]
    assert len(links(html, articles=Patterns(exclude=("*/1.htm",)))) == 8
    assert ("list", f"{ROOT}/lm/x/") in {
        (link.kind, link.url) for link in links(html, lists=Patterns(include=("/lm/*",)))
    }


def test_a_shell_leads_to_its_frame() -> None:
    found = discover(b'<iframe src="list.jsp?id=1"></iframe>', f"{ROOT}/x/", source(), kind="list")
    assert [link.url for link in found.next] == [f"{ROOT}/x/list.jsp?id=1"]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "no links on this page"),
        ('<a href="/about/">关于我们</a>', "none of the 1 links looks like an article"),
    ],
)
def test_why_nothing_was_found(html: str, reason: str) -> None:
    assert discover(html.encode(), f"{ROOT}/x/", source(), kind="list").reason == reason


def test_what_is_learned_is_json_counts_once_and_stays_small() -> None:
    learned = None
    for number in range(1, 8):
        page = compose("plain", 1, page=number)
        one = source().model_copy(update={"hosts": (page.url.split("/")[2],)})
        found = discover(page.html.encode(), page.url, one, kind="list", learned=learned)
        again = discover(page.html.encode(), page.url, one, kind="list", learned=found.learned)
        assert again.learned == found.learned
        learned = found.learned
    assert learned is not None
    assert Learned.from_json(json.loads(json.dumps(learned.as_json()))) == learned
    assert learned.shapes["/*/#.html"].articles == learned.shapes["/*/#.html"].links
    assert learned.shapes["/lm#/"].articles == 0
    assert learned.shapes["/lm#/"].repeated > learned.shapes["/lm#/"].links / 2
    assert len(learned.common) <= 1000


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/xwzx/bmdt/202106/t20210609_12345.html", "/*/M/tD_#.html"),
        ("/art/2021/6/9/art_1401_22.html", "/*/Y/#/#/art_#_#.html"),
        ("/info/1004/3456.htm", "/*/#/#.htm"),
        ("/html/2021-06/09/content_31.htm", "/*/M/#/content_#.htm"),
        ("/zwgk/001/0ee39af9-5c0e-4f3b-9d8d-0123456789ab.html", "/*/#/H.html"),
        ("/index.php?m=content&a=show&id=12", "/index.php?a=show&id=#&m=content"),
        ("/", "/"),
    ],
)
def test_forms_of_addresses(path: str, form: str) -> None:
    assert shape(ROOT + path, "www.linchuan.example") == form


def test_an_address_speaks_for_itself() -> None:
    assert points_of_address(f"{ROOT}/xwzx/202106/t20210609_1.html") > 3
    assert points_of_address(f"{ROOT}/xwzx/") < 0 < points_of_address(f"{ROOT}/info/1001/2345.htm")


def test_every_preset_is_told_by_its_marks() -> None:
    for name, preset in presets().items():
        found = detect(" ".join(preset.marks))
        assert found is not None
        assert found.name == name
    assert detect("<html></html>") is None


@given(
    st.text(max_size=200),
    st.sampled_from(["", "<ul><li><a href='", "<a onclick='", "createPageHTML(", "<datastore>", "{"]),
)
def test_lists_never_raise(text: str, head: str) -> None:
    for kind in ("list", "auto", "epaper"):
        discover((head + text).encode("utf-8", "surrogatepass"), ROOT, source(), kind=kind)
    day_in(text)
    shape("http://" + text)
    points_of_address("http://" + text)


@pytest.mark.parametrize(
    "unit",
    [
        '<a href="/a/{}.html">临川县</a>',
        "<record>",
        "<record><![CDATA[<a href='/{}'>]]>",
        "createPageHTML(",
        "<div class='page' onclick=\"a('/b')\">",
        "2021-06-09 ",
        "<option value='/a'>",
        "var countPage = 1;",
        "((((",
    ],
)
def test_hostile_pages_are_read(unit: str) -> None:
    text = "<datastore><script>" + unit * (200_000 // len(unit))
    discover(text.encode(), ROOT, source(), kind="list")
    discover(text.removeprefix("<datastore><script>").encode(), ROOT, source(), kind="auto")
