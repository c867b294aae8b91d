"""The one writer of an archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipelines.store import hosts, rows, sql
from pipelines.store.addresses import host_of
from pipelines.store.connection import BUSY_TIMEOUT
from pipelines.store.frontier import Frontier
from pipelines.store.tables import CrawlRow
from pipelines.store.texts import OF_PAGES, Known, Outcome, Texts
from pipelines.version import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.store.tables import Fetch
    from pipelines.types import CleanPage

__all__ = ["Archive", "Outcome"]


class Archive(Texts):
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
        super().__init__(
            path,
            batch_pages=batch_pages,
            batch_seconds=batch_seconds,
            busy_timeout=busy_timeout,
            create=create,
        )
        self._cleaner = fingerprint()
        self._hosts = hosts.Memory()
        self.frontier = Frontier(self._conn, self.unit, lambda: self.crawl)

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
        content, digest = rows.content(page) if page.verdict == "article" else ({}, rows.page_digest(page))
        with self.unit():
            *article, before, served = self._conn.execute(sql.KNOWN, (url,)).fetchone()
            known = Known(*article) if article[0] else None
            version = None
            if known and at < known.last_seen:
                outcome = self._put_older(url, page, content, digest, fetch.at, known)
            elif content:
                outcome, version = self._put_article(url, page, content, digest, fetch.at, known)
            else:
                outcome = self._put_dropped(url, page, digest, fetch.at, known, before)
            if outcome != Outcome.OLDER:
                self._put_quarantined(url, page, fetch.at, version)
            self._log(url, outcome, verdict=page.verdict, fetch=fetch)
            now = self._remember(url, hosts.served(page), served)
            self._conn.execute(sql.URL_DONE, (url, page.verdict, digest, at, self.crawl, self._cleaner, now))
        return outcome

    def _put_dropped(
        self,
        url: str,
        page: CleanPage,
        digest: str,
        at: datetime,
        known: Known | None,
        before: str | None,
    ) -> Outcome:
        """Note that a page has no article; ``before`` is the digest of what it was last."""
        if known and known.verdict != page.verdict:
            kind = "hijacked" if page.verdict == "spam" else "gone"
            self._set_verdict(url, page.verdict, kind, known.version, at)
            return Outcome.CHANGED
        if before is None:
            return Outcome.NEW
        return Outcome.UNCHANGED if before == digest else Outcome.CHANGED

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
            known = self._known(url)
            verdict = page.verdict if newest or known is None else known.verdict
            version = None
            if page.verdict == "article":
                version = self._reput_text(url, page, when, known, verdict)
            elif known and known.verdict in OF_PAGES and verdict != known.verdict:
                self._set_verdict(url, verdict, "recleaned", known.version, when)
            if newest:
                self._put_quarantined(url, page, when, version)
                served = self._remember(url, hosts.served(page), self._served(url))
                self._conn.execute(sql.URL_REREAD, (page.verdict, served, url))

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
        with self._guard:
            found = self._conn.execute(sql.TWIN, values).fetchone()
        return str(found[0]) if found else None

    def put_aside(self, url: str, state: str, reason: str, *, fetch: Fetch) -> None:
        """Record an answer that is no page to keep: ``gone``, ``off-topic``, ``skipped``, ``refused`` ...

        An article that was there keeps its text; where the page is gone or about something else now, that is told
        in ``changes``.
        """
        url, at = rows.storable(url), rows.timestamp(fetch.at)
        with self.unit():
            known = self._known(url)
            lost = state in ("gone", "off-topic")
            if known and lost and known.verdict != state and at >= known.last_seen:
                self._set_verdict(url, state, "gone", known.version, fetch.at)
            self.log(url, state, reason=reason, fetch=fetch)
            self._conn.execute(sql.URL_ASIDE, (url, state, at, self.crawl, self._cleaner))

    def put_unchanged(self, url: str, reason: str, *, fetch: Fetch) -> Outcome:
        """Record that a page is as it was, where nobody has to look at it to know: a 304, or the same bytes."""
        url, at = rows.storable(url), rows.timestamp(fetch.at)
        with self.unit():
            self._conn.execute(sql.SEEN_AGAIN, (at, url))
            self.log(url, Outcome.UNCHANGED, reason=reason, fetch=fetch)
        return Outcome.UNCHANGED

    def log(
        self, url: str, outcome: str, *, fetch: Fetch, verdict: str | None = None, reason: str | None = None
    ) -> None:
        """Add a response to ``fetches``."""
        with self.unit():
            self._log(url, outcome, fetch=fetch, verdict=verdict, reason=reason)

    def _log(
        self, url: str, outcome: str, *, fetch: Fetch, verdict: str | None = None, reason: str | None = None
    ) -> None:
        self._hold(sql.PUT_FETCH, [rows.fetch_values(fetch, url, self.crawl, outcome, verdict, reason)])

    def paused(self, host: str) -> bool:
        """Whether an operator has paused a host or a domain above it; a spider skips its pages."""
        with self._guard:
            return hosts.paused(self._conn, host)

    def tainted_hosts(self) -> list[tuple[str, int, int, int]]:
        """Hosts over the threshold of spam that this crawl met: host, spam pages, hijacked ones, all pages."""
        self.flush()
        with self._guard:
            return hosts.tainted(self._conn, self.crawl)

    def _served(self, url: str) -> str | None:
        """What the column ``served`` has for an address."""
        found = self._conn.execute(sql.SERVED, (url,)).fetchone()
        return found[0] if found else None

    def _remember(self, url: str, now: hosts.Served, before: str | None) -> str | None:
        """Count what an address serves now for its host; what the column ``served`` is from now on."""
        host = host_of(url)
        if host is None:
            return None  # a document lies on this machine's disk
        text = now.to_json()
        if text != before:
            self._hosts.replace(host, before, now)
        return text

    def _settle(self) -> None:
        super()._settle()
        self._hosts.write(self._conn, rows.timestamp(datetime.now(UTC)), self.crawl)
