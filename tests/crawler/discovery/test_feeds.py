import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import discover
from crawler.discovery.feeds import read_feed
from crawler.discovery.markup import MOST_BYTES, unpack
from crawler.discovery.sitemaps import read_sitemap
from crawler.sources import Seed, Source

ROOT = "https://www.linchuan.example"
SOURCE = Source(name="linchuan", title="临川", hosts=("www.linchuan.example",), seeds=(Seed(url=ROOT),))

RSS = f"""<?xml version="1.0" encoding="gb2312"?>
<rss version="2.0"><channel><title>临川要闻</title><link>{ROOT}/</link>
<item><title><![CDATA[我县召开创城推进会]]></title><link>{ROOT}/art/2021/6/9/art_1_2.html</link>
<pubDate>Wed, 09 Jun 2021 08:00:00 +0800</pubDate></item>
<item><title>文明志愿者 &nbsp; 上街 & 入户</title><guid>{ROOT}/art/2021/6/8/art_1_1.html</guid><dc:date>2021-06-08</dc:date></item>
<item><title>文件</title><link>/a.pdf</link></item>
<item><title>别处</title><link>https://elsewhere.example/1.html</link></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><title type="html">创城 &amp;amp; 创卫</title><link rel="self" href="/x"/><link href="/p/1"/>
<published>2021-06-09T08:00:00+08:00</published><updated>2022-01-01T00:00:00Z</updated></entry>
<entry><title>无链接</title></entry><entry><id>{ROOT}/p/2</id><title>二</title></entry></feed>"""

RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<item rdf:about="{ROOT}/a/1.html"><title>一</title></item></rdf:RDF>"""


def test_rss_gives_articles_with_days_and_keeps_within_the_hosts() -> None:
    found = discover(RSS.encode("gb18030"), f"{ROOT}/rss.xml", SOURCE, kind="list")
    assert [(link.url, link.kind, link.date) for link in found.links] == [
        (f"{ROOT}/art/2021/6/9/art_1_2.html", "article", "2021-06-09"),
        (f"{ROOT}/art/2021/6/8/art_1_1.html", "article", "2021-06-08"),
        (f"{ROOT}/a.pdf", "attachment", None),
    ]
    assert found.links[0].title == "我县召开创城推进会"
    assert "上街" in found.links[1].title


def test_atom_takes_the_published_day_and_the_alternate_link() -> None:
    entries = read_feed(ATOM)
    assert [(e.href, e.date) for e in entries] == [("/p/1", "2021-06-09"), (f"{ROOT}/p/2", None)]


def test_rdf() -> None:
    assert [e.href for e in read_feed(RDF)] == [f"{ROOT}/a/1.html"]


@pytest.mark.parametrize(
    ("until", "entries"), [("<item>", 0), ("<item><title>文明", 1), ("<item><title>文件", 2)]
)
def test_a_cut_feed_gives_what_it_holds(until: str, entries: int) -> None:
    assert len(read_feed(RSS[: RSS.index(until)])) == entries


def test_entities_are_not_resolved_and_do_not_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>'
    body = "<rss><item><title>&l9;&f;x</title><link>/a</link></item></rss>"
    (entry,) = read_feed(bomb + body)
    assert len(entry.title) < 20
    assert "root" not in entry.title


def test_a_sitemap_index_leads_to_sitemaps() -> None:
    text = f"<sitemapindex><sitemap><loc>{ROOT}/s1.xml.gz</loc><lastmod>2021-06-09</lastmod></sitemap></sitemapindex>"
    found = discover(gzip.compress(text.encode()), f"{ROOT}/sitemap.xml.gz", SOURCE, kind="sitemap")
    assert [(link.url, link.kind, link.date) for link in found.links] == [
        (f"{ROOT}/s1.xml.gz", "sitemap", "2021-06-09")
    ]


def test_a_sitemap_tells_articles_by_their_addresses_and_news_by_its_titles() -> None:
    text = f"""<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
    <url><loc> {ROOT}/xwzx/202106/t20210609_1.html </loc><lastmod>2023-01-01</lastmod></url>
    <url><loc>{ROOT}/about/</loc></url><url><loc>{ROOT}/a.jpg</loc></url><url><loc>ftp://a/</loc></url>
    <url><loc>{ROOT}/n/7</loc><n:news><n:title>创城</n:title><n:publication_date>2021-06-10T08:00:00+08:00</n:publication_date></n:news></url>
    </urlset>"""
    found = discover(text.encode(), f"{ROOT}/sitemap.xml", SOURCE, kind="auto")
    assert [(link.url.removeprefix(ROOT), link.kind, link.date, link.title) for link in found.links] == [
        ("/xwzx/202106/t20210609_1.html", "article", "2021-06-09", ""),
        ("/about/", "page", None, ""),
        ("/n/7", "article", "2021-06-10", "创城"),
    ]


def test_a_plain_list_is_a_sitemap_too() -> None:
    found = discover(f"{ROOT}/a/1\n{ROOT}/a/2\n".encode(), f"{ROOT}/sitemap.txt", SOURCE, kind="sitemap")
    assert len(found.links) == 2


def test_a_bomb_is_cut() -> None:
    assert len(unpack(gzip.compress(bytes(MOST_BYTES + 1000)))) == MOST_BYTES


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_what_is_no_feed_says_so(kind: str) -> None:
    found = discover(b"<html><body>404</body></html>", f"{ROOT}/x", SOURCE, kind=kind)
    assert found.links == ()
    assert found.reason == f"expected a {kind}, got something else"


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "<rss><item><link>", "<urlset><url><loc>", "<feed><entry>", "\x1f\x8b"]),
)
def test_readers_never_raise(content: bytes, head: str) -> None:
    text = head + content.decode("utf-8", "replace")
    read_feed(text)
    read_sitemap(text)
    for kind in ("auto", "list", "feed", "sitemap", "epaper"):
        discover(head.encode("latin-1", "replace") + content, ROOT, SOURCE, kind=kind)
