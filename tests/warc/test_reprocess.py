"""Cleaning what is archived with other code than before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from crawler.reprocess import Reprocess, Tally
from crawler.warc.writer import WarcWriter
from pipelines import clean_page
from pipelines.store import Archive, Fetch, reclean
from pipelines.workers import Workers
from tests.warc.conftest import exchange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = (
    "<h1>青禾县推进创城工作</h1>"
    + "<p>青禾县召开创建全国文明城市工作推进会，会议要求各单位扎实推进。</p>" * 4
)
SPAM = "<a href='http://bet.example/'>彩票投注平台 棋牌娱乐 真人百家乐 开户送彩金</a> " * 30


class World:
    """An archive, its WARC files, and code that can be made better."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "warc"
        self.archive = Archive(folder / "a.db")
        self.archive.begin_crawl("news", code_version="0.0.9")
        self.cleaner = "old"
        self.archive._cleaner = "old"

    def fetch(self, number: int, html: str, **fields: Any) -> None:
        """What a crawl with the old code does; ``fields`` are what it got wrong."""
        given = exchange(number, body=html.encode("gb18030"))
        with WarcWriter(self.folder) as writer:
            record = writer.write(given)
        page = replace(clean_page(given.body, given.url, fetched_at=given.at), **fields)
        self.archive.put(given.url, page, fetch=fetched(record, record.at))

    def reprocess(self, **options: Any) -> Tally:
        """What the command does."""
        tally = Tally()
        dry = options.pop("dry", False)
        todo = reclean.captures(self.archive, "new", **options)
        job = Reprocess(self.archive, self.folder, Workers(0), {}, "new", dry)
        asyncio.run(job.run(todo, tally, lambda _: None))
        return tally

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.archive.reading() as conn:
            return conn.execute(query).fetchall()


def fetched(record: Any, at: Any) -> Fetch:
    return Fetch(
        at=at, status=200, body_digest=record.digest, warc_file=record.file, warc_offset=record.offset
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.archive.close()


def test_a_result_that_differs_becomes_a_version_and_is_told(world: World) -> None:
    world.fetch(1, TEXT, title="错误的标题")
    world.fetch(2, TEXT.replace("青禾县", "白禾县"))
    tally = world.reprocess()
    assert tally.outcomes == {"changed": 1, "unchanged": 1}
    assert dict(tally.fields) == {"title": 1}
    assert dict(tally.versions) == {"0.0.9": 1}
    assert world.rows("SELECT title FROM articles ORDER BY url") == [
        ("青禾县推进创城工作",),
        ("白禾县推进创城工作",),
    ]
    assert world.rows("SELECT title, version FROM versions") == [("错误的标题", 1)]
    assert world.rows("SELECT kind, version FROM changes WHERE kind != 'new'") == [("recleaned", 2)]
    assert world.rows("SELECT count(*) FROM fetches") == [(2,)]


def test_what_was_read_is_not_read_again(world: World) -> None:
    world.fetch(1, TEXT, title="错误的标题")
    world.fetch(2, TEXT)
    assert world.reprocess().pages == 2
    assert world.reprocess().pages == 0
    assert world.reprocess(everything=True).outcomes == {"unchanged": 2}


def test_a_dry_run_changes_nothing(world: World) -> None:
    world.fetch(1, TEXT, title="错误的标题")
    before = world.rows("SELECT * FROM articles"), world.rows("SELECT * FROM urls")
    assert world.reprocess(dry=True).outcomes == {"changed": 1}
    assert (world.rows("SELECT * FROM articles"), world.rows("SELECT * FROM urls")) == before


@pytest.mark.parametrize(
    ("options", "pages"),
    [
        ({"where": "title LIKE '%白禾%'"}, 1),
        ({"where": "city = '无'"}, 0),
        ({"since": "2024-05-06T07:08:11"}, 1),
        ({"source": "none"}, 0),
    ],
)
def test_what_is_read_can_be_chosen(world: World, options: dict[str, str], pages: int) -> None:
    world.fetch(1, TEXT)
    world.fetch(2, TEXT.replace("青禾县", "白禾县"))
    assert world.reprocess(**options).pages == pages


def test_an_article_that_was_hijacked_since_stays_what_readers_get(world: World) -> None:
    world.fetch(1, TEXT, title="错误的标题")
    url = exchange(1).url
    given = exchange(5, url=url, body=SPAM.encode("gb18030"))
    with WarcWriter(world.folder) as writer:
        record = writer.write(given)
    world.archive.put(url, clean_page(given.body, url), fetch=fetched(record, record.at))
    assert world.rows("SELECT verdict FROM articles") == [("spam",)]
    tally = world.reprocess()
    assert tally.pages == 2
    assert world.rows("SELECT title, verdict FROM articles") == [("青禾县推进创城工作", "spam")]
    assert world.rows("SELECT kind FROM changes ORDER BY seq") == [("new",), ("hijacked",), ("recleaned",)]


def test_a_page_that_was_taken_for_spam_comes_back(world: World) -> None:
    world.fetch(1, TEXT, verdict="spam", title=None, body="")
    assert world.rows("SELECT count(*) FROM articles") == [(0,)]
    assert world.reprocess().outcomes == {"new": 1}
    assert world.rows("SELECT title FROM articles") == [("青禾县推进创城工作",)]


def test_a_page_that_was_not_kept_stays_out_where_its_source_is_unknown(world: World) -> None:
    world.fetch(1, TEXT, verdict="spam", title=None, body="")
    with world.archive.writing() as conn:
        conn.execute("UPDATE urls SET source = 'qinghe', state = 'off-topic'")
    assert world.reprocess().outcomes == {"unchanged": 1}
    assert world.rows("SELECT count(*) FROM articles") == [(0,)]


def test_a_record_that_cannot_be_read_is_told_and_the_rest_goes_on(world: World) -> None:
    world.fetch(1, TEXT)
    world.fetch(2, TEXT)
    first, _ = sorted(world.folder.iterdir())
    first.unlink()
    tally = world.reprocess()
    assert tally.pages == 1
    assert len(tally.missing) == 2
    assert first.name in tally.missing[0]


def test_the_further_pages_of_an_article_are_joined_again(world: World) -> None:
    one = (
        TEXT
        + "<div class='page'><a href='1.html'>1</a> <a href='1_2.html'>2</a> <a href='1_2.html'>下一页</a></div>"
    )
    world.fetch(1, one, title="错误的标题")
    part = exchange(2, body=TEXT.replace("召开", "再次召开").encode("gb18030"))
    with WarcWriter(world.folder) as writer:
        record = writer.write(part)
    page = clean_page(exchange(1, body=one.encode("gb18030")).body, exchange(1).url)
    assert page.next_page
    world.archive.log(page.next_page, "part", fetch=fetched(record, record.at))
    world.reprocess()
    (body,) = world.rows("SELECT body FROM articles")[0]
    assert "再次召开" in str(body)
