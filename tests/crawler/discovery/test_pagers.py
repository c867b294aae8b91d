import json
from urllib.parse import unquote

import pytest

from crawler.discovery import Discovery, discover
from crawler.sources import Seed, Source

ROOT = "https://www.linchuan.example"
SOURCE = Source(name="linchuan", title="临川", hosts=("www.linchuan.example",), seeds=(Seed(url=ROOT),))
ROWS = "".join(
    f'<li><a href="/info/1001/{n}.htm">临川县召开创建全国文明城市推进会之{n}</a><span>2021-06-{n:02d}</span></li>'
    for n in range(1, 16)
)


def look(pager: str, url: str, rows: str = ROWS) -> Discovery:
    return discover(
        f"<html><body><ul>{rows}</ul>{pager}</body></html>".encode(), ROOT + url, SOURCE, kind="list"
    )


def following(pager: str, url: str) -> list[str]:
    return [unquote(link.url.removeprefix(ROOT)) for link in look(pager, url).next]


@pytest.mark.parametrize(
    ("pager", "url", "pages"),
    [
        # TRS
        ('<script>createPageHTML(20, 0, "index", "html");</script>', "/x/", ["/x/index_1.html"]),
        ('<script>createPageHTML(20, 3, "index", "shtml", 400);</script>', "/x/index_3.shtml", ["/x/index_4.shtml"]),
        ('<script>createPageHTML(20, 19, "index", "html");</script>', "/x/index_19.html", []),
        ('<script>createPageHTML("page_div", 20, 1, "list", "html", 300);</script>', "/x/list.html", ["/x/list_1.html"]),
        ("<script>var countPage = 8; var currentPage = 0;</script>", "/x/index.htm", ["/x/index_1.htm"]),
        ('<script>var countPage = 8;createPageHTML(countPage, 0, "index", "htm");</script>', "/x/", ["/x/index_1.htm"]),
        ('<script>createPageHTML(1, 0, "index", "html");</script>', "/x/", []),
        # the link that says so
        ('<a href="/x/39.htm">下页</a><a href="/x/1.htm">尾页</a>', "/x.htm", ["/x/39.htm"]),
        ('<a href="list_2.html">下一页 &gt;</a>', "/x/", ["/x/list_2.html"]),
        ('<a title="下一页" href="/x/2"><i></i></a>', "/x/", ["/x/2"]),
        ('<div class="pagination"><a href="/x/2">»</a></div>', "/x/", ["/x/2"]),
        ('<p>文明创建 <a href="/zt/">»</a></p>', "/x/", []),
        ('<a href="#">下一页</a><a href="javascript:void(0)">尾页</a>', "/x/", []),
        ('<a onclick="location.href=\'/x/p2.html\'" href="javascript:;">下一页</a>', "/x/", ["/x/p2.html"]),
        ('<link rel="next" href="/x/page/2/">', "/x/", ["/x/page/2/"]),
        # the number after the current one
        ('<b>1</b><a href="/x/2.html">2</a><a href="/x/3.html">3</a>', "/x/", ["/x/2.html"]),
        ('<a href="/x/1.html">[1]</a> [2] <a href="/x/3.html">[3]</a>', "/x/2.html", ["/x/3.html"]),
        ('<a href="/x/1.html">1</a><a class="on" href="/x/2.html">2</a><a href="/x/3.html">3</a>', "/x/2.html", ["/x/3.html"]),
        ('<a href="/x/1.html">1</a><a href="/x/2.html">2</a><a class="cur">3</a>', "/x/3.html", []),
        (
            "<select><option value='list_1.html'>1<option value='list_2.html' selected>2<option value='list_3.html'>3</select>",
            "/x/list_2.html",
            ["/x/list_3.html"],
        ),
        ("<select><option value='1'>临川县</option><option value='2'>云岭市</option></select>", "/x/", []),
    ],
)  # fmt: skip
def test_where_a_list_goes_on(pager: str, url: str, pages: list[str]) -> None:
    assert following(pager, url) == pages


