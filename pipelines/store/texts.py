"""The texts of an article: the newest good one, those before it, and what happened to its page."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from pipelines.store import rows, sql
from pipelines.store.session import Session

if TYPE_CHECKING:
    from pipelines.types import CleanPage


class Outcome(StrEnum):
    """What storing a page did to the archive."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"  # kept as a version at most: a newer text is there


class Known(NamedTuple):
    """What the archive knows of an article: digest, number and last sight of its text, verdict on its page."""

    digest: str
    version: int
    verdict: str
    last_seen: str


OF_PAGES = ("article", "spam", "empty")  # verdicts of cleaning; others say that there is no page


class Texts(Session):
    """The part of an archive that keeps articles; what it writes belongs to the caller's unit."""

    crawl: int | None = None

    def _known(self, url: str) -> Known | None:
        row = self._conn.execute(sql.KNOWN_ARTICLE, (url,)).fetchone()
        return Known(*row) if row else None

    def _put_article(
        self,
        url: str,
        page: CleanPage,
        content: dict[str, rows.Bound],
        digest: str,
        at: datetime,
        known: Known | None,
    ) -> tuple[Outcome, int]:
        """Store an article that was fetched just now; gives the number of its text, too."""
        if known is None:
            self._put_text(url, page, content, digest, 1, at, "new", insert=sql.ADD_ARTICLE)
            return Outcome.NEW, 1
        if digest != known.digest:
            self._conn.execute(sql.KEEP_VERSION, (rows.timestamp(at), url))
            number = self._next_version(url, known.version)
            self._put_text(url, page, content, digest, number, at, "changed")
            return Outcome.CHANGED, number
        self._conn.execute(sql.SEEN_AGAIN, (rows.timestamp(at), url))
        if known.verdict != page.verdict:
            self._set_verdict(url, page.verdict, "restored", known.version, at)
            return Outcome.CHANGED, known.version
        return Outcome.UNCHANGED, known.version

    def _reput_text(self, url: str, page: CleanPage, at: datetime, known: Known | None, verdict: str) -> int:
        """Put a text in the place of what earlier code made of the same response; gives its number."""
        content, digest = rows.content(page)
        if known is None:
            self._put_text(url, page, content, digest, 1, at, "new", insert=sql.ADD_ARTICLE)
            return 1
        if known.verdict not in OF_PAGES:
            verdict = known.verdict  # gone is gone, however its last text reads
        if digest == known.digest:
            if verdict != known.verdict:
                self._set_verdict(url, verdict, "recleaned", known.version, at)
            return known.version
        self._conn.execute(sql.KEEP_VERSION, (known.last_seen, url))
        number = self._next_version(url, known.version)
        last = max(at, datetime.fromisoformat(known.last_seen))
        seq = self._put_text(url, page, content, digest, number, last, "recleaned", told=at)
        self._conn.execute(sql.SET_VERDICT, (verdict, seq, url))
        return number

    def _put_older(
        self,
        url: str,
        page: CleanPage,
        content: dict[str, rows.Bound],
        digest: str,
        at: datetime,
        known: Known,
    ) -> Outcome:
        """Keep a text that was fetched before the one that is there."""
        if not content or digest == known.digest:
            return Outcome.OLDER
        if self._conn.execute(sql.KNOWN_VERSION, (url, digest)).fetchone() is None:
            number = self._next_version(url, known.version)
            self._conn.execute(
                sql.PUT_VERSION, rows.version_values(url, content, digest, number, at, self.crawl)
            )
            self._put_details(url, number, page)
        return Outcome.OLDER

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
        insert: str = sql.PUT_ARTICLE,
    ) -> int:
        seq = self._change(url, kind, version, told or at)
        values = rows.article_values(url, content, digest, version, at, self.crawl, seq)
        self._conn.execute(insert, values)
        self._put_details(url, version, page)
        return seq

    def _put_details(self, url: str, version: int, page: CleanPage) -> None:
        if page.repairs:
            self._hold(sql.PUT_REPAIR, rows.repair_values(url, version, page))
        if page.figures:
            self._hold(sql.PUT_FIGURE, rows.figure_values(url, version, page))

    def _next_version(self, url: str, version: int) -> int:
        """After the article's own and all that were found since."""
        (last,) = self._conn.execute(sql.LAST_VERSION, (url,)).fetchone()
        return max(version, last or 0) + 1

    def _put_quarantined(self, url: str, page: CleanPage, at: datetime, version: int | None) -> None:
        """What was dropped of a page, beside the text that it left."""
        if page.quarantined or page.verdict != "article":
            quarantined = rows.quarantine_values(url, page, at, self.crawl, version)
            self._hold(sql.PUT_QUARANTINE, quarantined)

    def _set_verdict(self, url: str, verdict: str, kind: str, version: int, at: datetime) -> None:
        """Say what the page of an article is now, and that this changed."""
        seq = self._change(url, kind, version, at)
        self._conn.execute(sql.SET_VERDICT, (verdict, seq, url))

    def _change(self, url: str, kind: str, version: int, at: datetime) -> int:
        values = (url, kind, version, rows.timestamp(at), self.crawl)
        seq = self._conn.execute(sql.PUT_CHANGE, values).lastrowid
        assert seq is not None
        return seq
