"""Reads an archive, never writes it: what `scrapy report` tells."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from pipelines.store import dropped, hosts, spam_summary, summaries
from pipelines.store.connection import open_reader
from pipelines.store.errors import translate
from pipelines.store.rows import timestamp
from pipelines.store.summaries import Summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.store.dropped import Dropped, Filter
    from pipelines.store.summaries import Cell
    from pipelines.types import Decisions


class SourceState(NamedTuple):
    """What became of a source.

    Attributes:
        name: of its file.
        state: how its last crawl ended: done, limit, failed, interrupted; None for a crawl that never ended.
        reason: why it failed.
        crawl: number of its last crawl.
        ended: when that ended, ISO 8601.
        articles: addresses whose page was an article when last seen.
        waiting: addresses not yet fetched.
        failed: addresses that could not be fetched.
    """

    name: str
    state: str | None
    reason: str | None
    crawl: int | None
    ended: str | None
    articles: int
    waiting: int
    failed: int


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
        for title, headers, query in summaries.OF_ARCHIVE:
            if title == "Repairs":
                yield from self._spam(limit)
            if rows := self.rows(query, limit):
                yield Summary(title, headers, rows)

    def crawl(self, number: int | None = None, *, limit: int = 15) -> Iterator[Summary]:
        """What one crawl did, the last one if no number is given: how it ended, sources, outcomes, reasons, what is left.

        Gives nothing where there is no such crawl.
        """
        found = self.rows(summaries.CRAWL, number)
        if not found:
            return
        headers = ("crawl", "spider", "arguments", "version", "started", "finished", "reason")
        yield Summary("Crawl", headers, found)
        for title, names, query in summaries.OF_CRAWL:
            if rows := self.rows(query, found[0][0], limit):
                yield Summary(title, names, rows)
        if rows := self.rows(summaries.LEFT, timestamp(datetime.now(UTC)), limit):
            yield Summary("Left", ("source", "due now", "next due"), rows)

    def _spam(self, limit: int) -> Iterator[Summary]:
        """What was dropped, what was decided on it, and the hosts to look at."""
        for title, headers, query in (*spam_summary.TABLES, spam_summary.DECIDED):
            if rows := self.rows(query, limit):
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
        return Summary(f"Crawl {crawl}", summaries.PAGE_HEADERS, self.rows(summaries.PAGES, crawl, limit))

    def sources(self) -> dict[str, SourceState]:
        """What became of each source that was ever crawled, by name."""
        return {str(row[0]): SourceState(*row) for row in self.rows(summaries.SOURCES)}  # type: ignore[arg-type]

    def learned(self, source: str) -> dict[str, Any]:
        """What discovery learned of a source: :meth:`crawler.discovery.Learned.as_json`; {} where nothing was."""
        rows = self.rows("SELECT learned FROM sources WHERE name = ? AND learned IS NOT NULL", source)
        return dict(json.loads(str(rows[0][0]))) if rows else {}

    def record(self, digest: str) -> tuple[str, str, str, int] | None:
        """The first record of a payload: url, time, WARC file and offset."""
        rows = self.rows(
            "SELECT url, at, warc_file, warc_offset FROM fetches"
            " WHERE body_digest = ? AND warc_file IS NOT NULL ORDER BY id LIMIT 1",
            digest,
        )
        return rows[0] if rows else None  # type: ignore[return-value]

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
