import pytest

from crawler.discovery import discover
from crawler.discovery.epapers import earlier_issues, is_layout
from crawler.sources import Seed, Source

ROOT = "https://paper.linchuan.example"
SOURCE = Source(
    name="paper",
    title="临川日报",
    hosts=("paper.linchuan.example",),
    seeds=(Seed(url=ROOT, kind="epaper"),),
    cms="epaper",
)

OLD = """<table><tr><td><a id="pageLink" href="node_1.htm">第01版：要闻</a></td></tr>
<tr><td><a id="pageLink" href="./node_2.htm">第02版：综合</a></td></tr></table>
<map name="PagePicMap"><area shape="polygon" href="content_301.htm?div=-1"><area href="content_302.htm"></map>
<table><tr><td><a href="content_301.htm?div=-1">我市召开创建全国文明城市推进会</a></td></tr>
<tr><td><a href="content_302.htm?div=-1">短讯</a></td></tr></table>
<a href="../../2021-06/08/node_1.htm">上一期</a>"""


def test_a_layout_gives_its_articles_the_other_layouts_and_earlier_issues() -> None:
    found = discover(OLD.encode(), f"{ROOT}/html/2021-06/09/node_1.htm", SOURCE, kind="epaper")
    assert {link.url.split("/")[-1] for link in found.links} >= {
        "content_301.htm?div=-1",
        "content_302.htm?div=-1",
    }
    assert all(link.kind == "article" and link.date == "2021-06-09" for link in found.links)
    assert found.next[0].url == f"{ROOT}/html/2021-06/09/node_2.htm"
    days = [link.date for link in found.next[1:]]
    assert days == [
        "2021-06-08",
        "2021-06-07",
        "2021-06-06",
        "2021-06-05",
        "2021-06-04",
        "2021-06-03",
        "2021-06-02",
    ]


def test_only_the_first_layout_leads_to_earlier_issues() -> None:
    found = discover(OLD.encode(), f"{ROOT}/html/2021-06/09/node_2.htm", SOURCE, kind="list")
    assert [link.url.split("/")[-1] for link in found.next] == ["node_1.htm"]


def test_new_papers() -> None:
    html = """<div id="list"><ul><li><a href="node_01.html">A1</a></li><li><a href="node_02.html">A2</a></li></ul></div>
    <div id="articlelist"><p class="clearfix"><a href="../../../content/202106/09/content_77.html">文明城市，你我共建</a></p></div>"""
    found = discover(html.encode(), f"{ROOT}/pc/layout/202106/09/node_01.html", SOURCE, kind="epaper")
    assert [(link.url, link.title) for link in found.links] == [
        (f"{ROOT}/pc/content/202106/09/content_77.html", "文明城市，你我共建")
    ]
    assert found.next[1].url == f"{ROOT}/pc/layout/202106/08/node_01.html"


@pytest.mark.parametrize(
    "html",
    [
        '<meta http-equiv="refresh" content="0; URL=html/2021-06/09/node_1.htm">',
        '<script>window.location.href = "html/2021-06/09/node_1.htm";</script>',
        """<script>setTimeout("javascript:location.href='html/2021-06/09/node_1.htm'", 3000);</script>""",
        '<frameset><frame src="html/2021-06/09/node_1.htm"></frameset>',
    ],
)
def test_the_root_leads_to_the_issue_of_the_day(html: str) -> None:
    found = discover(f"<html><head>{html}</head></html>".encode(), f"{ROOT}/", SOURCE, kind="epaper")
    assert [link.url for link in found.next] == [f"{ROOT}/html/2021-06/09/node_1.htm"]


def test_issues_before() -> None:
    assert earlier_issues(f"{ROOT}/html/2021-03/01/node_1.htm")[0][0] == f"{ROOT}/html/2021-02/28/node_1.htm"
    assert earlier_issues(f"{ROOT}/about.htm") == []
    assert is_layout(f"{ROOT}/pc/col/202106/09/node_01.html")
    assert not is_layout(f"{ROOT}/html/2021-06/09/content_1.htm")
