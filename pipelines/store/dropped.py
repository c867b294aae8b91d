"""Finds what is in quarantine, and what operators decided on it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from pipelines.store.addresses import host_of
from pipelines.store.errors import Undecidable
from pipelines.types import UNDECIDED, Decisions, Repair, Repaired

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

SHORT = 8  # hexadecimal digits of a digest that people are shown; longer prefixes work too

LEAST = 4  # digits: fewer are more likely a slip of the hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What of the quarantine is meant; None is anything.

    Attributes:
        id: beginning of the text's digest.
        page: the whole address.
        url: part of the address.
        host: or a domain above it.
        reason: part of a reason.
        since: ISO 8601; dropped first at that time or later.
        kind, category, status, crawl: as in the table.
    """

    id: str | None = None
    page: str | None = None
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
    """A row of the quarantine, and the last decision on it; ``pages`` with the same text, where asked for."""

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
    pages: int = 1

    @property
    def id(self) -> str:
        """What people type."""
        return self.digest[:SHORT]


_CONDITIONS = {
    "id": "q.digest >= :id AND q.digest < :id || 'g'",
    "page": "q.url = :page",
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
_JOINED = """LEFT JOIN articles a ON a.url = q.url
    LEFT JOIN decisions d ON d.id = (SELECT max(id) FROM decisions WHERE url = q.url AND digest = q.digest)"""


def _where(wanted: Filter) -> tuple[str, dict[str, Any]]:
    given = {
        field.name: value for field in fields(Filter) if (value := getattr(wanted, field.name)) is not None
    }
    return " AND ".join(_CONDITIONS[name] for name in given) or "1", given


def find(
    conn: sqlite3.Connection, wanted: Filter, *, limit: int = -1, once: bool = False
) -> Iterator[Dropped]:
    """What is in quarantine, the newest first.

    Args:
        conn: of the archive.
        wanted: which of it.
        limit: most rows; -1 for all.
        once: whether a text that stands on several pages is given once, with their number.
    """
    where, given = _where(wanted)
    # The texts, which may be large, are read of the rows that are shown only.
    query = f"""
        SELECT {_COLUMNS}, n FROM (
            SELECT q.rowid AS row, max(q.first_seen) AS newest, count(*) AS n FROM quarantine q
            WHERE {where} GROUP BY {"q.digest" if once else "q.rowid"}
            ORDER BY newest DESC, q.url, q.kind != 'page', q.rowid LIMIT :limit
        ) JOIN quarantine q ON q.rowid = row {_JOINED}
        ORDER BY newest DESC, q.url, q.kind != 'page', q.rowid"""  # noqa: S608  # constants
    names = [field.name for field in fields(Dropped)]
    for row in conn.execute(query, given | {"limit": limit}):
        values = dict(zip(names, row, strict=True))
        yield Dropped(**values | {"reasons": tuple(json.loads(values["reasons"]))})


def count(conn: sqlite3.Connection, wanted: Filter, *, once: bool = False) -> int:
    """How much that is."""
    where, given = _where(wanted)
    what = "DISTINCT q.digest" if once else "*"
    return int(conn.execute(f"SELECT count({what}) FROM quarantine q WHERE {where}", given).fetchone()[0])  # noqa: S608


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
    if len(wanted.id) < LEAST or not set(wanted.id) <= set("0123456789abcdef"):
        raise Undecidable(f"{wanted.id!r} is no ID of {LEAST} and more digits: see `scrapy quarantine list`")
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


def body(conn: sqlite3.Connection, url: str, version: int) -> Repaired | None:
    """The body of a version of an article, with what was repaired in it; None where there is none."""
    query = """SELECT body FROM articles WHERE url = ?1 AND version = ?2
        UNION ALL SELECT body FROM versions WHERE url = ?1 AND version = ?2"""
    found = conn.execute(query, (url, version)).fetchone()
    done = (repair for repair in repairs(conn, url, version) if repair.field == "body")
    return Repaired(found[0], tuple(done)) if found else None


def repairs(conn: sqlite3.Connection, url: str, version: int) -> Iterator[Repair]:
    """What was repaired in a version of an article, in order."""
    query = f"SELECT {_REPAIR} FROM repairs WHERE url = ? AND version = ? ORDER BY ordinal"  # noqa: S608
    for row in conn.execute(query, (url, version)):
        repair = Repair(*row)
        yield replace(repair, certain=bool(repair.certain))


_REPAIR = ", ".join(f'"{field.name}"' for field in fields(Repair))


def beside(conn: sqlite3.Connection, item: Dropped) -> tuple[str, str] | None:
    """The paragraphs before and after the place where a block stood; None where it stood in no article."""
    from pipelines.restore import in_body

    if item.version is None or item.offset is None or item.kind not in ("block", "run"):
        return None
    article = body(conn, item.url, item.version)
    if article is None:
        return None
    at = in_body(article.repairs, item.offset)
    before, after = article.text[:at].rstrip("\n"), article.text[at:].lstrip("\n")
    return before.rpartition("\n")[2], after.partition("\n")[0]


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
