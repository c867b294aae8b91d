"""Site memory: hosts count what their addresses served last, and can be paused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.store import Archive, Reader, Undecidable
from pipelines.store.addresses import host_of, with_parents
from pipelines.store.hosts import Served, from_json
from pipelines.store.review import Review
from pipelines.types import CleanPage, Quarantined
from tests.store.conftest import EMPTY, SPAM, article, fetch, query

if TYPE_CHECKING:
    from pathlib import Path

HOST = "m.mirror.example"
CLEAN = article(quarantined=())
COLUMNS = "pages, articles, hijacked, spam, empty, blocks, characters, spam_characters, categories"


def put(path: Path, *pages: CleanPage, first: int = 1, day: int = 1) -> None:
    with Archive(path) as archive:
        archive.begin_crawl("news")
        for number, page in enumerate(pages, first):
            archive.put(f"http://{HOST}/{number}", page, fetch=fetch(day))


def numbers(path: Path) -> tuple[object, ...]:
    ((*counts, categories),) = query(path, f"SELECT {COLUMNS} FROM hosts")
    return (*counts, json.loads(categories))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://News.Qinghe.example:8080/1", "news.qinghe.example"),
        ("https://qinghe.example./", "qinghe.example"),
        ("http://127.0.0.1:99/a", "127.0.0.1"),
        ("document:a/b.txt", None),
        ("http://[broken/", None),
        ("http:///", None),
    ],
)
def test_the_host_of_an_address(url: str, host: str | None) -> None:
    assert host_of(url) == host


def test_a_host_counts_pages_blocks_characters_verdicts_and_categories(path: Path) -> None:
    put(path, CLEAN, article(), SPAM, EMPTY)
    body, block, page = len(CLEAN.body), len("加微信看直播"), len("线上投注")
    assert numbers(path) == (
        4,
        1,
        1,
        1,
        1,
        2,
        2 * body + block + page,
        block + page,
        {"porn": 1, "gambling": 1},
    )


def test_an_address_counts_with_what_it_served_last(path: Path) -> None:
    put(path, SPAM, SPAM)
    put(path, CLEAN, SPAM, day=2)
    assert numbers(path) == (2, 1, 0, 1, 0, 1, len(CLEAN.body) + 4, 4, {"gambling": 1})


def test_spam_that_changes_around_the_same_article_counts(path: Path) -> None:
    put(path, article())
    more = (Quarantined("甲", ("x",), 0.9, category="seo"), Quarantined("乙", ("x",), 0.9, category="seo"))
    put(path, article(quarantined=more), day=2)
    assert numbers(path)[5:] == (2, len(CLEAN.body) + 2, 2, {"seo": 2})


def test_the_same_page_again_writes_nothing(path: Path) -> None:
    put(path, article())
    before = query(path, "SELECT * FROM hosts")
    put(path, article(), day=2)
    assert query(path, "SELECT * FROM hosts") == before


def test_documents_on_disk_have_no_host(path: Path) -> None:
    with Archive(path) as archive:
        archive.put("document:1", SPAM, fetch=fetch())
    assert query(path, "SELECT * FROM hosts") == []


def test_hosts_are_counted_in_the_transaction_of_their_pages(path: Path) -> None:
    archive = Archive(path, batch_seconds=3600)
    archive.put(f"http://{HOST}/1", SPAM, fetch=fetch())
    archive._conn.execute("ROLLBACK")
    archive.close()
    assert query(path, "SELECT (SELECT count(*) FROM urls), (SELECT count(*) FROM hosts)") == [(0, 0)]


@pytest.mark.parametrize(("pages", "over"), [(4, False), (5, True)])
def test_a_host_with_enough_pages_that_are_spam_is_reported(path: Path, pages: int, over: bool) -> None:
    put(path, *[SPAM] * pages)
    with Reader(path) as reader:
        assert bool(reader.hosts(tainted=True).rows) == over
    with Archive(path) as archive:
        archive.crawl = 1
        assert bool(archive.tainted_hosts()) == over
        archive.crawl = 2  # a crawl that did not meet it
        assert not archive.tainted_hosts()


def test_a_host_of_hijacked_articles_is_not_one_of_spam(path: Path) -> None:
    put(path, *[article()] * 9)
    with Reader(path) as reader:
        assert not reader.hosts(tainted=True).rows


def test_a_paused_host_is_paused_with_all_below_it_until_it_is_resumed(path: Path) -> None:
    put(path, *[SPAM] * 5)
    with Review(path) as review:
        assert review.pause("mirror.example", by="lin", why="spam") == 2
        assert [review.paused(host) for host in (HOST, "MIRROR.example.", "otherMirror.example")] == [
            True,
            True,
            False,
        ]
        with pytest.raises(Undecidable, match=r"m\.mirror\.example is not paused: mirror\.example is"):
            review.resume(HOST, by="lin")
        review.resume("mirror.example", by="lin")
        assert not review.paused(HOST)
    with Reader(path) as reader:
        assert not reader.paused(HOST)
        assert not reader.hosts(paused=True).rows
    assert query(path, 'SELECT decision, host, why, "by" FROM decisions') == [
        ("paused", "mirror.example", "spam", "lin"),
        ("resumed", "mirror.example", None, "lin"),
    ]


def test_crawling_on_keeps_a_host_paused(path: Path) -> None:
    with Review(path) as review:
        review.pause(HOST, by="lin")
    put(path, *[SPAM] * 5)
    with Reader(path) as reader:
        assert reader.paused(HOST)
        assert not reader.hosts(tainted=True).rows
        (row,) = reader.hosts(paused=True).rows
    assert row[:2] == (HOST, 5)


def test_what_an_address_served_is_kept_and_read() -> None:
    for served in (Served("article", 9, 0), Served("hijacked", 9, 4, (("porn", 2), ("seo", 1)))):
        assert from_json(served.to_json()) == served
    assert Served("hijacked", 9, 4, (("porn", 1),)).without("porn", 4) == Served("article", 9, 0)


def test_a_host_and_every_domain_above_it() -> None:
    assert with_parents("A.b.example.") == ("a.b.example", "b.example", "example")


@given(st.text(max_size=30), st.sampled_from(["http://", "https://", "HTTP://", "", "http:/"]))
@example("a.example:80/x", "http://")
@example("A.Example", "https://")
@example("user@a.example/", "http://")
@example("a.example.\n", "http://")
def test_the_short_way_to_a_host_finds_what_the_long_one_does(text: str, scheme: str) -> None:
    url = scheme + text
    try:
        host = (urlsplit(url).hostname or "").rstrip(".") or None
    except ValueError:
        host = None
    assert host_of(url) == (host if url.startswith(("http://", "https://")) else None)
