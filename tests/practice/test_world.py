"""The practice site is what it says it is: the truth is only worth something if the pages hold to it."""

from __future__ import annotations

import re
from html import unescape
from itertools import combinations
from statistics import median
from urllib.parse import urljoin, urlsplit

import pytest

from pipelines import clean_page
from tools.practice.score import f1
from tools.practice.sites import DIALECTS, Answer, Site
from tools.practice.sites.island import traditional
from tools.practice.world import Plan, World

PORTS = range(9001, 9012)
PLAN = Plan(pages=330)


def world(day: int = 0, plan: Plan = PLAN) -> World:
    made = World(plan, PORTS[: len(World.names(plan))])
    made.day = day
    return made


def fetch(site: Site, url: str) -> Answer:
    parts = urlsplit(url)
    answer = site.answer(parts.path + (f"?{parts.query}" if parts.query else ""))
    assert answer is not None, url
    return answer


def links(site: Site, url: str) -> set[str]:
    html = unescape(fetch(site, url).body.decode(site.encoding))
    return {urljoin(url, link) for link in re.findall(r'(?:href=|<loc>|<link>)"?(.*?)["<> ]', html)}


def list_urls(site: Site) -> list[str]:
    """Every page of every list; an issue's layouts are the lists of an e-paper."""
    if site.key == "epaper":
        dates = sorted({site.press.date(n) for n in range(site.press.total(site.day))})
        return [site.url(f"/html/{date:%Y-%m/%d}/node_{i}.htm") for date in dates for i in range(1, 5)]
    paths = [
        site.list_address(c, k) for c in range(len(site.columns)) for k in range(1, site.last_page(c) + 1)
    ]
    if site.key == "hanweb":
        paths += [
            f"/module/web/jpage/dataproxy.jsp?page={k}&columnid={1201 + c}"
            for c in range(2)
            for k in range(1, site.last_page(c) + 1)
        ]
    return [site.url(path) for path in paths]


def test_the_same_plan_gives_the_same_bytes() -> None:
    for a, b in zip(world().sites.values(), world().sites.values(), strict=True):
        assert a.answer(a.address(3)) == b.answer(b.address(3))


@pytest.mark.parametrize("day", [0, 4])
@pytest.mark.parametrize("key", DIALECTS)
def test_lists_lead_to_every_article_that_is_out(key: str, day: int) -> None:
    site = world(day).sites[key]
    found = {link.removesuffix("?div=-1") for url in list_urls(site) for link in links(site, url)}
    out = [n for n in range(site.press.total(day)) if site.holds(n) and not site.press.gone(n, day)]
    assert {site.url(site.address(n)) for n in out} <= found
    for number in out:
        assert fetch(site, site.url(site.address(number))).status in (200, 302)


def test_feeds_and_sitemaps_lead_to_every_article_that_is_out() -> None:
    site = world().sites["wordpress"]
    found = links(site, site.url("/wp-sitemap-posts-1.xml")) | links(site, site.url("/feed/"))
    assert {site.url(site.address(n)) for n in range(site.press.count)} <= found
    assert site.url("/wp-sitemap-posts-1.xml") in links(site, site.url("/wp-sitemap.xml"))
    assert b"Sitemap: " in fetch(site, site.url("/robots.txt")).body


@pytest.mark.parametrize("key", DIALECTS)
def test_a_page_holds_its_truth(key: str) -> None:
    made = world()
    site = made.sites[key]
    truths = [truth for truth in made.truth() if truth.host == key and truth.state == "article"]
    for truth in truths[:2]:
        charset = f"; charset={site.charset}" if site.in_header else ""
        content = fetch(site, truth.url).body
        page = clean_page(content, truth.url, content_type=f"text/html{charset}")
        if page.next_page:
            more = clean_page(fetch(site, page.next_page).body, page.next_page, content_type="text/html")
            assert f1(f"{page.body}\n{more.body}", truth.body) > 0.97
        else:
            assert f1(page.body, truth.body) > 0.97
        assert page.title in (truth.title, traditional(truth.title))
        assert (page.published or "").startswith(truth.published)
        assert truth.source in (None, page.source)
        assert truth.campaign in page.campaigns
        assert not any(phrase in page.body for phrase in truth.spam)


def test_days_bring_change_and_take_articles() -> None:
    before = {truth.url: truth for truth in world(0).truth()}
    after = {truth.url: truth for truth in world(5).truth()}
    assert len(after) > len(before)
    assert before.keys() <= after.keys()
    states = [truth.state for truth in after.values()]
    assert states.count("gone") > 5
    assert states.count("replaced") > 0
    changed = [url for url in before if after[url].body != before[url].body]
    assert changed
    assert all(before[url].body in after[url].also for url in changed)


def test_gone_articles_answer_so_and_stay_gone() -> None:
    answers = set()
    for site in world(8).sites.values():
        for number in range(site.press.total(8)):
            if site.holds(number) and (gone := site.press.gone(number, 8)):
                answer = fetch(site, site.url(site.address(number)))
                assert answer.status == (200 if gone == "soft" else int(gone))
                assert "不存在".encode(site.encoding) in answer.body
                assert site.press.gone(number, 9) == gone
                answers.add(gone)
    assert answers == {"404", "410", "soft"}


def test_one_host_is_hijacked_from_its_day_on() -> None:
    plan = Plan(pages=330, hijacked=2)
    assert not world(1, plan).sites["dedecms"].hijack(4)
    site = world(2, plan).sites["dedecms"]
    kept = next(n for n in range(20) if (found := site.hijack(n)) and not found.replaced)
    answer = fetch(site, site.url(site.address(kept)))
    truth = next(t for t in world(2, plan).truth() if t.url == site.url(site.address(kept)))
    html = unescape(answer.body.decode("gbk"))
    assert sum(phrase in html for phrase in truth.spam) >= 8


def test_pages_are_of_real_size_and_no_copies_of_each_other() -> None:
    made = world()
    sizes = [
        len(fetch(site, site.url(site.address(n))).body) for site in made.sites.values() for n in (0, 3, 9)
    ]
    assert 20_000 < median(sizes) < 40_000
    bodies = [truth.body for truth in made.truth() if truth.host == "trs"]
    assert 600 < median(map(len, bodies)) < 2000
    shingles = [{body[i : i + 5] for i in range(len(body) - 4)} for body in bodies[:24]]
    alike = [len(a & b) / len(a | b) for a, b in combinations(shingles, 2)]
    assert max(alike) < 0.4


@pytest.mark.parametrize(
    "text",
    [
        "/",
        "/robots.txt",
        "/no",
        "/xwdt/209912/t20991201_9.html",
        "/a/../b",
        "/%00",
        "/show-1-99999999-1.html",
    ],
)
@pytest.mark.parametrize("key", DIALECTS)
def test_no_address_makes_it_fail(key: str, text: str) -> None:
    answer = world().sites[key].answer(text)
    assert answer is None or answer.status in (200, 404)
