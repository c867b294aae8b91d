"""Finds articles: matches by the index, the best first, each with the part of its text that shows why.

Which matches are ranked: all of them, where they are few or their words not too common; otherwise the newest and the
newest that have the words in their titles, for a word that most articles have says nothing about any of them, and
bm25 over a hundred thousand matches would take a tenth of a second.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.store.search.errors import SearchError
from pipelines.store.search.filters import Conditions, resolve
from pipelines.store.search.index import RANK, first_id, state
from pipelines.store.search.query import read_query
from pipelines.store.search.snippet import Snippet, best_part
from pipelines.store.search.words import fold, pattern

if TYPE_CHECKING:
    import re

    from pipelines.store.reader import Reader
    from pipelines.store.search.query import Query, Term

_RANKED = 80  # texts that are read and compared
_COUNTED = 1000  # matches that are counted; beyond that there are "more than"
_COMMON = 1000  # a word with more matches than these is not counted to its end
_CHEAP = 3000  # matches of all words together that FTS5 may rank: some 3 ms
_TITLE, _K1, _B = 10.0, 1.2, 0.75  # weight of the title as in RANK, parameters as in FTS5's bm25
_COLUMNS = (
    "a.url, a.title, a.published, a.source, a.province, a.city, a.county, a.town, a.campaigns, a.verdict"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found.

    Attributes:
        place: names from province to town.
        verdict: what the page is now; the text may be from before.
        score: the greater the better; 0 where nothing but filters was asked for.
        snippet: of the text, with what was found.
        title_marks: where in the title it was found: begin and end.
    """

    url: str
    title: str | None
    published: str | None
    source: str | None
    place: tuple[str, ...]
    campaigns: tuple[str, ...]
    verdict: str
    score: float
    snippet: Snippet
    title_marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives.

    Attributes:
        hits: the best first.
        total: how many match; ``more`` where they were not counted to the end.
        behind: articles that changed since the index was brought up to date.
        sql: the same search for other tools, ranked by FTS5.
    """

    hits: list[Hit]
    total: int
    more: bool
    behind: int
    sql: str


def search(reader: Reader, text: str, *, limit: int = 10) -> Found:
    """Find articles; any text is a query.

    Args:
        reader: the archive, indexed by :func:`pipelines.store.search.update`.
        text: what somebody typed; see :mod:`pipelines.store.search.query`.
        limit: greatest number of hits.

    Raises:
        SearchError: a filter is wrong, or there is nothing to look for.
        ArchiveError: the archive cannot be read.
    """
    query = read_query(text)
    with reader.moment():
        index = state(reader)
        if not index.there:
            raise SearchError("the archive has no index yet: run `scrapy search --update`")
        statement = _Statement(reader, query, resolve(reader, query))
        ids = statement.newest(_COUNTED + 1)
        scored = _rank(reader, query, statement, ids, limit)
        hits = [_hit(reader, query, id_, score) for id_, score in scored]
    return Found(hits, min(len(ids), _COUNTED), len(ids) > _COUNTED, index.behind, statement.plain(limit))


class _Statement:
    """The query as SQL."""

    def __init__(self, reader: Reader, query: Query, conditions: Conditions) -> None:
        self._reader = reader
        words = " AND ".join(_any(group) for group in query.groups)
        facets = [f"facets : ({expression})" for expression in conditions.all]
        parts = [f"{{title body}} : ({words})" if words else "", *facets]
        self.match = " AND ".join(f"({part})" for part in parts if part) or "facets : all"
        titles = [f"facets : ({' OR '.join(term.title for term in group)})" for group in query.groups]
        self._title = " AND ".join(f"({part})" for part in (*titles, *facets))
        without = [f"{{title body}} : ({term.match})" for term in query.without]
        without += [f"facets : ({expression})" for expression in conditions.none]
        self._without = f" NOT ({' OR '.join(without)})" if without else ""
        [(spilled,)] = reader.rows("SELECT value FROM search_state WHERE name = 'spilled'")
        where, self._values = ["d.url IS NOT NULL"], list[Any]()
        if conditions.first is not None:
            where.append("w.rowid >= ? AND d.day >= ?")
            self._values += [first_id(conditions.first), conditions.first]
        if conditions.end is not None:
            where.append("w.rowid < ? AND d.day < ? AND d.day > 0")
            self._values += [first_id(conditions.end) + int(str(spilled)), conditions.end]
        for names, no in ((conditions.verdicts, ""), (conditions.without, "NOT ")):
            if names:
                where.append(f"d.verdict {no}IN ({', '.join('?' * len(names))})")
                self._values += names
        self._where = " AND ".join(where)

    def newest(self, limit: int, *, title: bool = False) -> list[int]:
        """Numbers of the newest matches, of those in titles if so asked."""
        return self._ids(self._title if title else self.match, "w.rowid DESC", limit)

    def best(self, limit: int) -> list[int]:
        """Numbers of the best matches by FTS5's own measure."""
        return self._ids(self.match, f"{RANK.replace('(', '(search_words, ', 1)}, w.rowid DESC", limit)

    def _ids(self, match: str, order: str, limit: int) -> list[int]:
        rows = self._reader.rows(
            "SELECT w.rowid FROM search_words w JOIN search_docs d ON d.id = w.rowid"  # noqa: S608  # constants
            f" WHERE search_words MATCH ? AND {self._where} ORDER BY {order} LIMIT ?",
            match + self._without,
            *self._values,
            limit,
        )
        return [int(str(id_)) for (id_,) in rows]

    def plain(self, limit: int) -> str:
        """The same for `datasette` or the shell of SQLite; dates and verdicts by the columns of the view."""
        where = self._where.replace("d.url IS NOT NULL AND ", "").replace("d.url IS NOT NULL", "")
        where = where.replace("w.rowid", "doc").replace("d.verdict", "verdict")
        for name in ("d.day >= ?", "d.day < ?"):
            where = where.replace(f" AND {name}", "")
        where = where.replace(" AND d.day > 0", f" AND doc >= {first_id(1)}")
        values = [value for value in self._values if isinstance(value, str) or value >= first_id(1)]
        for value in values:
            where = where.replace("?", f"'{value}'" if isinstance(value, str) else str(value), 1)
        match = (self.match + self._without).replace("'", "''")
        return (
            f"SELECT url, title, published, source FROM search WHERE words MATCH '{match}'"  # noqa: S608
            f"{f' AND {where}' if where else ''} ORDER BY rank LIMIT {limit}"
        )


