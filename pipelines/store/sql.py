"""The statements of the writer, built from the tables' columns."""

from __future__ import annotations

import functools
from dataclasses import fields

from pipelines.store.columns import table_of
from pipelines.store.rows import ARTICLE, FETCH, QUARANTINE
from pipelines.store.tables import (
    ArticleRow,
    ChangeRow,
    FetchRow,
    FigureRow,
    QuarantineRow,
    RepairRow,
    Text,
    VersionRow,
)


@functools.cache
def insert(cls: type, columns: tuple[str, ...] = ()) -> str:
    """INSERT of one row of a table: of all that a writer fills, or of these columns."""
    table = table_of(cls)
    columns = columns or tuple(column.name for column in table.inserted)
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608  # names from tables.py


def _update(cls: type, *, keep: tuple[str, ...]) -> str:
    """The tail of an INSERT that overwrites a row of the same key, but for the columns to ``keep``."""
    table = table_of(cls)
    names = [column.name for column in table.inserted if column.name not in (*table.key, *keep)]
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
    return f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {sets}"


_TEXT = ", ".join(f'"{field.name}"' for field in fields(Text))

KNOWN_ARTICLE = "SELECT digest, version, verdict, last_seen FROM articles WHERE url = ?"
KNOWN_VERSION = "SELECT 1 FROM versions WHERE url = ? AND digest = ?"
LAST_VERSION = "SELECT max(version) FROM versions WHERE url = ?"
# The same, with what the page was last, as one look-up: always a row.
KNOWN = """
    SELECT a.digest, a.version, a.verdict, a.last_seen, u.digest, u.served
    FROM (SELECT 1) LEFT JOIN articles a ON a.url = ?1 LEFT JOIN urls u ON u.url = ?1"""
SEEN_AGAIN = "UPDATE articles SET last_seen = ?1 WHERE url = ?2 AND last_seen < ?1"
SET_VERDICT = "UPDATE articles SET verdict = ?, seq = ? WHERE url = ?"
ADD_ARTICLE = insert(ArticleRow, ARTICLE)
PUT_ARTICLE = f"{ADD_ARTICLE} {_update(ArticleRow, keep=('first_seen',))}"
KEEP_VERSION = (
    f'INSERT INTO "{table_of(VersionRow).name}" ({_TEXT}, replaced) '  # noqa: S608  # names from tables.py
    f'SELECT {_TEXT}, ? FROM "{table_of(ArticleRow).name}" WHERE url = ?'
)
# The same text under an address that one of the two pages calls the other's canonical one.
TWIN = """
    SELECT url FROM articles WHERE title IS ?1 AND body = ?2 AND url != ?3
        AND url IN (SELECT ?4 UNION ALL SELECT url FROM urls WHERE target = ?3 AND state = 'done')
        AND NOT EXISTS (SELECT 1 FROM articles WHERE url = ?3) LIMIT 1"""
PUT_VERSION = insert(VersionRow)
PUT_REPAIR = insert(RepairRow)
PUT_FIGURE = insert(FigureRow)
PUT_FETCH = insert(FetchRow, FETCH)
PUT_CHANGE = insert(ChangeRow, ("url", "kind", "version", "at", "crawl"))
# A better judge renews its reasons; what an operator has decided stays.
PUT_QUARANTINE = (
    f"{insert(QuarantineRow, QUARANTINE)} {_update(QuarantineRow, keep=('status', 'first_seen', 'crawl', 'text'))} "
    "WHERE status = 'dropped' AND (model != excluded.model OR version IS NOT excluded.version)"
)
URL_DONE = """
    INSERT INTO urls (url, state, verdict, digest, failures, last_seen, crawl, cleaner, served)
    VALUES (?, 'done', ?, ?, 0, ?, ?, ?, ?)
    ON CONFLICT (url) DO UPDATE SET state = 'done', verdict = excluded.verdict, digest = excluded.digest,
        failures = 0, last_seen = excluded.last_seen, crawl = excluded.crawl, cleaner = excluded.cleaner,
        served = excluded.served
    WHERE last_seen IS NULL OR last_seen <= excluded.last_seen OR state = 'failed'"""
URL_ASIDE = """
    INSERT INTO urls (url, state, verdict, digest, failures, last_seen, crawl, cleaner)
    VALUES (?1, ?2, ?2, NULL, 0, ?3, ?4, ?5)
    ON CONFLICT (url) DO UPDATE SET state = ?2, verdict = ?2, digest = NULL, last_seen = ?3, crawl = ?4, cleaner = ?5
    WHERE last_seen IS NULL OR last_seen <= ?3"""
URL_REREAD = "UPDATE urls SET verdict = ?, served = ? WHERE url = ?"
SERVED = "SELECT served FROM urls WHERE url = ?"
URL_FAILED = """
    INSERT INTO urls (url, state, failures, last_seen, crawl) VALUES (?, 'failed', 1, ?, ?)
    ON CONFLICT (url) DO UPDATE SET state = 'failed', failures = failures + 1,
        last_seen = excluded.last_seen, crawl = excluded.crawl"""
# Whoever holds the lock knows that nobody else is crawling.
KILLED = "UPDATE crawls SET reason = 'killed' WHERE finished IS NULL AND reason IS NULL"
END_CRAWL = "UPDATE crawls SET finished = ?, reason = ?, counts = ? WHERE id = ?"
