"""The one writer of an archive."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipelines.store import hosts, rows, sql
from pipelines.store.addresses import host_of
from pipelines.store.connection import BUSY_TIMEOUT, open_writer
from pipelines.store.errors import ArchiveClosed, ArchiveError, ArchiveMissing, translate
from pipelines.store.frontier import Frontier
from pipelines.store.tables import CrawlRow
from pipelines.version import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.store.tables import Fetch
    from pipelines.types import CleanPage

_Known = tuple[str, int, str, str]  # digest, version, verdict, last sight of an article


class Outcome(StrEnum):
    """What storing a page did to the archive."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"  # kept as a version at most: a newer text is there


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
        create: whether to make an archive where there is none.

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
        create: bool = True,
    ) -> None:
        self.path = Path(path)
        if not create and not self.path.exists():
            raise ArchiveMissing(f"there is no archive {path}: run a crawl first, or name another")
        self.crawl: int | None = None
        self._batch_pages = batch_pages
        self._batch_seconds = batch_seconds
        self._pages = 0
        self._began = 0.0
        self._within = 0
        self._failure: ArchiveError | None = None
        self._cleaner = fingerprint()
        self._hosts = hosts.Memory()
        self._conn, self._lock = open_writer(self.path, busy_timeout)
        self.frontier = Frontier(self._conn, self.unit, lambda: self.crawl)

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
                # Closing does so only where nobody else has the archive open; whoever copies the file wants it whole.
                self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
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

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for the modules of this package that read beside the writer."""
        with self._guard():
            yield self._conn

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection within the batch, for the modules of this package that have writes of their own."""
        with self.unit():
            yield self._conn

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
        with self.unit():
            self._conn.execute(sql.KILLED)
            self.crawl = self._conn.execute(sql.insert(CrawlRow), values).lastrowid
        self.flush()
        assert self.crawl is not None
        return self.crawl

    def end_crawl(
        self, reason: str, *, counts: Mapping[str, object] | None = None, finished: datetime | None = None
    ) -> None:
        """Close the row of the crawl, in the transaction of what is pending."""
        ended = [rows.bind(value) for value in (finished or datetime.now(UTC), reason, dict(counts or {}))]
        with self.unit():
            self._conn.execute(sql.END_CRAWL, (*ended, self.crawl))
        self.flush()

    def put(self, url: str, page: CleanPage, *, fetch: Fetch) -> Outcome:
        """Store a page: the same page again changes nothing but the time it was last seen.

        An article that yields something else becomes a new version, its earlier text moves to ``versions``.
        A page that is spam or empty goes to quarantine; an article that was there before keeps its text. What was
        fetched before the text that is there never replaces it, but becomes one of its ``versions``.

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
        with self.unit():
            known = self._conn.execute(sql.KNOWN_ARTICLE, (url,)).fetchone()
            if known and at < known[3]:
                outcome = self._put_older(url, page, content, digest, fetch.at, known)
            elif content:
                outcome = self._put_article(url, page, content, digest, fetch.at, known)
            else:
                outcome = self._put_dropped(url, page, digest, fetch.at, known)
            if outcome != Outcome.OLDER:
                self._put_quarantined(url, page, fetch.at)
            self._log(url, outcome, verdict=page.verdict, fetch=fetch)
            served = self._remember(url, hosts.served(page))
            self._conn.execute(
                sql.URL_DONE, (url, page.verdict, digest, at, self.crawl, self._cleaner, served)
            )
        return outcome

    def reput(self, url: str, page: CleanPage, *, at: str, newest: bool) -> None:
        """Put what other code makes of a response in the place of what was made of it before.

        Args:
            url: of the page.
            page: as cleaned now.
            at: when the response was fetched, as the archive writes times.
            newest: whether none was fetched since; only then is it for this one to say what the page is now.
        """
        when = datetime.fromisoformat(at)
        with self.unit():
            known = self._conn.execute(sql.KNOWN_ARTICLE, (url,)).fetchone()
            verdict = page.verdict if newest or known is None else known[2]
            if page.verdict == "article":
                self._reput_text(url, page, when, known, verdict)
            elif known and known[2] in ("article", "spam", "empty") and verdict != known[2]:
                self._set_verdict(url, verdict, "recleaned", known[1], when)
            if newest:
                self._put_quarantined(url, page, when)
                served = self._remember(url, hosts.served(page))
                self._conn.execute(sql.URL_REREAD, (page.verdict, served, url))

    def _reput_text(
        self, url: str, page: CleanPage, at: datetime, known: _Known | None, verdict: str
    ) -> None:
        content = rows.content(page)
        digest = rows.content_digest(content)
        if known is None:
            self._put_text(url, page, content, digest, 1, at, "new")
            return
        if known[2] not in ("article", "spam", "empty"):
            verdict = known[2]  # gone is gone, however its last text reads
        if digest == known[0]:
            if verdict != known[2]:
                self._set_verdict(url, verdict, "recleaned", known[1], at)
            return
        self._conn.execute(sql.KEEP_VERSION, (known[3], url))
        number = self._next_version(url, known[1])
        last = max(at, datetime.fromisoformat(known[3]))
        seq = self._put_text(url, page, content, digest, number, last, "recleaned", told=at)
        self._conn.execute(sql.SET_VERDICT, (verdict, seq, url))

    def _put_quarantined(self, url: str, page: CleanPage, at: datetime) -> None:
        """What was dropped of a page, beside the text that it left."""
        if not page.quarantined and page.verdict == "article":
            return
        version = None
        if page.verdict == "article":
            version = self._conn.execute(sql.KNOWN_ARTICLE, (url,)).fetchone()[1]
        quarantined = rows.quarantine_rows(url, page, at, self.crawl, version)
        self._conn.executemany(sql.PUT_QUARANTINE, map(rows.values, quarantined))

    def record_failure(self, url: str, reason: str, *, fetch: Fetch) -> None:
        """Record that a page could not be had or read; what is stored of it stays."""
        url, at = rows.storable(url), rows.timestamp(fetch.at)
        with self.unit():
            self.log(url, "failed", reason=reason, fetch=fetch)
            self._conn.execute(sql.URL_FAILED, (url, at, self.crawl))

    def twin(self, url: str, canonical: str | None, page: CleanPage) -> str | None:
        """The address under which an article is stored already, where it or that one calls the other canonical."""
        if page.verdict != "article":
            return None
        values = [rows.bind(value) for value in (page.title, page.body, url, canonical)]
        with self._guard():
            found = self._conn.execute(sql.TWIN, values).fetchone()
        return str(found[0]) if found else None

    def put_aside(self, url: str, state: str, reason: str, *, fetch: Fetch) -> None:
        """Record an answer that is no page to keep: ``gone``, ``off-topic``, ``skipped``, ``refused`` ...

        An article that was there keeps its text; where the page is gone or about something else now, that is told
        in ``changes``.
        """
        url, at = rows.storable(url), rows.timestamp(fetch.at)
        with self.unit():
            known = self._conn.execute(sql.KNOWN_ARTICLE, (url,)).fetchone()
            if known and state in ("gone", "off-topic") and known[2] != state and at >= known[3]:
                self._set_verdict(url, state, "gone", known[1], fetch.at)
            self.log(url, state, reason=reason, fetch=fetch)
            self._conn.execute(sql.URL_ASIDE, (url, state, at, self.crawl, self._cleaner))

    def put_unchanged(self, url: str, reason: str, *, fetch: Fetch) -> Outcome:
        """Record that a page is as it was, where nobody has to look at it to know: a 304, or the same bytes."""
        url, at = rows.storable(url), rows.timestamp(fetch.at)
        with self.unit():
            self._conn.execute(sql.SEEN_AGAIN, (at, url))
            self.log(url, Outcome.UNCHANGED, reason=reason, fetch=fetch)
        return Outcome.UNCHANGED

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
        known: _Known | None,
    ) -> Outcome:
        if known is None:
            self._put_text(url, page, content, digest, 1, at, "new")
            return Outcome.NEW
        known_digest, version, verdict, _ = known
        if digest != known_digest:
            self._conn.execute(sql.KEEP_VERSION, (rows.timestamp(at), url))
            number = self._next_version(url, version)
            self._put_text(url, page, content, digest, number, at, "changed")
            return Outcome.CHANGED
        self._conn.execute(sql.SEEN_AGAIN, (rows.timestamp(at), url))
        if verdict != page.verdict:
            self._set_verdict(url, page.verdict, "restored", version, at)
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
        kind: str,
        *,
        told: datetime | None = None,
    ) -> int:
        seq = self._change(url, kind, version, told or at)
        values = rows.article_values(url, content, digest, version, at, self.crawl, seq)
        self._conn.execute(sql.PUT_ARTICLE, values)
        self._put_details(url, version, page)
        return seq

    def _put_details(self, url: str, version: int, page: CleanPage) -> None:
        if page.repairs:
            self._conn.executemany(sql.PUT_REPAIR, rows.repair_values(url, version, page))
        if page.figures:
            self._conn.executemany(sql.PUT_FIGURE, rows.figure_values(url, version, page))

    def _put_older(
        self,
        url: str,
        page: CleanPage,
        content: dict[str, rows.Bound],
        digest: str,
        at: datetime,
        known: _Known,
    ) -> Outcome:
        known_digest, version, *_ = known
        if not content or digest == known_digest:
            return Outcome.OLDER
        if self._conn.execute(sql.KNOWN_VERSION, (url, digest)).fetchone() is None:
            number = self._next_version(url, version)
            self._conn.execute(
                sql.PUT_VERSION, rows.version_values(url, content, digest, number, at, self.crawl)
            )
            self._put_details(url, number, page)
        return Outcome.OLDER

    def _next_version(self, url: str, version: int) -> int:
        """After the article's own and all that were found since."""
        (last,) = self._conn.execute(sql.LAST_VERSION, (url,)).fetchone()
        return max(version, last or 0) + 1

    def _put_dropped(
        self, url: str, page: CleanPage, digest: str, at: datetime, known: _Known | None
    ) -> Outcome:
        if known and known[2] != page.verdict:
            kind = "hijacked" if page.verdict == "spam" else "gone"
            self._set_verdict(url, page.verdict, kind, known[1], at)
            return Outcome.CHANGED
        before = self._conn.execute(sql.KNOWN_PAGE, (url,)).fetchone()
        if before is None or before[0] is None:
            return Outcome.NEW
        return Outcome.UNCHANGED if before[0] == digest else Outcome.CHANGED

    def _set_verdict(self, url: str, verdict: str, kind: str, version: int, at: datetime) -> None:
        """Say what the page of an article is now, and that this changed."""
        seq = self._change(url, kind, version, at)
        self._conn.execute(sql.SET_VERDICT, (verdict, seq, url))

    def _change(self, url: str, kind: str, version: int, at: datetime) -> int:
        values = (url, kind, version, rows.timestamp(at), self.crawl)
        seq = self._conn.execute(sql.PUT_CHANGE, values).lastrowid
        assert seq is not None
        return seq

    def log(
        self, url: str, outcome: str, *, fetch: Fetch, verdict: str | None = None, reason: str | None = None
    ) -> None:
        """Add a response to ``fetches``."""
        with self.unit():
            self._log(url, outcome, fetch=fetch, verdict=verdict, reason=reason)

    def _log(
        self, url: str, outcome: str, *, fetch: Fetch, verdict: str | None = None, reason: str | None = None
    ) -> None:
        self._conn.execute(sql.PUT_FETCH, rows.fetch_values(fetch, url, self.crawl, outcome, verdict, reason))

    @contextmanager
    def unit(self) -> Iterator[None]:
        """What is written within is committed together; then the batch, where it is full or old."""
        with self._guard():
            if not self._conn.in_transaction:
                # IMMEDIATE: a transaction that reads first and writes later can fail at the write.
                self._conn.execute("BEGIN IMMEDIATE")
                self._began = time.monotonic()
            self._within += 1
            try:
                yield
            finally:
                self._within -= 1
            self._pages += not self._within
        if not self._within and (
            self._pages >= self._batch_pages or time.monotonic() - self._began >= self._batch_seconds
        ):
            self.flush()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Turn any failure into a rolled-back batch and an archive that takes no more writes."""
        if self._failure is not None:
            raise self._failure
        try:
            yield
        except BaseException as error:
            if self._failure is not None:
                raise  # told by the unit within
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