def _any(terms: list[Term]) -> str:
    return "(" + " OR ".join(term.match for term in terms) + ")"


def _rank(
    reader: Reader, query: Query, statement: _Statement, newest: list[int], limit: int
) -> list[tuple[int, float]]:
    """The best matches with their scores."""
    terms = query.terms
    if not terms:
        return [(id_, 0.0) for id_ in newest[:limit]]
    [(docs,)] = reader.rows("SELECT value FROM search_state WHERE name = 'docs'")
    every = int(str(docs))
    if len(terms) == 1 and len(newest) <= _COUNTED:
        frequencies = {terms[0]: float(len(newest))}  # nothing to weigh it against
    else:
        frequencies = {term: _frequency(reader, term, every) for term in terms}
    most = max(_RANKED, limit)
    if len(newest) <= most:
        ids = newest
    elif sum(frequencies.values()) <= _CHEAP:
        ids = statement.best(most)
    else:
        titled = statement.newest(most // 2, title=True)
        ids = list(dict.fromkeys([*titled, *newest]))[:most]
    scores = _scores(reader, terms, frequencies, every, ids)
    return sorted(scores.items(), key=lambda item: (-item[1], -item[0]))[:limit]


def _frequency(reader: Reader, term: Term, every: int) -> float:
    """How many documents have a term: counted among the newest, and taken further in proportion where it is common."""
    [(found, least)] = reader.rows(
        "SELECT count(*), min(rowid) FROM (SELECT rowid FROM search_words WHERE search_words MATCH ?"
        " ORDER BY rowid DESC LIMIT ?)",
        f"{{title body}} : ({term.match})",
        _COMMON,
    )
    if int(str(found)) < _COMMON:
        return float(str(found))
    [(among,)] = reader.rows(
        "SELECT count(*) FROM (SELECT 1 FROM search_docs WHERE id >= ? LIMIT ?)", least, 10 * _COMMON
    )
    return _COMMON * every / max(1.0, float(str(among)))


def _scores(
    reader: Reader, terms: list[Term], frequencies: dict[Term, float], every: int, ids: list[int]
) -> dict[int, float]:
    """The bm25 of each document, reckoned as FTS5 does."""
    marks = ", ".join("?" * len(ids))
    texts = reader.rows(
        "SELECT d.id, coalesce(a.title, ''), a.body FROM search_docs d JOIN articles a ON a.url = d.url"  # noqa: S608
        f" WHERE d.id IN ({marks})",
        *ids,
    )
    patterns = [(pattern(term.texts), _weight(every, frequencies[term])) for term in terms]
    lengths = [len(str(body)) for *_, body in texts]
    mean = sum(lengths) / max(1, len(lengths))
    scores = {}
    for (id_, title, body), length in zip(texts, lengths, strict=True):
        folded_title, folded_body = fold(str(title)), fold(str(body))
        norm = _K1 * (1 - _B + _B * length / max(1.0, mean))
        score = 0.0
        for expression, weight in patterns:
            found = _count(expression, folded_title) * _TITLE + _count(expression, folded_body)
            score += weight * found * (_K1 + 1) / (found + norm)
        scores[int(str(id_))] = score
    return scores


def _count(expression: re.Pattern[str], text: str) -> int:
    return len(expression.findall(text))


def _weight(every: float, having: float) -> float:
    """The inverse document frequency, never negative: what all have counts a little, too."""
    return max(1e-6, math.log((every - having + 0.5) / (having + 0.5)) if having < every else 0.0)


def _hit(reader: Reader, query: Query, id_: int, score: float) -> Hit:
    [row] = reader.rows(
        f"SELECT {_COLUMNS}, a.body FROM search_docs d JOIN articles a ON a.url = d.url WHERE d.id = ?",  # noqa: S608
        id_,
    )
    url, title, published, source, *place, campaigns, verdict, body = row
    patterns = [pattern(term.texts) for term in query.terms]
    marks = (match.span() for one in patterns for match in one.finditer(fold(str(title or ""))))
    return Hit(
        url=str(url),
        title=None if title is None else str(title),
        published=None if published is None else str(published),
        source=None if source is None else str(source),
        place=tuple(dict.fromkeys(str(name) for name in place if name)),
        campaigns=tuple(json.loads(str(campaigns))),
        verdict=str(verdict),
        score=round(score, 4),
        snippet=best_part(str(body), patterns),
        title_marks=tuple(sorted(set(marks))),
    )
