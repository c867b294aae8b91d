"""The index in the archive: built beside no crawl, from where it was left, and made anew where its form changes.

An FTS5 index without content of its own. Its documents are numbered by the day of publication, so that reading it
backwards gives the newest first and a range of days is a range of numbers. A text that was replaced stays in the
index under a number that leads nowhere, until a fifth of the index is such: older SQLites cannot delete from an index
without content, and one made so that newer ones can, they cannot open.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.store.addresses import netloc_of
from pipelines.store.search.words import TITLE, indexed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipelines.store.reader import Reader
    from pipelines.store.writer import Archive

FORM = 1  # counts up when what is indexed changes; the index is then made anew
BATCH = 2000  # articles to a transaction
SLOTS = 256  # numbers to a day
_FIRST_DAY = date(1949, 10, 1).toordinal()
_UNDATED = 1 << 14  # days below the first: four million articles without a date
_MEMORY = 32 << 20  # bytes of words before FTS5 writes a piece of the index
_DEAD = 0.2  # share of replaced texts at which the index is made anew
_FEW = 1000  # replaced texts that never matter
RANK = "bm25(10.0, 1.0, 0.0)"  # a word in the title counts as ten in the text; FTS5's default of the index

_SCHEMA = f"""
CREATE VIRTUAL TABLE search_words USING fts5(title, body, facets, content='', tokenize='ascii');
INSERT INTO search_words (search_words, rank) VALUES ('rank', '{RANK}');
CREATE TABLE search_docs ( -- The documents of the search index.
  id INTEGER PRIMARY KEY, -- Number in search_words; grows with the day of publication.
  url TEXT UNIQUE, -- Address of the article; null where its text was replaced since.
  version INTEGER NOT NULL, -- Version that is indexed.
  verdict TEXT NOT NULL, -- What the page is now.
  day INTEGER NOT NULL -- Days since 1949-10-01, from 1; 0 where the date is unknown.
) STRICT;
CREATE TABLE search_facets ( -- What articles can be filtered by.
  id INTEGER PRIMARY KEY, -- Its word in column facets of search_words is the kind's first letter and this number.
  kind TEXT NOT NULL, -- source, campaign or host.
  value TEXT NOT NULL,
  UNIQUE (kind, value)
) STRICT;
CREATE TABLE search_state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIEW search AS -- Articles by their words: WHERE words MATCH '"文明 明城 城市"' ORDER BY rank
SELECT a.url, a.title, a.published, a.source, a.province, a.city, a.county, a.town, a.place_code, a.campaigns,
  a.verdict, a.cluster, a.seq, a.body, d.id AS doc, w.search_words AS words, w.rank AS rank
