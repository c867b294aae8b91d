from __future__ import annotations

import pytest

from crawler.answers import find_canonical, wanted_links
from crawler.discovery import Discovery, Link
from crawler.selection import Wanted, select
from crawler.sources import Source
from pipelines.store import Visit
from pipelines.types import CleanPage

SOURCE = Source.model_validate(
    {"name": "qinghe", "title": "青河县", "hosts": ["q.example"], "seeds": [{"url": "http://q.example/"}]}
)
ARTICLE = CleanPage(
    verdict="article",
    body="…",
    relevance=0.8,
    campaigns=("全国文明城市",),
    published="2024-05-03T09:00:00+08:00",
)
LIST = Visit(
    "http://q.example/", "qinghe", "q.example", "list", 0, None, None, None, None, None, None, None, 0, None, None,
    "waiting", again=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "source", "wanted", "state"),
    [
        ({}, {}, Wanted(), None),
        ({"relevance": 0.1}, {}, Wanted(), "off-topic"),
        ({"relevance": 0.1}, {"relevance": 0.05}, Wanted(), None),
        ({"relevance": 0.0}, {"relevance": 0.0}, Wanted(), None),
        ({}, {"campaigns": ("国家卫生城市",)}, Wanted(), "off-topic"),
        ({}, {"campaigns": ("国家卫生城市", "全国文明城市")}, Wanted(), None),
        ({}, {}, Wanted(since="2024-05-03"), None),
        ({}, {}, Wanted(since="2024-05-04"), "skipped"),
        ({"published": None}, {}, Wanted(since="2024-05-04"), None),  # nobody knows
        ({}, {}, Wanted(campaign="全国文明城市"), None),
        ({}, {}, Wanted(campaign="国家卫生城市"), "skipped"),
        ({"verdict": "spam", "relevance": 0.0}, {}, Wanted(), None),  # goes to quarantine
    ],
)
def test_what_is_kept(
    fields: dict[str, object], source: dict[str, object], wanted: Wanted, state: str | None
) -> None:
    values = {
        name: getattr(ARTICLE, name) for name in ("verdict", "body", "relevance", "campaigns", "published")
    }
    fate = select(CleanPage(**(values | fields)), SOURCE.model_copy(update=source), wanted)
    assert (fate and fate.state) == state


def links(
    *dates: str | None, further: bool = True, since: str | None = None, lists_over: bool = False
) -> list[str]:
    found = Discovery(
        links=tuple(Link(f"http://q.example/{n}.html", "article", "", day) for n, day in enumerate(dates)),
        next=(Link("http://q.example/2", "list"),) if further else (),
    )
    wanted = wanted_links(found, LIST, SOURCE, Wanted(since=since), lists_over=lists_over)
    return [f"{link.state}{' further' if link.further else ''}" for link in wanted]


def test_a_list_is_followed_as_far_as_its_dates_are_wanted() -> None:
    assert links("2024-05-03", "2024-05-01", since="2024-05-02") == ["waiting", "skipped", "waiting further"]
    assert links("2024-05-01", "2024-04-30", since="2024-05-02") == ["skipped", "skipped", "skipped further"]


def test_an_old_date_at_the_top_or_none_at_all_is_no_end() -> None:
    assert links("2019-01-01", "2024-05-03", since="2024-05-02") == ["skipped", "waiting", "waiting further"]
    assert links(None, None, since="2024-05-02") == ["waiting", "waiting", "waiting further"]


def test_beyond_the_limit_of_lists_only_articles_are_followed() -> None:
    assert links("2024-05-03", lists_over=True) == ["waiting", "skipped further"]


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("<link rel='canonical' href='http://q.example/art/1.html'>", "http://q.example/art/1.html"),
        ('<LINK href="/art/1.html?a=1&amp;b=2" rel=canonical />', "http://q.example/art/1.html?a=1&b=2"),
        ("<link rel=canonical href=http://q.example/m/1.html>", None),  # its own
        ("<link rel=canonical href=http://q.example/>", None),  # a copied template
        ("<link rel=canonical href=http://elsewhere.example/1.html>", None),
        ("<p>canonical</p>", None),
        ("<link rel=canonical href='http://[x/'>", None),
        ("<link canonical", None),
        ("", None),
    ],
)
def test_the_canonical_address_is_another_page_of_the_source(head: str, canonical: str | None) -> None:
    content = f"<html><head>{head}</head></html>".encode()
    assert find_canonical(content, "http://q.example/m/1.html", SOURCE) == canonical
