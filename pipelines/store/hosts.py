"""Site memory: how much of what each host served was spam, and which hosts are paused.

An address counts with what it served last, so that a host that was cleaned up is judged by what it is now.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.store.addresses import with_parents

if TYPE_CHECKING:
    import sqlite3

    from pipelines.types import CleanPage

_COUNTS = ("pages", "articles", "hijacked", "spam", "empty", "blocks", "characters", "spam_characters")
_KINDS = {"article": "articles", "hijacked": "hijacked", "spam": "spam", "empty": "empty"}
_AS_COUNTS = {kind: [int(name == column) for column in _COUNTS[1:5]] for kind, name in _KINDS.items()}
_ADD = f"""
    INSERT INTO hosts (host, {", ".join(_COUNTS)}, categories, updated, crawl)
    VALUES (?1, {", ".join(f"?{n + 2}" for n in range(len(_COUNTS)))}, coalesce(?10, '{{}}'), ?11, ?12)
    ON CONFLICT (host) DO UPDATE SET {", ".join(f"{name} = {name} + excluded.{name}" for name in _COUNTS)},
        categories = coalesce(?10, categories), updated = excluded.updated, crawl = excluded.crawl"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Served:
    """What an address served last.

    Attributes:
        kind: ``article``, ``hijacked`` (an article with spam beside it), ``spam`` or ``empty``.
        characters: of the body and of the spam.
        spam_characters: of the spam.
        categories: of the spam, with the number of dropped blocks; a spam page counts as one where it has none.
    """

    kind: str
    characters: int
    spam_characters: int
    categories: tuple[tuple[str, int], ...] = ()

    def counts(self) -> list[int]:
        """Its share of each number of ``hosts``."""
        kinds = _AS_COUNTS[self.kind]
        blocks = sum(count for _, count in self.categories)
        return [1, *kinds, blocks, self.characters, self.spam_characters]

    def without(self, category: str, characters: int) -> Served:
        """The same after one of its dropped blocks was put back into the article."""
        left = Counter(dict(self.categories))
        left[category] -= 1
        categories = tuple(sorted((+left).items()))
        kind = "article" if self.kind == "hijacked" and not categories else self.kind
        return Served(kind, self.characters, max(0, self.spam_characters - characters), categories)

    def to_json(self) -> str:
        """As the column ``served`` keeps it."""
        if not self.categories:  # as most are; the encoder takes ten times as long
            return f'["{self.kind}", {self.characters}, {self.spam_characters}]'
        categories = [dict(self.categories)] if self.categories else []
        return json.dumps([self.kind, self.characters, self.spam_characters, *categories], ensure_ascii=False)


def from_json(text: str) -> Served:
    """The opposite of :meth:`Served.to_json`."""
    kind, characters, spam, *categories = json.loads(text)
    return Served(kind, characters, spam, tuple(sorted(categories[0].items())) if categories else ())


def served(page: CleanPage) -> Served:
    """What an address served with a page."""
    if not page.quarantined and page.verdict == "article":
        return Served("article", len(page.body), 0)
    blocks = [item for item in page.quarantined if item.kind != "page"]
    whole = [item for item in page.quarantined if item.kind == "page"]
    categories = tuple(sorted(Counter(item.category for item in blocks or whole).items()))
    spam = sum(len(item.text) for item in whole or blocks)  # a page's text has its blocks in it
    if page.verdict != "article":
        return Served(page.verdict, spam, spam, categories)
    return Served("hijacked" if blocks else "article", len(page.body) + spam, spam, categories)


class Memory:
    """What the pages of one transaction change of ``hosts``: a host has many of them, and is written once."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}
        self._categories: dict[str, Counter[str]] = {}

    def replace(self, host: str, before: str | None, now: Served) -> None:
        """Count what an address serves now, in place of what it served before as the column ``served`` has it."""
        counts = self._counts.setdefault(host, [0] * len(_COUNTS))
        old = from_json(before) if before else None
        for index, number in enumerate(now.counts()):
            counts[index] += number
        if old:
            for index, number in enumerate(old.counts()):
                counts[index] -= number
        if now.categories or (old and old.categories):
            categories = self._categories.setdefault(host, Counter())
            categories.update(dict(now.categories))
            categories.subtract(dict(old.categories) if old else {})

    def write(self, conn: sqlite3.Connection, at: str, crawl: int | None) -> None:
        """Write what was counted, in the caller's transaction, and begin anew."""
        told: dict[str, str | None] = {}
        for host, new in self._categories.items():
            found = conn.execute("SELECT categories FROM hosts WHERE host = ?", (host,)).fetchone()
            categories = Counter(json.loads(found[0])) if found else Counter[str]()
            categories.update(new)
            told[host] = json.dumps(+categories, ensure_ascii=False)
        conn.executemany(
            _ADD, [(host, *counts, told.get(host), at, crawl) for host, counts in self._counts.items()]
        )
        self._counts.clear()
        self._categories.clear()


def paused(conn: sqlite3.Connection, host: str) -> bool:
    """Whether a host or a domain above it is paused."""
    names = with_parents(host)
    marks = ", ".join("?" * len(names))
    query = f"SELECT 1 FROM hosts WHERE paused IS NOT NULL AND host IN ({marks})"  # noqa: S608
    return conn.execute(query, names).fetchone() is not None


def limits() -> dict[str, float]:
    """From which share of spam on a host is reported: table ``host`` of pipelines/spam/rules.toml."""
    from pipelines.spam.lexicon import rules

    return rules()["host"]


HEADERS = (
    "host", "pages", "articles", "hijacked", "spam", "empty", "spam % of pages", "spam % of text", "blocks",
    "categories", "state",
)  # fmt: skip
_TAINTED = (
    "(pages >= :pages AND (spam >= :spam * pages OR spam_characters >= :characters * max(characters, 1)))"
)
_HOSTS = f"""
    SELECT host, pages, articles, hijacked, spam, empty,
        CAST(round(100.0 * spam / max(pages, 1)) AS INTEGER),
        CAST(round(100.0 * spam_characters / max(characters, 1)) AS INTEGER), blocks,
        (SELECT group_concat(key || ' ' || value, ', ')
            FROM (SELECT key, value FROM json_each(categories) ORDER BY value DESC, key)),
        CASE WHEN paused IS NOT NULL THEN 'paused ' || substr(paused, 1, 10)
            WHEN {_TAINTED} THEN 'over the threshold' ELSE '' END
    FROM hosts WHERE (NOT :only_tainted OR ({_TAINTED} AND paused IS NULL))
        AND (NOT :only_paused OR paused IS NOT NULL)
    ORDER BY spam DESC, spam_characters DESC, host LIMIT :limit"""  # noqa: S608  # constants


def hosts(
    conn: sqlite3.Connection, *, limit: int = -1, tainted: bool = False, paused: bool = False
) -> list[tuple[Any, ...]]:
    """Rows of ``HEADERS``, the worst host first; only those over the threshold and not paused, only paused ones."""
    given = limits() | {"limit": limit, "only_tainted": tainted, "only_paused": paused}
    return conn.execute(_HOSTS, given).fetchall()


def tainted(conn: sqlite3.Connection, crawl: int | None) -> list[tuple[Any, ...]]:
    """Hosts over the threshold and not paused that this crawl changed: host, spam pages, hijacked ones, pages."""
    query = f"""SELECT host, spam, hijacked, pages FROM hosts
        WHERE {_TAINTED} AND paused IS NULL AND crawl = :crawl ORDER BY host"""  # noqa: S608  # constants
    return conn.execute(query, limits() | {"crawl": crawl}).fetchall()