FROM search_words w JOIN search_docs d ON d.id = w.rowid JOIN articles a ON a.url = d.url;
INSERT INTO search_state VALUES ('form', {FORM}), ('seq', 0), ('spilled', 0), ('docs', 0);
"""  # noqa: S608  # constants
_DROP = """
DROP VIEW IF EXISTS search; DROP TABLE IF EXISTS search_words; DROP TABLE IF EXISTS search_docs;
DROP TABLE IF EXISTS search_facets; DROP TABLE IF EXISTS search_state;"""
_CHANGED = """
    SELECT a.seq, a.url, a.version, a.verdict, a.published, a.title, a.body, a.source, a.campaigns, a.place_code,
        d.id, d.version
    FROM articles a LEFT JOIN search_docs d ON d.url = a.url WHERE a.seq > ? ORDER BY a.seq LIMIT ?"""


class State(NamedTuple):
    """How far an index is: whether there is one, the change it knows, and how many came since."""

    there: bool
    seq: int
    behind: int


def state(reader: Reader) -> State:
    """How far the index of an archive is."""
    with reader.connection() as conn:
        return _state(conn)


def _state(conn: sqlite3.Connection) -> State:
    seq = 0
    there = False
    if conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_state'").fetchone():
        known = dict(conn.execute("SELECT name, value FROM search_state"))
        there = known.get("form") == FORM
        seq = known["seq"] if there else 0
    [behind] = conn.execute("SELECT count(*) FROM articles WHERE seq > ?", [seq]).fetchone()
    return State(there, seq, behind)


def day_of(published: str | None) -> int:
    """The number of a day of publication; 0 where there is none, 1 for all before the first."""
    try:
        return max(1, date.fromisoformat((published or "")[:10]).toordinal() - _FIRST_DAY + 1)
    except ValueError:
        return 0


def first_id(day: int) -> int:
    """The least number that an article of this day can have."""
    return (_UNDATED + day) * SLOTS if day else 1


def update(archive: Archive, tell: Callable[[int, int], None] = lambda *_: None) -> int:
    """Bring the index up to date; each batch of articles is a transaction.

    Args:
        archive: open for writing, so that no crawl is at work.
        tell: called after each batch with the articles done and all there are to do.

    Returns:
        How many articles were looked at.

    Raises:
        ArchiveError: it cannot be written.
    """
    with archive.writing() as conn:
        found = _state(conn)
        fresh = not found.there or _worn(conn)
        if fresh:
            for statement in (*_DROP.split(";"), *_statements(_SCHEMA)):
                conn.execute(statement)
            found = _state(conn)
        if found.behind:
            conn.execute("INSERT INTO search_words (search_words, rank) VALUES ('hashsize', ?)", [_MEMORY])
    archive.flush()
    done = 0
    while done < found.behind:
        with archive.writing() as conn:
            articles = conn.execute(_CHANGED, [_known(conn, "seq"), BATCH]).fetchall()
            _put(conn, articles)
        archive.flush()
        if not articles:
            break
        done += len(articles)
        tell(done, found.behind)
    if fresh and done:
        with archive.writing() as conn:
            conn.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
        archive.flush()
    return done


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, for executescript() would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _worn(conn: sqlite3.Connection) -> bool:
    dead, every = conn.execute("SELECT count(*) - count(url), count(*) FROM search_docs").fetchone()
    return bool(dead > _FEW and dead > _DEAD * every)


def _known(conn: sqlite3.Connection, name: str) -> int:
    [value] = conn.execute("SELECT value FROM search_state WHERE name = ?", [name]).fetchone()
    return int(value)


def _put(conn: sqlite3.Connection, articles: list[tuple[Any, ...]]) -> None:
    """Index a batch of articles."""
    docs = []
    for seq, url, version, verdict, published, title, body, source, campaigns, place, known, was in articles:
        if known is not None and was == version:  # only what its page is now has changed
            conn.execute("UPDATE search_docs SET verdict = ? WHERE id = ?", [verdict, known])
            continue
        if known is not None:
            conn.execute("UPDATE search_docs SET url = NULL WHERE id = ?", [known])
        docs.append((day_of(published), seq, url, version, verdict, title, body, source, campaigns, place))
    docs.sort(key=lambda doc: doc[:2])  # FTS5 writes a piece of the index whenever numbers go backwards
    taken: Counter[int] = Counter()
    facets: dict[tuple[str, str], int] = {}
    rows = []
    for day, _, url, version, verdict, title, body, source, campaigns, place in docs:
        id_ = _next_id(conn, day, taken)
        conn.execute("INSERT INTO search_docs VALUES (?, ?, ?, ?, ?)", [id_, url, version, verdict, day])
        given = [("host", _host(url)), *(("campaign", name) for name in json.loads(campaigns))]
        if source:
            given.append(("source", source))
        words = [f"{kind[0]}{_facet(conn, facets, kind, value)}" for kind, value in given if value]
        words += ["all", *place_words(place), indexed(title or "", TITLE)]
        rows.append((id_, indexed(title or ""), indexed(body), " ".join(words)))
    rows.sort()
    conn.executemany("INSERT INTO search_words (rowid, title, body, facets) VALUES (?, ?, ?, ?)", rows)
    # Counting them takes as long as a search.
    conn.execute("UPDATE search_state SET value = value + ? WHERE name = 'docs'", [len(rows)])
    if articles:
        conn.execute("UPDATE search_state SET value = ? WHERE name = 'seq'", [articles[-1][0]])


def _host(url: str) -> str:
    try:
        return netloc_of(url)
    except ValueError:
        return ""


def _next_id(conn: sqlite3.Connection, day: int, taken: Counter[int]) -> int:
    """The next free number of a day; where the day is full, of the days after."""
    first = start = first_id(day)
    while True:
        end = start + SLOTS if day else first_id(1)
        if start not in taken:
            [last] = conn.execute(
                "SELECT max(id) FROM search_docs WHERE id >= ? AND id < ?", [start, end]
            ).fetchone()
            taken[start] = start if last is None else last + 1
        if taken[start] < end:
            break
        start, day = end, day + 1
    number = taken[start]
    taken[start] += 1
    if start > first:
        conn.execute(
            "UPDATE search_state SET value = max(value, ?) WHERE name = 'spilled'",
            [number - first - SLOTS + 1],
        )
    return number


def _facet(conn: sqlite3.Connection, known: dict[tuple[str, str], int], kind: str, value: str) -> int:
    if (kind, value) not in known:
        conn.execute("INSERT OR IGNORE INTO search_facets (kind, value) VALUES (?, ?)", [kind, value])
        [known[kind, value]] = conn.execute(
            "SELECT id FROM search_facets WHERE kind = ? AND value = ?", [kind, value]
        ).fetchone()
    return known[kind, value]


def place_words(code: str | None) -> list[str]:
    """A division and everything above it, as words of the index: 371502 is p37, p3715 and p371502."""
    if not code:
        return []
    while len(code) in (6, 4) and code.endswith("00"):
        code = code[:-2]
    return [f"p{code[:length]}" for length in (2, 4, 6, 9) if length <= len(code)]
