from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from pipelines.store import Archive, Reader
from pipelines.store.summaries import PAGE_HEADERS
from tests.store.conftest import EMPTY, SPAM, article, fetch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def filled(path: Path) -> Path:
    with Archive(path) as archive:
        archive.begin_crawl("documents", started=fetch().at)
        archive.put("document:1", article(), fetch=fetch())
        archive.put(
            "document:2", article("又一篇。", campaigns=("国家卫生城市", "全国文明城市")), fetch=fetch()
        )
        archive.put("document:3", SPAM, fetch=fetch())
        archive.put("document:4", EMPTY, fetch=fetch())
        archive.record_failure("document:5", "binary", fetch=fetch())
        archive.end_crawl("finished", finished=fetch().at)
    return path


def test_summaries_count_what_is_there(filled: Path) -> None:
    with Reader(filled) as reader:
        found = {summary.title: summary.rows for summary in reader.summaries()}
    at = "2026-01-01T08:30:00.000Z"
    assert found == {
        "Pages": [("article", 2), ("empty", 1), ("failed", 1), ("spam", 1)],
        "Sources": [("清河日报", 2)],
        "Campaigns": [("全国文明城市", 2), ("国家卫生城市", 1)],
        "Places": [("东江省", "清河市", "-", 2)],
        "Spam by host": [("-", "documents", 3, 3, 16, "线上投注")],
        "Spam by category": [
            ("porn", "block", 2, 2, "加微信看直播"),
            ("gambling", "page", 1, 1, "线上投注"),
        ],
        "Spam by reason": [("spam-words", 3, 3, "线上投注")],
        "Repairs": [("pinyin", 0, 2), ("slip", 2, 0)],
        "Last crawls": [(1, "documents", at, at, "finished")],
        "What the last crawl did": [
            ("new", "article", "-", 2),
            ("failed", "-", "binary", 1),
            ("new", "empty", "-", 1),
            ("new", "spam", "-", 1),
        ],
    }


def test_a_summary_shows_the_greatest_counts(filled: Path) -> None:
    with Reader(filled) as reader:
        assert all(len(summary.rows) == 1 for summary in reader.summaries(limit=1))


def test_an_empty_archive_has_nothing_to_tell(path: Path) -> None:
    Archive(path).close()
    with Reader(path) as reader:
        assert list(reader.summaries()) == []


def test_the_pages_of_a_crawl_in_order(filled: Path) -> None:
    with Reader(filled) as reader:
        rows = [dict(zip(PAGE_HEADERS, row, strict=True)) for row in reader.pages(1).rows]
    assert [row["verdict"] for row in rows] == ["article", "article", "spam", "empty", "failed"]
    assert rows[0] == {
        "verdict": "article",
        "title": article().title,
        "published": article().published,
        "source": article().source,
        "characters": len(article().body),
        "quarantined": 1,
        "repairs": 2,
        "outcome": "new",
        "url": "document:1",
    }
    assert (rows[4]["title"], rows[4]["characters"]) == ("binary", 0)


def test_a_reader_reads_beside_a_writer_and_cannot_write(filled: Path) -> None:
    with Archive(filled, batch_seconds=3600) as archive, Reader(filled) as reader:
        archive.put("document:6", article(), fetch=fetch())
        assert len(list(reader.summaries())) == 10
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader._conn.execute("DELETE FROM articles")


@pytest.mark.parametrize("name", ["创城 档案.db", "a?mode=rw#b%20.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with Archive(tmp_path / name) as archive:
        archive.put("document:1", article(), fetch=fetch())
    with Reader(tmp_path / name) as reader:
        assert next(reader.summaries()).rows == [("article", 1)]
