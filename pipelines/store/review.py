"""Carries out what operators decide on the quarantine and on hosts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from pipelines.quarantine import RESTORED
from pipelines.restore import restore_page
from pipelines.store import dropped, hosts, rows, sql
from pipelines.store.addresses import with_parents
from pipelines.store.dropped import Filter
from pipelines.store.errors import Undecidable, translate
from pipelines.store.restored import Change, Kept, kept_article, put_back, taken_out
from pipelines.store.tables import Content, DecisionRow
from pipelines.store.writer import Archive
from pipelines.types import CleanPage

if TYPE_CHECKING:
    from pipelines.store.dropped import Dropped

Decision = Literal["restored", "confirmed"]
_OTHERS = """SELECT count(*) FROM quarantine
    WHERE url = ? AND version = ? AND digest != ? AND status != 'restored' AND kind != 'page'"""

# What else was dropped stands beside the new version, as far behind the change as before. Of what stood at one place
# the later was stored later.
_MOVE_OTHERS = """UPDATE quarantine SET version = ?1, "offset" = CASE
        WHEN kind != 'title' AND ("offset" > ?2 OR ("offset" = ?2 AND rowid >
            (SELECT rowid FROM quarantine WHERE url = ?4 AND digest = ?5))) THEN max(?2, "offset" + ?3)
        ELSE "offset" END
    WHERE url = ?4 AND version = ?6"""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision came to: the article's new version, if it made one, and a sentence on it."""

    item: Dropped
    version: int | None
    note: str


