"""Reads an archive, never writes it: what `scrapy report` tells."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from pipelines.store import dropped, hosts, spam_summary
from pipelines.store.connection import open_reader
from pipelines.store.errors import translate
from pipelines.store.rows import timestamp

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

# Of one crawl; each query takes its number and the greatest number of rows to give.
_OF_CRAWL: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "Sources",
        (
            "source",
            "ended",
            "pages",
            "articles",
            "new",
            "changed",
            "unchanged",
            "spam",
            "off-topic",
            "gone",
            "failed",
            "refetched",
            "left",
            "reason",
        ),
        """SELECT name, state, counts ->> 'pages', counts ->> 'articles', counts ->> 'new', counts ->> 'changed',
                counts ->> 'unchanged', counts ->> 'spam', counts ->> 'off-topic', counts ->> 'gone',
                counts ->> 'failed', counts ->> 'refetched', counts ->> 'left', reason
            FROM (SELECT name, max(value) FILTER (WHERE key = 'state') state,
                    max(value) FILTER (WHERE key = 'reason') reason, json_group_object(key, value) counts
                FROM (SELECT substr(key, 9, instr(substr(key, 9), '/') - 1) name,
                        substr(key, 9 + instr(substr(key, 9), '/')) key, j.value
                    FROM crawls, json_each(counts) j WHERE crawls.id = ?1 AND key LIKE 'sources/%')
                GROUP BY name)
            ORDER BY 3 DESC, 1 LIMIT ?2""",
    ),
    (
        "What it did",
        ("outcome", "verdict", "pages"),
        """SELECT outcome, coalesce(verdict, '-'), count(*) FROM fetches WHERE crawl = ?1
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?2""",
    ),
    (
        "Why not",
        ("outcome", "reason", "pages", "for example"),
        """SELECT outcome, reason, count(*), min(url) FROM fetches
            WHERE crawl = ?1 AND reason IS NOT NULL AND outcome NOT IN ('unchanged', 'listed')
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?2""",
    ),
    (
        "Changes",
        ("kind", "articles"),
        """SELECT kind, count(*) FROM changes WHERE crawl = ?1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?2""",
    ),
)
_CRAWL = """
    SELECT id, spider, arguments, code_version, started,
        coalesce(finished, CASE reason WHEN 'killed' THEN 'did not end' ELSE 'is running, or did not end' END),
        coalesce(reason, '-')
    FROM crawls WHERE id = coalesce(?, (SELECT max(id) FROM crawls))"""
_LEFT = """
    SELECT source, count(*) FILTER (WHERE due <= ?1), min(due) FROM urls WHERE due IS NOT NULL
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?2"""

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


_SOURCES = """
    SELECT name, s.state, s.reason, s.crawl, s.finished, coalesce(u.articles, 0), coalesce(u.waiting, 0),
        coalesce(u.failed, 0)
    FROM (SELECT name FROM sources UNION SELECT DISTINCT source FROM urls WHERE source IS NOT NULL)
    LEFT JOIN sources s USING (name)
    LEFT JOIN (
        SELECT source AS name, sum(kind = 'article' AND verdict = 'article') AS articles,
            sum(state = 'waiting') AS waiting, sum(state = 'failed') AS failed
        FROM urls WHERE source IS NOT NULL GROUP BY source
    ) u USING (name) ORDER BY 1"""


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
        for title, headers, query in _SUMMARIES:
            if title == "Repairs":
                yield from self._spam(limit)
            if rows := self.rows(query, limit):
                yield Summary(title, headers, rows)

    def crawl(self, number: int | None = None, *, limit: int = 15) -> Iterator[Summary]:
        """What one crawl did, the last one if no number is given: how it ended, sources, outcomes, reasons, what is left.

        Gives nothing where there is no such crawl.
        """
        found = self.rows(_CRAWL, number)
        if not found:
            return
        headers = ("crawl", "spider", "arguments", "version", "started", "finished", "reason")
        yield Summary("Crawl", headers, found)
        for title, names, query in _OF_CRAWL:
            if rows := self.rows(query, found[0][0], limit):
                yield Summary(title, names, rows)
        if rows := self.rows(_LEFT, timestamp(datetime.now(UTC)), limit):
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
        return Summary(f"Crawl {crawl}", PAGE_HEADERS, self.rows(_PAGES_OF_CRAWL, crawl, limit))

    def sources(self) -> dict[str, SourceState]:
        """What became of each source that was ever crawled, by name."""
        return {str(row[0]): SourceState(*row) for row in self.rows(_SOURCES)}  # type: ignore[arg-type]

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
