"""Finds what is in quarantine, and what operators decided on it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from pipelines.store.addresses import host_of
from pipelines.store.errors import Undecidable
from pipelines.types import UNDECIDED, Decisions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

SHORT = 8  # hexadecimal digits of a digest that people are shown; longer prefixes work too


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What of the quarantine is meant; None is anything.

    Attributes:
        id: beginning of the text's digest.
        url: part of the address.
        host: or a domain above it.
        reason: part of a reason.
        since: ISO 8601; dropped first at that time or later.
        kind, category, status, crawl: as in the table.
    """

    id: str | None = None
    url: str | None = None
    host: str | None = None
    category: str | None = None
    reason: str | None = None
    kind: str | None = None
    status: str | None = None
    crawl: int | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A row of the quarantine, and the last decision on it."""

    digest: str
    url: str
    kind: str
    category: str
    reasons: tuple[str, ...]
    score: float | None
    status: str
    text: str
    host: str | None
    title: str | None
    version: int | None
    offset: int | None
    model: str
    first_seen: str
    crawl: int | None
    decided: str | None
    decided_by: str | None
    why: str | None

    @property
    def id(self) -> str:
        """What people type."""
        return self.digest[:SHORT]


_CONDITIONS = {
    "id": "q.digest >= :id AND q.digest < :id || 'g'",
    "url": "instr(q.url, :url)",
    "host": "(q.host = :host OR q.host LIKE '%.' || :host)",
    "category": "q.category = :category",
    "reason": "EXISTS (SELECT 1 FROM json_each(q.reasons) WHERE instr(lower(value), lower(:reason)))",
    "kind": "q.kind = :kind",
    "status": "q.status = :status",
    "crawl": "q.crawl = :crawl",
    "since": "q.first_seen >= :since",
}
_COLUMNS = """q.digest, q.url, q.kind, q.category, q.reasons, q.score, q.status, q.text, q.host,
    coalesce(q.title, a.title) AS title, q.version, q.offset, q.model, q.first_seen, q.crawl,
    d.at AS decided, d.by AS decided_by, d.why"""
_FROM = """quarantine q LEFT JOIN articles a ON a.url = q.url
    LEFT JOIN decisions d ON d.id = (SELECT max(id) FROM decisions WHERE url = q.url AND digest = q.digest)"""


def _where(wanted: Filter) -> tuple[str, dict[str, Any]]:
    given = {
        field.name: value for field in fields(Filter) if (value := getattr(wanted, field.name)) is not None
    }
    return " AND ".join(_CONDITIONS[name] for name in given) or "1", given


def find(conn: sqlite3.Connection, wanted: Filter, *, limit: int = -1) -> Iterator[Dropped]:
    """What is in quarantine, the newest first."""
    where, given = _where(wanted)
    query = f"""SELECT {_COLUMNS} FROM {_FROM} WHERE {where}
        ORDER BY q.first_seen DESC, q.url, q.kind = 'page' DESC, q.digest LIMIT :limit"""  # noqa: S608  # constants
    names = [field.name for field in fields(Dropped)]
    for row in conn.execute(query, given | {"limit": limit}):
        values = dict(zip(names, row, strict=True))
        yield Dropped(**values | {"reasons": tuple(json.loads(values["reasons"]))})


def count(conn: sqlite3.Connection, wanted: Filter) -> int:
    """How much that is."""
    where, given = _where(wanted)
    return int(conn.execute(f"SELECT count(*) FROM quarantine q WHERE {where}", given).fetchone()[0])  # noqa: S608


def resolve(conn: sqlite3.Connection, wanted: Filter, *, every: bool) -> list[Dropped]:
    """What an ID means, among what the filter leaves.

    Args:
        conn: of the archive.
        wanted: with an ID.
        every: whether a text that stands on several pages is meant on all of them.

    Raises:
        Undecidable: it means nothing, several texts, or one text on several pages.
    """
    assert wanted.id is not None
    if not wanted.id or not set(wanted.id) <= set("0123456789abcdef"):
        raise Undecidable(f"{wanted.id!r} is no ID: take one from `scrapy quarantine list`")
    found = list(find(conn, wanted))
    digests = sorted({item.digest for item in found})
    if not found:
        raise Undecidable(f"nothing in quarantine has the ID {wanted.id} and fits the filters")
    if len(digests) > 1:
        size = next(n for n in range(len(wanted.id) + 1, 65) if len({d[:n] for d in digests}) == len(digests))
        some = ", ".join(digest[:size] for digest in digests[:5]) + (" ..." if len(digests) > 5 else "")
        raise Undecidable(
            f"the ID {wanted.id} is ambiguous, it fits {len(digests)} texts: type more of {some}"
        )
    if len(found) > 1 and not every:
        raise Undecidable(
            f"the text {wanted.id} stands on {len(found)} pages: choose with --url or --host, or add --all"
        )
    return found


def any_decided(conn: sqlite3.Connection) -> bool:
    """Whether any operator has decided anything on a dropped text."""
    return conn.execute("SELECT 1 FROM decisions WHERE digest IS NOT NULL LIMIT 1").fetchone() is not None


def decisions(conn: sqlite3.Connection, url: str) -> Decisions:
    """What operators decided on a page, and on the same texts elsewhere on its host.

    A text that was restored on one page of a host is no spam on its others either, where the judge will meet the
    same footer; it is part of the article only where it was restored.
    """
    texts: dict[tuple[bool, str], list[str]] = {}
    query = "SELECT text, kind = 'page', status FROM quarantine WHERE url = ? AND status != 'dropped'"
    for text, whole, status in conn.execute(query, (url,)):
        texts.setdefault((bool(whole), status), []).append(text)
    host = host_of(url)
    query = "SELECT text FROM quarantine WHERE host = ? AND status = 'restored' AND kind != 'page'"
    elsewhere = [text for (text,) in conn.execute(query, (host,))] if host else []
    if not texts and not elsewhere:
        return UNDECIDED
    kept, spam = texts.get((False, "restored"), []), texts.get((False, "confirmed"), [])
    return Decisions(
        clean=frozenset((*kept, *elsewhere)) - frozenset(spam),
        kept=frozenset(kept),
        spam=frozenset(spam),
        clean_pages=tuple(texts.get((True, "restored"), ())),
        spam_pages=tuple(texts.get((True, "confirmed"), ())),
    )