class Review(Archive):
    """An archive open for an operator's decisions; each is one transaction.

    Later crawls of the page respect a decision: see :func:`pipelines.store.dropped.decisions`.
    """

    def resolve(self, wanted: Filter, *, every: bool = False) -> list[Dropped]:
        """As :func:`pipelines.store.dropped.resolve`.

        Raises:
            Undecidable: as there; the archive takes more writes all the same.
        """
        try:
            return dropped.resolve(self._conn, wanted, every=every)
        except sqlite3.Error as error:
            raise translate(error, self.path) from error

    def find(self, wanted: Filter) -> list[Dropped]:
        """As :func:`pipelines.store.dropped.find`."""
        try:
            return list(dropped.find(self._conn, wanted))
        except sqlite3.Error as error:
            raise translate(error, self.path) from error

    def decide(
        self,
        item: Dropped,
        decision: Decision,
        *,
        by: str,
        why: str | None = None,
        at: datetime | None = None,
    ) -> Decided:
        """Record a decision and carry it out.

        A restored block, run or phrase goes back to its place in the article, as a new version; a restored page
        becomes an article. Confirming what was restored takes it out again.

        Args:
            item: from :meth:`resolve`.
            decision: what it is from now on.
            by: who decides.
            why: in their words.
            at: when; now if None.

        Raises:
            Undecidable: a page without text cannot be restored.
        """
        at = at or datetime.now(UTC)
        # A decision on its neighbour may have moved it since it was looked up.
        item = next(iter(self.find(Filter(id=item.digest, page=item.url))), item)
        if item.status == decision:
            return Decided(item, None, f"was {decision} before")
        if decision == "restored" and item.kind == "page" and not any(map(str.isalnum, item.text)):
            raise Undecidable(f"{item.id} has no text to restore: fetch {item.url} again")
        with self.unit():
            if item.kind == "page":
                version, note = self._decide_page(item, decision, at)
            else:
                version, note = self._decide_part(item, decision, at)
            self._conn.execute(
                "UPDATE quarantine SET status = ? WHERE url = ? AND digest = ?",
                (decision, item.url, item.digest),
            )
            self._record(at, by, decision, why, url=item.url, digest=item.digest, version=version)
        self.flush()
        return Decided(item, version, note)

    def pause(self, host: str, *, by: str, why: str | None = None, at: datetime | None = None) -> int:
        """Pause a host and all below it; returns how many hosts of the archive that is, itself included."""
        return self._set_paused(host, "paused", at or datetime.now(UTC), by, why)

    def resume(self, host: str, *, by: str, why: str | None = None, at: datetime | None = None) -> int:
        """The opposite.

        Raises:
            Undecidable: it is not paused; the message names the domain above it that is.
        """
        query = "SELECT paused FROM hosts WHERE host = ?"
        if not (self._conn.execute(query, (host,)).fetchone() or (None,))[0]:
            above = [name for name in with_parents(host)[1:] if hosts.paused(self._conn, name)]
            hint = f": {above[-1]} is, resume that" if above else ""
            raise Undecidable(f"{host} is not paused{hint}")
        return self._set_paused(host, "resumed", at or datetime.now(UTC), by, why)

    def _set_paused(self, host: str, decision: str, at: datetime, by: str, why: str | None) -> int:
        with self.unit():
            self._conn.execute(
                "INSERT INTO hosts (host, pages, articles, hijacked, spam, empty, blocks, characters,"
                " spam_characters, categories, paused) VALUES (?1, 0, 0, 0, 0, 0, 0, 0, 0, '{}', ?2)"
                " ON CONFLICT (host) DO UPDATE SET paused = ?2",
                (host, rows.timestamp(at) if decision == "paused" else None),
            )
            self._record(at, by, decision, why, host=host)
            query = "SELECT count(*) FROM hosts WHERE host = ?1 OR host LIKE '%.' || ?1"
            (count,) = self._conn.execute(query, (host,)).fetchone()
        self.flush()
        return int(count)

    def _record(
        self, at: datetime, by: str, decision: str, why: str | None, **what: str | int | None
    ) -> None:
        row = DecisionRow(at=at, by=by, decision=decision, why=why, **what)  # type: ignore[arg-type]
        self._conn.execute(sql.insert(DecisionRow), rows.values(row))

    def _decide_page(self, item: Dropped, decision: Decision, at: datetime) -> tuple[int | None, str]:
        known = self._known(item.url)
        if decision == "confirmed":
            if item.status != "restored" or known is None or known.verdict != "article":
                return None, "stays out of the archive"
            self._conn.execute("UPDATE urls SET verdict = 'spam' WHERE url = ?", (item.url,))
            self._set_verdict(item.url, "spam", "hijacked", known.version, at)
            return None, f"the article's verdict is spam again; its text stays as version {known.version}"
        fetched = datetime.fromisoformat(item.first_seen)
        page = restore_page(item.text, item.url, title=item.title, fetched_at=fetched)
        content, digest = rows.content(page)
        _, version = self._put_article(item.url, page, content, digest, fetched, known)
        self._conn.execute(
            "UPDATE urls SET verdict = 'article', digest = ? WHERE url = ?", (digest, item.url)
        )
        self._put_quarantined(item.url, page, at, version)
        self._settle()  # its own row is decided on next
        self._serve(item.url, hosts.served(page))
        return (
            version,
            "an article made from the page's text; the next crawl of the page makes it from its bytes",
        )

    def _decide_part(self, item: Dropped, decision: Decision, at: datetime) -> tuple[int | None, str]:
        kept = kept_article(self._conn, item.url)
        if decision == "restored":
            if kept is None:
                return (
                    None,
                    "its page is no article, so there is no place for it; it counts as clean from now on",
                )
            self._forget(item)
            change = put_back(self._conn, item, kept)
        elif kept is None or item.status != "restored":
            return None, "stays dropped"
        elif (taken := taken_out(item, kept)) is None:
            return None, "stands in the article still: the next crawl of the page takes it out"
        else:
            change = taken
        return self._put_version(item, kept, change, at), change.note

    def _put_version(self, item: Dropped, kept: Kept, change: Change, at: datetime) -> int:
        """A new version of an article: another title, body and repairs, and what follows from them."""
        from pipelines.metadata.subject import find_subject
        from pipelines.repair import undo

        back = item.status != "restored"
        (others,) = self._conn.execute(_OTHERS, (item.url, kept.version, item.digest)).fetchone()
        flags = [flag for flag in json.loads(str(kept.row["flags"])) if flag not in (RESTORED, "hijacked")]
        flags += ["hijacked"] * bool(others or not back) + [RESTORED] * back
        body = change.body
        hints = [str(name) for name in (kept.row["source"], kept.row["publisher"]) if name]
        subject = find_subject(change.title, body.text, hints=hints)
        basis = {**json.loads(str(kept.row["basis"])), **subject.basis}
        new = {
            "title": change.title or None,
            "body": body.text,
            "body_as_written": undo(body) if kept.row["body_as_written"] else None,
            "flags": tuple(flags),
            "campaigns": subject.campaigns,
            "relevance": subject.relevance,
            "basis": {name: value for name, value in basis.items() if value},
            **rows.place_columns(subject.place),
        }
        content = {field.name: kept.row[field.name] for field in fields(Content)}
        content |= {name: rows.bind(value) for name, value in new.items()}
        version = kept.version + 1
        row = kept.row | content | {"version": version, "digest": rows.content_digest(content)}
        row |= {
            "crawl": self.crawl,
            "cluster": None,
            "seq": self._change(item.url, "changed", version, at),
        }
        in_title = (
            replace(repair, offset=repair.offset + change.in_title) if repair.field == "title" else repair
            for repair in kept.others
        )
        page = CleanPage(verdict="article", repairs=(*in_title, *body.repairs), figures=subject.figures)
        self._conn.execute(sql.KEEP_VERSION, (rows.timestamp(at), item.url))
        self._conn.execute(sql.PUT_ARTICLE, [row[name] for name in rows.ARTICLE])
        self._conn.executemany(sql.PUT_REPAIR, rows.repair_values(item.url, version, page))
        self._conn.executemany(sql.PUT_FIGURE, rows.figure_values(item.url, version, page))
        moved = (version, change.origin, change.gained, item.url, item.digest, kept.version)
        self._conn.execute(_MOVE_OTHERS, moved)
        return version

    def _forget(self, item: Dropped) -> None:
        """The host no longer has this against it."""
        if served := self._served(item.url):
            self._serve(item.url, hosts.from_json(served).without(item.category, len(item.text)))

    def _serve(self, url: str, now: hosts.Served) -> None:
        served = self._remember(url, now, self._served(url))
        self._conn.execute("UPDATE urls SET served = ? WHERE url = ?", (served, url))
