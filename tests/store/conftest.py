from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.store import Archive, ArchiveError, Fetch
from pipelines.types import CleanPage, Place, Quarantined, Repair

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://news.qinghe.example/2018/0312/1.html"


def fetch(day: int = 1) -> Fetch:
    return Fetch(at=datetime(2026, 1, day, 8, 30, tzinfo=UTC))


def article(body: str = "清河市召开创建全国文明城市动员大会。", **fields: Any) -> CleanPage:
    given: dict[str, Any] = {
        "title": "动员大会召开",
        "published": "2018-03-12T09:00:00+08:00",
        "source": "清河日报",
        "authors": ("李明", "王芳"),
        "campaigns": ("全国文明城市",),
        "place": Place("东江省", "清河市", None, None, "990100"),
        "basis": {"published": "meta", "source": "byline"},
        "quarantined": (Quarantined("加微信看直播", ("spam-words",), 0.98, category="porn", model="1"),),
        "repairs": (Repair("slip", "请", "清", 0), Repair("pinyin", "shi", "市", 2, False, 0.9)),
    }
    return CleanPage(verdict="article", body=body, **(given | fields))


SPAM = CleanPage(
    verdict="spam", quarantined=(Quarantined("线上投注", ("spam-words",), 0.99, "page", "gambling", "1"),)
)
EMPTY = CleanPage(verdict="empty", basis={"verdict": "no-article"})


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchall()


def count(path: Path, table: str) -> int:
    return int(query(path, f"SELECT count(*) FROM {table}")[0][0])


def dump(path: Path, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    return {table: query(path, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def assert_one_line(error: ArchiveError, path: Path) -> None:
    assert "\n" not in str(error)
    assert str(path) in str(error)


def make(path: Path) -> None:
    """An archive of one article."""
    with Archive(path) as archive:
        archive.put(URL, article(), fetch=fetch())
