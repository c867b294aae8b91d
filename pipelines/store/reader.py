"""Reads an archive, never writes it: what `scrapy report` tells."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pipelines.store import dropped, hosts, spam_summary
from pipelines.store.connection import open_reader
from pipelines.store.errors import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.store.dropped import Dropped, Filter
    from pipelines.types import Decisions

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
        self.close()

    def summaries(self, *, limit: int = 15) -> Iterator[Summary]:
        """What is in the archive: the greatest ``limit`` counts of each kind that has any."""
        for title, headers, query in _SUMMARIES:
            if title == "Repairs":
                yield from self._spam(limit)
            if rows := self._rows(query, limit):
                yield Summary(title, headers, rows)

    def _spam(self, limit: int) -> Iterator[Summary]:
        """What was dropped, what was decided on it, and the hosts to look at."""
        for title, headers, query in (*spam_summary.TABLES, spam_summary.DECIDED):
            if rows := self._rows(query, limit):
                yield Summary(title, headers, rows)
            if title == "Spam by category":
                with self._translated():
                    rows = spam_summary.reasons(self._conn, limit)
                if rows:
                    yield Summary("Spam by reason", spam_summary.REASON_HEADERS, rows)
        for summary in (self.hosts(limit=limit, tainted=True), self.hosts(limit=limit, paused=True)):
            if summary.rows:
                yield summary

    def hosts(self, *, limit: int = -1, tainted: bool = False, paused: bool = False) -> Summary:
        """How much of what each host served was spam, the worst first.

        Args:
            limit: most rows.
            tainted: only hosts over the threshold that are not paused.
            paused: only paused ones.
        """
        with self._translated():
            title = "Hosts over the threshold of spam" if tainted else "Paused hosts" if paused else "Hosts"
            found = hosts.hosts(self._conn, limit=limit, tainted=tainted, paused=paused)
            return Summary(title, hosts.HEADERS, found)

    def pages(self, crawl: int, *, limit: int = 50) -> Summary:
        """The pages of a crawl in the order they were stored."""
        return Summary(f"Crawl {crawl}", PAGE_HEADERS, self._rows(_PAGES_OF_CRAWL, crawl, limit))

    def paused(self, host: str) -> bool:
        """Whether an operator has paused a host or a domain above it; a spider skips its pages."""
        with self._translated():
            return hosts.paused(self._conn, host)

    def any_decided(self) -> bool:
        """Whether there is any decision that :meth:`decisions` could tell of."""
        with self._translated():
            return dropped.any_decided(self._conn)

    def decisions(self, url: str) -> Decisions:
        """What operators decided on the spam of a page; for :func:`pipelines.clean_page`."""
        with self._translated():
            return dropped.decisions(self._conn, url)

    def quarantined(self, wanted: Filter, *, limit: int = -1, once: bool = False) -> Iterator[Dropped]:
        """What is in quarantine, the newest first; as :func:`pipelines.store.dropped.find`."""
        with self._translated():
            yield from dropped.find(self._conn, wanted, limit=limit, once=once)

    def beside(self, item: Dropped) -> tuple[str, str] | None:
        """The paragraphs between which a block stood; None where it stood in no article."""
        with self._translated():
            return dropped.beside(self._conn, item)

    def count_quarantined(self, wanted: Filter, *, once: bool = False) -> int:
        """How much that is."""
        with self._translated():
            return dropped.count(self._conn, wanted, once=once)

    def resolve(self, wanted: Filter, *, every: bool = False) -> list[Dropped]:
        """What an ID of the quarantine means; as :func:`pipelines.store.dropped.resolve`.

        Raises:
            Undecidable: nothing, or several things.
        """
        with self._translated():
            return dropped.resolve(self._conn, wanted, every=every)

    def close(self) -> None:
        """Close the database."""
        self._conn.close()

    def _rows(self, query: str, *values: Any) -> list[tuple[Cell, ...]]:
        with self._translated():
            return self._conn.execute(query, values).fetchall()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translate(error, self.path) from error