RECORDS = "".join(
    f"<record><![CDATA[<li><a href='/art/2021/6/{n}/art_7_{n}.html' title='临川县创城工作简报第{n}期'>临川县…</a><b>2021-06-{n:02d}</b></li>]]></record>"
    for n in range(1, 10)
)
STORE = (
    '<datastore><totalrecord>90</totalrecord><totalpage>6</totalpage><nextgroup><![CDATA[<a href="/module/web/jpage/'
    'dataproxy.jsp?page=1&appid=1&webid=3&path=/&columnid=7&unitid=9&webname=临川&permissiontype=0"></a>]]></nextgroup>'
    f"<recordset>{RECORDS}</recordset></datastore>"
)


def test_hanweb_shows_its_records_and_asks_the_proxy_for_the_rest() -> None:
    found = look(f'<div id="7"><script type="text/xml">{STORE}</script></div>', "/col/col7/index.html", "")
    assert [(link.url.removeprefix(ROOT), link.kind, link.date) for link in found.links][:2] == [
        ("/art/2021/6/1/art_7_1.html", "article", "2021-06-01"),
        ("/art/2021/6/2/art_7_2.html", "article", "2021-06-02"),
    ]
    assert found.links[0].title == "临川县创城工作简报第1期"
    assert [link.url.split("?")[1][:7] for link in found.next] == ["page=1&", "page=2&"]


@pytest.mark.parametrize(("page", "pages"), [(2, 1), (6, 0)])
def test_the_proxy_is_asked_up_to_its_last_page(page: int, pages: int) -> None:
    url = f"{ROOT}/module/web/jpage/dataproxy.jsp?page={page}&columnid=7"
    found = discover(STORE.encode(), url, SOURCE, kind="list", content_type="text/xml")
    assert len(found.links) == 9
    assert len(found.next) == pages
    if pages:
        assert "page=3&" in found.next[0].url


def test_jpaas_is_asked_with_its_own_parameters() -> None:
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    query = "{'webId':'1','pageId':'2','parseType':'bulidstatic','tplSetId':'3','pageType':'column','tagId':'列表'}"
    found = look(f'<script url="{unit}" queryData="{query}"></script>', "/col/col1/index.html")
    (first,) = found.next
    assert unit in first.url
    assert '"pageNo":1' in unquote(first.url)
    answer = json.dumps({"success": True, "data": {"html": f"<ul>{ROWS}</ul>"}})
    found = discover(answer.encode(), first.url, SOURCE, kind="list")
    assert len(found.links) == 15
    assert '"pageNo":2' in unquote(found.next[0].url)
    empty = discover(json.dumps({"data": {"html": ""}}).encode(), found.next[0].url, SOURCE, kind="list")
    assert empty.next == ()


@pytest.mark.parametrize(
    "item",
    [
        {"title": "临川县召开创城会", "link": "/szsrmzf/szyw/1.shtml", "pubtime": "2021-06-09 08:00:00"},
        {"title": "<b>临川县</b>召开创城会", "url": "/a/post_1.html", "create_time": 1623196800},
        {
            "doctitle": "临川县召开创城会",
            "docpuburl": "http://www.linchuan.example/a/1",
            "docreltime": "2021/06/09",
        },
    ],
)
@pytest.mark.parametrize(
    "wrap", ['{"infolist":[%s]}', "callback(%s);", '{"data":{"results":[%s],"total":90}}']
)
def test_items_of_interfaces(item: dict[str, object], wrap: str) -> None:
    content = wrap % json.dumps(item, ensure_ascii=False)
    source = SOURCE.model_copy(update={"articles": SOURCE.articles.model_copy(update={"include": ("*1*",)})})
    found = discover(content.encode(), f"{ROOT}/list?channelid=5&page=1", source, kind="list")
    (link,) = found.links
    assert (link.kind, link.title, link.date) == ("article", "临川县召开创城会", "2021-06-09")
    assert found.next[0].url == f"{ROOT}/list?channelid=5&page=2"
