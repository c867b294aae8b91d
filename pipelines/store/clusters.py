"""Keeps the clusters of an archive: reads what changed, judges what is new, writes what is different.

Whatever is kept between runs is a function of texts, so that a run that was killed is gone on with, and the clusters are
the same as if all had been worked out at once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pipelines import duplicates
from pipelines.duplicates import METHOD, SKETCH, Likeness, Standing
from pipelines.store import rows, sql
from pipelines.store.tables import DuplicateRow, FingerprintRow, LikenessRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from pipelines.duplicates import Text
    from pipelines.store.reader import Reader
    from pipelines.store.writer import Archive

_NAME = "duplicates"
_BATCH = 500  # articles, or pairs, to a commit
_TEXTS = 4096  # texts at hand while pairs are judged: some 100 MB
_CHANGED = "SELECT seq, url, kind FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"
_FORGET = (
    "DELETE FROM fingerprints",
    "DELETE FROM likenesses",
    "DELETE FROM cursors WHERE name IN ('duplicates', 'clusters')",
)
_OUTDATED = "DELETE FROM cursors WHERE name = 'clusters'"  # is there while the clusters are up to date
_PUT_CURSOR = "INSERT OR REPLACE INTO cursors (name, seq, method) VALUES (?, ?, ?)"
_PUT = sql.insert(DuplicateRow)
_OVERWRITE = """
    ON CONFLICT DO UPDATE SET likeness = excluded.likeness, role = excluded.role, main = excluded.main"""
_STALE = """
    DELETE FROM likenesses WHERE one NOT IN (SELECT text FROM fingerprints)
        OR two NOT IN (SELECT text FROM fingerprints)"""
_STANDINGS = """
    SELECT a.url, f.text, a.flags, a.source, a.publisher, a.published,
        (SELECT count(*) FROM quarantine q WHERE q.url = a.url),
        (SELECT count(*) FROM repairs r WHERE r.url = a.url AND r.version = a.version),
        (SELECT count(*) FROM repairs r WHERE r.url = a.url AND r.version = a.version AND NOT r.certain)
    FROM fingerprints f JOIN articles a ON a.url = f.url WHERE f.text IN (SELECT value FROM json_each(?))"""
_SUSPICIOUS = ("suspicious", "hijacked")  # how the flags begin that tell of a clone or of a page taken over
_TELL = """
    INSERT INTO changes (url, kind, version, at, crawl)
    SELECT url, 'clustered', version, ?, NULL FROM articles WHERE url = ?"""


@dataclass(slots=True)
class Outcome:
    """What a run did.

    Attributes:
        read: articles whose text was read, new or changed.
        judged: pairs of texts that were compared.
        articles: in a cluster.
        clusters: of two articles or more.
        moved: articles whose cluster is another than before.
    """

    read: int = 0
    judged: int = 0
    articles: int = 0
    clusters: int = 0
    moved: int = 0


def cluster(
    archive: Archive, *, rebuild: bool = False, progress: Callable[[str, int, int], None] | None = None
) -> Outcome:
    """Bring the clusters of an archive up to date.

    What was read and judged is committed as it goes; the clusters are written in one transaction at the end.

    Args:
        archive: open for writing.
        rebuild: forget what was read and judged before.
        progress: told what is being done, how much of it is done, and how much there is.

    Raises:
        ArchiveError: as in errors.py.
    """
    run = _Run(archive, progress or (lambda *_: None))
    if run.read(rebuild=rebuild):
        run.judge()
        run.write()
    run.count()
    return run.outcome


class _Run:
    def __init__(self, archive: Archive, progress: Callable[[str, int, int], None]) -> None:
        self.archive = archive
        self.progress = progress
        self.outcome = Outcome()
        self.known: dict[tuple[int, int], Likeness] = {}
        self.urls: dict[int, list[str]] = {}
        self.candidates: dict[tuple[int, int], Likeness] = {}
        self.sizes: dict[int, int] = {}
        self.text = lru_cache(_TEXTS)(self._text)

    def read(self, *, rebuild: bool) -> bool:
        """Sketch the articles that changed since the last run; False where the clusters are up to date."""
        with self.archive.writing() as conn:
            found = conn.execute("SELECT seq, method FROM cursors WHERE name = ?", (_NAME,)).fetchone()
            if rebuild or found is None or found[1] != METHOD:
                for statement in _FORGET:
                    conn.execute(statement)
                found = None
            seq = found[0] if found else 0
            last = conn.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0]
        began = seq
        while seq < last:
            with self.archive.writing() as conn:
                changed = conn.execute(_CHANGED, (seq, _BATCH)).fetchall()
                seq = changed[-1][0]
                self._sketch(
                    conn, list(dict.fromkeys(url for _, url, kind in changed if kind != "clustered"))
                )
                conn.execute(_PUT_CURSOR, (_NAME, seq, METHOD))
            self.progress("changes read", seq - began, last - began)
        self.archive.flush()
        with self.archive.reading() as conn:
            return conn.execute("SELECT 1 FROM cursors WHERE name = 'clusters'").fetchone() is None

    def _sketch(self, conn: sqlite3.Connection, urls: list[str]) -> None:
        if not urls:
            return
        conn.execute(_OUTDATED)
        found = conn.execute(
            "SELECT url, body FROM articles WHERE url IN (SELECT value FROM json_each(?))",
            (json.dumps(urls),),
        )
        letters = {url: duplicates.normalise(body) for url, body in found}
        told = {url: text for url, text in letters.items() if text}
        conn.executemany("DELETE FROM fingerprints WHERE url = ?", [(url,) for url in urls])
        sketched = duplicates.sketches(list(told.values()))
        conn.executemany(
            sql.insert(FingerprintRow),
            [
                (url, duplicates.identity(text), sketch.tobytes())
                for (url, text), sketch in zip(told.items(), sketched, strict=True)
            ],
        )
        self.outcome.read += len(letters)

    def judge(self) -> None:
        """Compare the candidates that were not compared before."""
        with self.archive.reading() as conn:
            found: dict[int, bytes] = {}
            for url, text, sketch in conn.execute("SELECT url, text, sketch FROM fingerprints ORDER BY url"):
                self.urls.setdefault(text, []).append(url)
                found[text] = sketch
            self.known = {
                (row[0], row[1]): Likeness(bool(row[2]), bool(row[3]), *row[4:])
                for row in conn.execute(
                    "SELECT one, two, same, whole, likeness, covered, agreed FROM likenesses"
                )
            }
        texts = np.array(sorted(found), np.int64)
        sketches = np.frombuffer(b"".join(found[int(text)] for text in texts), SKETCH)
        self.sizes = dict(zip(texts.tolist(), sketches["size"].tolist(), strict=True))
        pairs = [tuple(pair) for pair in texts[duplicates.candidates(sketches)].tolist()]
        new = [pair for pair in pairs if pair not in self.known]
        for start in range(0, len(new), _BATCH):
            with self.archive.writing() as conn:
                judged = [(one, two, *self._judged(one, two)) for one, two in new[start : start + _BATCH]]
                conn.executemany(f"{sql.insert(LikenessRow)} ON CONFLICT DO NOTHING", judged)
            self.progress("pairs compared", min(start + _BATCH, len(new)), len(new))
        self.candidates = {pair: self.known[pair] for pair in pairs}
        self.archive.flush()

    def _judged(self, one: int, two: int) -> Likeness:
        pair = (one, two)
        if pair not in self.known:
            self.known[pair] = duplicates.compare(self.text(one), self.text(two))
            self.outcome.judged += 1
        return self.known[pair]

    def _text(self, text: int) -> Text:
        with self.archive.reading() as conn:
            (body,) = conn.execute(
                "SELECT body FROM articles WHERE url = ?", (self.urls[text][0],)
            ).fetchone()
        return duplicates.read(duplicates.normalise(body))

    def write(self) -> None:
        """Store the clusters that differ from those that are stored."""
        standings = self._standings()
        groups = duplicates.group(standings, self.candidates, self._judged)
        new = {(row.url, row.cluster): row for row in groups}
        with self.archive.writing() as conn:
            old = {
                (row[0], row[1]): row
                for row in conn.execute("SELECT url, cluster, likeness, role, main FROM duplicates")
            }
            gone = [key for key in old if key not in new]
            conn.executemany("DELETE FROM duplicates WHERE url = ? AND cluster = ?", gone)
            changed = [tuple(row) for key, row in new.items() if old.get(key) != tuple(row)]
            conn.executemany(f"{_PUT} {_OVERWRITE}", changed)
            self._name(conn, {row.url: row.cluster for row in groups if row.main})
            conn.execute(_STALE)
            conn.execute(_PUT_CURSOR, ("clusters", 0, METHOD))
        self.archive.flush()

    def count(self) -> None:
        """What there is now."""
        with self.archive.reading() as conn:
            self.outcome.articles, self.outcome.clusters = conn.execute(
                "SELECT count(DISTINCT url), count(DISTINCT cluster) FROM duplicates"
            ).fetchone()

    def _standings(self) -> dict[int, list[Standing]]:
        """Of the texts that several articles tell, or that are like another."""
        like = {text for pair, found in self.candidates.items() if found.same for text in pair}
        wanted = sorted(like | {text for text, urls in self.urls.items() if len(urls) > 1})
        standings: dict[int, list[Standing]] = defaultdict(list)
        for start in range(0, len(wanted), _BATCH):
            with self.archive.reading() as conn:
                for row in conn.execute(_STANDINGS, (json.dumps(wanted[start : start + _BATCH]),)):
                    standings[row[1]].append(_standing(row, self.sizes[row[1]]))
        return {text: sorted(told, key=lambda one: one.url) for text, told in standings.items()}

    def _name(self, conn: sqlite3.Connection, clusters: Mapping[str, str]) -> None:
        """Set ``articles.cluster``, and tell those that read the changes."""
        named = dict(conn.execute("SELECT url, cluster FROM articles WHERE cluster IS NOT NULL"))
        moved = [(clusters.get(url), url) for url in sorted(named.keys() | clusters.keys())]
        moved = [(cluster, url) for cluster, url in moved if named.get(url) != cluster]
        now = rows.timestamp(datetime.now(UTC))
        for cluster, url in moved:
            told = conn.execute(_TELL, (now, url)).lastrowid
            conn.execute("UPDATE articles SET cluster = ?, seq = ? WHERE url = ?", (cluster, told, url))
        self.outcome.moved = len(moved)


def _standing(row: tuple[Any, ...], size: int) -> Standing:
    url, text, flags, source, publisher, published, dropped, repairs, guessed = row
    told = json.loads(flags)
    doubts = [flag for flag in told if flag.startswith(_SUSPICIOUS)]
    return Standing(
        url=url,
        text=text,
        size=size,
        suspicious=bool(doubts),
        flags=len(told) - len(doubts),
        own=_same_outlet(source, publisher),
        wounds=dropped + guessed,
        published=published or "",
        repairs=repairs,
    )


def _same_outlet(source: str | None, publisher: str | None) -> bool:
    """Whether a page stands on the site of the outlet that it names: 聊城日报 on 聊城日报网."""
    return bool(source and publisher) and (source in publisher or publisher in source)  # type: ignore[operator]


class Member(NamedTuple):
    """An article of a cluster, as shown."""

    role: str
    likeness: float
    published: str | None
    source: str | None
    title: str | None
    url: str


def members(reader: Reader, url: str) -> list[list[Member]]:
    """The clusters that an article stands in, the best text first."""
    found = reader.rows("SELECT cluster FROM duplicates WHERE url = ? ORDER BY main DESC, cluster", url)
    return [
        [
            Member(*row)  # type: ignore[arg-type]
            for row in reader.rows(
                "SELECT d.role, d.likeness, a.published, a.source, a.title, a.url"
                " FROM duplicates d JOIN articles a ON a.url = d.url WHERE d.cluster = ?"
                " ORDER BY d.role != 'best', d.likeness DESC, d.url",
                cluster,
            )
        ]
        for (cluster,) in found
    ]


def largest(reader: Reader, limit: int) -> list[tuple[Any, ...]]:
    """The largest clusters: number of articles, title of the best text, its address."""
    return reader.rows(
        "SELECT count(*) AS articles, a.title, d.cluster FROM duplicates d LEFT JOIN articles a ON a.url = d.cluster"
        " GROUP BY d.cluster ORDER BY articles DESC, d.cluster LIMIT ?",
        limit,
    )
