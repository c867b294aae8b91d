"""The one writer of an archive."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipelines.store import hosts, rows, sql
from pipelines.store.addresses import host_of
from pipelines.store.connection import BUSY_TIMEOUT, open_writer
from pipelines.store.errors import ArchiveClosed, ArchiveError, translate
from pipelines.store.tables import ChangeRow, CrawlRow, Fetch, FetchRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.types import CleanPage

_FETCH = tuple(field.name for field in fields(Fetch))


class Outcome(StrEnum):
    """What storing a page did to the archive."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Archive:
    """An archive open for writing; one per file at any time.

    Pages are stored in batches, each one transaction: after ``batch_pages`` pages, or with the first page
    that comes ``batch_seconds`` after the batch began, or at :meth:`flush`. Where writing fails the batch is
    rolled back whole and every later write raises the same error, so that a caller who goes on cannot lose
    pages without noticing. Pages of a lost batch are not ``done`` in ``urls``: the next run does them.

    Args:
        path: of the database; it and its folder are made where they are missing.
        batch_pages: pages to a transaction.
        batch_seconds: age at which a batch is committed, in seconds.
        busy_timeout: seconds to wait for another program that has locked the database.

    Raises:
        ArchiveError: as in errors.py; each message is one line for the user.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        batch_pages: int = 100,
        batch_seconds: float = 1.0,
        busy_timeout: float = BUSY_TIMEOUT,
    ) -> None:
        self.path = Path(path)
        self.crawl: int | None = None
        self._batch_pages = batch_pages
        self._batch_seconds = batch_seconds
        self._pages = 0
        self._began = 0.0
        self._failure: ArchiveError | None = None
        self._hosts = hosts.Memory()
        self._conn, self._lock = open_writer(self.path, busy_timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Commit what is pending, close the database and let the lock go; again does nothing.

        Raises:
            ArchiveError: the last batch could not be committed; the archive is closed all the same.
        """
        if not self._lock.is_locked:
            return
        try:
            if self._failure is None:
                self.flush()
        finally:
            self._conn.close()
            self._lock.release()
            self._failure = self._failure or ArchiveClosed(f"the archive {self.path} is closed")

    def flush(self) -> None:
        """Commit the batch. A slow crawl calls this about every second."""
        with self._guard():
            if self._conn.in_transaction:
                self._hosts.write(self._conn, rows.timestamp(datetime.now(UTC)), self.crawl)
                self._conn.execute("COMMIT")
            self._pages = 0

    def begin_crawl(
        self,
        spider: str,
        *,
        arguments: Mapping[str, object] | None = None,
        code_version: str = "",
        started: datetime | None = None,
    ) -> int:
        """Open a row in ``crawls`` that all later writes belong to, commit it, return its number."""
        row = CrawlRow(
            spider=spider,
            arguments=dict(arguments or {}),
            code_version=code_version,
            started=started or datetime.now(UTC),
        )
        values = rows.values(row)
        with self._batch():
            self.crawl = self._conn.execute(sql.insert(CrawlRow), values).lastrowid
        self.flush()
        assert self.crawl is not None
        return self.crawl

    def end_crawl(
        self, reason: str, *, counts: Mapping[str, object] | None = None, finished: datetime | None = None
    ) -> None:
        """Close the row of the crawl, in the transaction of what is pending."""
        ended = [rows.bind(value) for value in (finished or datetime.now(UTC), reason, dict(counts or {}))]
        with self._batch():
            self._conn.execute(sql.END_CRAWL, (*ended, self.crawl))
        self.flush()

    def put(self, url: str, page: CleanPage, *, fetch: Fetch) -> Outcome:
        """Store a page: the same page again changes nothing but the time it was last seen.

        An article that yields something else becomes a new version, its earlier text moves to ``versions``.
        A page that is spam or empty goes to quarantine; an article that was there before keeps its text.

        Args:
            url: of the page.
            page: as cleaned.
            fetch: where it came from.

        Returns:
            What it did; for a page that never was an article, compared with what the page was last.
        """
        url = rows.storable(url)
        at = rows.timestamp(fetch.at)
        content = rows.content(page) if page.verdict == "article" else {}
        digest = rows.content_digest(content) if content else rows.page_digest(page)
        with self._batch():
            known = self._conn.execute(sql.KNOWN_ARTICLE, (url,)).fetchone()
            if content:
                outcome = self._put_article(url, page, content, digest, fetch.at, known)
            else:
                outcome = self._put_dropped(url, page, digest, fetch.at, known)
            if page.quarantined or not content:
                version = self._conn.execute(sql.KNOWN_ARTICLE, (url,)).fetchone()[1] if content else None
                quarantined = rows.quarantine_rows(url, page, fetch.at, self.crawl, version)
                self._conn.executemany(sql.PUT_QUARANTINE, map(rows.values, quarantined))
            self._log(url, fetch, outcome, verdict=page.verdict)
            served = self._remember(url, hosts.served(page))
            self._conn.execute(sql.URL_DONE, (url, page.verdict, digest, at, self.crawl, served))
        return outcome

    def record_failure(self, url: str, reason: str, *, fetch: Fetch) -> None:
        """Record that a page could not be had or read; what is stored of it stays."""
        url, at = rows.storable(url), rows.timestamp(fetch.at)
        with self._batch():
            self._log(url, fetch, "failed", reason=reason)
            self._conn.execute(sql.URL_FAILED, (url, at, self.crawl))

    def paused(self, host: str) -> bool:
        """Whether an operator has paused a host or a domain above it; a spider skips its pages."""
        with self._guard():
            return hosts.paused(self._conn, host)

    def tainted_hosts(self) -> list[tuple[str, int, int, int]]:
        """Hosts over the threshold of spam that this crawl met: host, spam pages, hijacked ones, all pages."""
        self.flush()
        with self._guard():
            return hosts.tainted(self._conn, self.crawl)

    def _remember(self, url: str, now: hosts.Served) -> str | None:
        """Count what an address serves now for its host; what the column ``served`` is from now on."""
        host = host_of(url)
        if host is None:
            return None  # a document lies on this machine's disk
        text = now.to_json()
        (before,) = self._conn.execute(sql.SERVED, (url,)).fetchone() or (None,)
        if text != before:
            self._hosts.replace(host, before, now)
        return text

    def _put_article(
        self,
        url: str,
        page: CleanPage,
        content: dict[str, rows.Bound],
        digest: str,
        at: datetime,
        known: tuple[str, int, str] | None,
    ) -> Outcome:
        if known is None:
            self._put_text(url, page, content, digest, 1, at)
            self._change(url, "new", 1, at)
            return Outcome.NEW
        known_digest, version, verdict = known
        if digest != known_digest:
            self._conn.execute(sql.KEEP_VERSION, (rows.timestamp(at), url))
            self._put_text(url, page, content, digest, version + 1, at)
            self._change(url, "changed", version + 1, at)
            return Outcome.CHANGED
        self._conn.execute(sql.SEEN_AGAIN, (rows.timestamp(at), url))
        if verdict != page.verdict:
            self._conn.execute(sql.SET_VERDICT, (page.verdict, url))
            self._change(url, "restored", version, at)
            return Outcome.CHANGED
        return Outcome.UNCHANGED

    def _put_text(
        self,
        url: str,
        page: CleanPage,
        content: dict[str, rows.Bound],
        digest: str,
        version: int,
        at: datetime,
    ) -> None:
        values = rows.article_values(url, content, digest, version, at, self.crawl)
        self._conn.execute(sql.PUT_ARTICLE, values)
        self._conn.executemany(sql.PUT_REPAIR, rows.repair_values(url, version, page))
        self._conn.executemany(sql.PUT_FIGURE, rows.figure_values(url, version, page))

    def _put_dropped(
        self, url: str, page: CleanPage, digest: str, at: datetime, known: tuple[str, int, str] | None
    ) -> Outcome:
        if known and known[2] != page.verdict:
            self._conn.execute(sql.SET_VERDICT, (page.verdict, url))
            self._change(url, "hijacked" if page.verdict == "spam" else "gone", known[1], at)
            return Outcome.CHANGED
        before = self._conn.execute(sql.KNOWN_PAGE, (url,)).fetchone()
        if before is None or before[0] is None:
            return Outcome.NEW
        return Outcome.UNCHANGED if before[0] == digest else Outcome.CHANGED

    def _change(self, url: str, kind: str, version: int, at: datetime) -> None:
        row = ChangeRow(url=url, kind=kind, version=version, at=at, crawl=self.crawl)
        self._conn.execute(sql.insert(ChangeRow), rows.values(row))

    def _log(
        self, url: str, fetch: Fetch, outcome: str, *, verdict: str | None = None, reason: str | None = None
    ) -> None:
        given = {name: getattr(fetch, name) for name in _FETCH}
        row = FetchRow(**given, url=url, crawl=self.crawl, outcome=outcome, verdict=verdict, reason=reason)
        self._conn.execute(sql.insert(FetchRow), rows.values(row))

    @contextmanager
    def _batch(self) -> Iterator[None]:
        """Make one page part of the batch, and commit the batch when it is full or old."""
        with self._guard():
            if not self._conn.in_transaction:
                # IMMEDIATE: a transaction that reads first and writes later can fail at the write.
                self._conn.execute("BEGIN IMMEDIATE")
                self._began = time.monotonic()
            yield
            self._pages += 1
        if self._pages >= self._batch_pages or time.monotonic() - self._began >= self._batch_seconds:
            self.flush()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Turn any failure into a rolled-back batch and an archive that takes no more writes."""
        if self._failure is not None:
            raise self._failure
        try:
            yield
        except BaseException as error:
            self._failure = (
                translate(error, self.path)
                if isinstance(error, sqlite3.Error)
                else ArchiveClosed(f"the archive {self.path} takes no more writes after {error!r}")
            )
            with suppress(sqlite3.Error):  # SQLite may have ended it by itself, as where the disk is full
                self._conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise self._failure from error
            raise
