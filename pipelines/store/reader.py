"""Reads an archive, never writes it: what `scrapy report` tells."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pipelines.store.connection import open_reader
from pipelines.store.errors import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A table to show: a title, a header per column, the rows."""

    title: str
    headers: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


# Title, headers, query; each query takes the greatest number of rows to give.
_SUMMARIES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "Pages",
        ("verdict", "pages"),
        """SELECT coalesce(verdict, state), count(*) FROM urls GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?""",
    ),
    (
        "Sources",
        ("source", "articles"),
        """SELECT coalesce(source, '-'), count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?""",
    ),
    (
        "Campaigns",
        ("campaign", "articles"),
        """SELECT value, count(*) FROM articles, json_each(campaigns)
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?""",
    ),
    (
        "Places",
        ("province", "city", "county", "articles"),
        """SELECT coalesce(province, '-'), coalesce(city, '-'), coalesce(county, '-'), count(*)
            FROM articles GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT ?""",
    ),
    (
        "Quarantine",
        ("kind", "category", "reason", "items"),
        """SELECT kind, category, value, count(*) FROM quarantine, json_each(reasons)
            GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT ?""",
    ),
    (
        "Repairs",
        ("kind", "certain", "guessed"),
        """SELECT kind, sum(certain), sum(NOT certain) FROM repairs JOIN articles USING (url, version)
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?""",
    ),
    (
        "Last crawls",
        ("crawl", "spider", "started", "finished", "reason"),
        """SELECT id, spider, started, coalesce(finished, 'did not end'), coalesce(reason, '-')
            FROM crawls ORDER BY id DESC LIMIT min(?, 3)""",
    ),
    (
        "What the last crawl did",
        ("outcome", "verdict", "reason", "pages"),
        """SELECT outcome, coalesce(verdict, '-'), coalesce(reason, '-'), count(*)
            FROM fetches WHERE crawl = (SELECT max(id) FROM crawls)
            GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT ?""",
    ),
)

_PAGES_OF_CRAWL = """
    SELECT coalesce(f.verdict, f.outcome), coalesce(a.title, f.reason), a.published, a.source,
        coalesce(length(a.body), 0),
        (SELECT count(*) FROM quarantine q WHERE q.url = f.url),
        (SELECT count(*) FROM repairs r WHERE r.url = a.url AND r.version = a.version),
        f.outcome, f.url
    FROM fetches f LEFT JOIN articles a ON a.url = f.url AND f.verdict = 'article'
    WHERE f.crawl = ? ORDER BY f.id LIMIT ?"""
PAGE_HEADERS = (
    "verdict", "title", "published", "source", "characters", "quarantined", "repairs", "outcome", "url",
)  # fmt: skip


class Reader:
    """An archive open for reading only; a crawl may be writing to it.

    Args:
        path: of the database.

    Raises:
        ArchiveMissing: there is none.
        ArchiveError: as in errors.py.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._conn = open_reader(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._conn.close()

    def summaries(self, *, limit: int = 15) -> Iterator[Summary]:
        """What is in the archive: the greatest ``limit`` counts of each kind that has any."""
        for title, headers, query in _SUMMARIES:
            if rows := self.rows(query, limit):
                yield Summary(title, headers, rows)

    def pages(self, crawl: int, *, limit: int = 50) -> Summary:
        """The pages of a crawl in the order they were stored."""
        return Summary(f"Crawl {crawl}", PAGE_HEADERS, self.rows(_PAGES_OF_CRAWL, crawl, limit))

    def record(self, digest: str) -> tuple[str, str, str, int] | None:
        """The first record of a payload: url, time, WARC file and offset."""
        rows = self.rows(
            "SELECT url, at, warc_file, warc_offset FROM fetches"
            " WHERE body_digest = ? AND warc_file IS NOT NULL ORDER BY id LIMIT 1",
            digest,
        )
        return rows[0] if rows else None  # type: ignore[return-value]

    @contextmanager
    def moment(self) -> Iterator[None]:
        """What is read within is of one moment, whatever a crawl writes meanwhile."""
        with self._translated():
            self._conn.execute("BEGIN")
            try:
                yield
            finally:
                self._conn.rollback()

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """The connection, for the modules of this package; what fails within is told as an ArchiveError."""
        with self._translated():
            yield self._conn

    def rows(self, query: str, *values: Any) -> list[tuple[Cell, ...]]:
        """The rows of a query, for the modules of this package."""
        with self._translated():
            return self._conn.execute(query, values).fetchall()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translate(error, self.path) from error
