"""Puts what the present code makes of an archived capture in the place of what earlier code made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipelines.store import dropped, rows
from pipelines.store.tables import Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.store.writer import Archive
    from pipelines.types import CleanPage, Decisions

CONTENT = tuple(Content.__dataclass_fields__)
# The capture that gave the text which readers get, and the newest one, which may have been hijacked since.
_PLAN = """
    CREATE TEMP TABLE plan AS WITH page AS (
        SELECT f.warc_file, f.warc_offset, f.url, f.at, u.source,
            max(f.at) OVER (PARTITION BY f.url) AS newest,
            max(f.at) FILTER (WHERE f.verdict = 'article') OVER (PARTITION BY f.url) AS text
        FROM fetches f LEFT JOIN urls u ON u.url = f.url
        WHERE f.warc_file IS NOT NULL AND f.status = 200 AND coalesce(u.kind, 'article') = 'article'
            AND f.outcome IN ('new', 'changed', 'unchanged', 'archived', 'off-topic')
            AND (:all OR u.cleaner IS NOT :cleaner)
            AND (:since IS NULL OR f.at >= :since) AND (:source IS NULL OR u.source = :source) {where}
    )
    SELECT warc_file, warc_offset, url, at, source, at = newest AS newest FROM page WHERE at IN (newest, text)
    GROUP BY url, at ORDER BY 1, 2"""
_PLANNED = "SELECT rowid, * FROM temp.plan WHERE rowid > ? ORDER BY rowid LIMIT 500"
_NEWEST = """
    SELECT f.warc_file, f.warc_offset, f.url, f.at, u.source FROM fetches f LEFT JOIN urls u ON u.url = f.url
    WHERE f.url = ? AND f.warc_file IS NOT NULL AND f.status = 200 AND f.verdict IS NOT NULL ORDER BY f.at DESC LIMIT 1"""
_PART = """
    SELECT warc_file, warc_offset, url, at FROM fetches
    WHERE url = ? AND outcome = 'part' AND warc_file IS NOT NULL AND status = 200 ORDER BY at DESC LIMIT 1"""


class Capture(NamedTuple):
    """A response that is cleaned again."""

    file: str
    offset: int
    url: str
    at: str
    source: str | None = None
    newest: bool = True


class Difference(NamedTuple):
    """What the present code makes of a capture, against what is stored.

    Attributes:
        url: of the page.
        outcome: ``new``, ``changed`` or ``unchanged``.
        fields: columns that differ, with the stored and the new value.
        verdict: stored and new.
        version: of the code that made what is stored.
    """

    url: str
    outcome: str
    fields: Mapping[str, tuple[rows.Bound, rows.Bound]]
    verdict: tuple[str | None, str]
    version: str | None


class Captures:
    """Captures to be cleaned again, kept by the database: memory does not grow with them. One at a time."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __len__(self) -> int:
        with self._archive.reading() as conn:
            return int(conn.execute("SELECT count(*) FROM temp.plan").fetchone()[0])

    def __iter__(self) -> Iterator[Capture]:
        last = 0
        while True:
            with self._archive.reading() as conn:
                rows = conn.execute(_PLANNED, (last,)).fetchall()
            if not rows:
                return
            for last, *row in rows:  # noqa: B007
                yield Capture(*row)

    def sources(self) -> list[str]:
        """The sources that they belong to."""
        with self._archive.reading() as conn:
            found = conn.execute("SELECT DISTINCT source FROM temp.plan WHERE source IS NOT NULL ORDER BY 1")
            return [name for (name,) in found]


def captures(
    archive: Archive,
    cleaner: str,
    *,
    since: str | None = None,
    source: str | None = None,
    where: str | None = None,
    everything: bool = False,
) -> Captures:
    """The captures that ``cleaner`` has not seen, in the order of the WARC files.

    Args:
        archive: open.
        cleaner: fingerprint of the code.
        since: least time of the fetch, ISO 8601.
        source: name of the source.
        where: condition on ``articles``, as SQL.
        everything: those that it has seen, too.

    Raises:
        ArchiveError: ``where`` is no condition, or the archive cannot be read.
    """
    condition = f"AND f.url IN (SELECT url FROM articles WHERE {where})" if where else ""  # noqa: S608
    values = {"all": everything, "cleaner": cleaner, "since": since, "source": source}
    with archive.reading() as conn:
        conn.execute("DROP TABLE IF EXISTS temp.plan")
        conn.execute(_PLAN.format(where=condition), values)
    return Captures(archive)


def newest(archive: Archive, url: str) -> Capture | None:
    """The newest capture of a page that was cleaned, whatever came of it."""
    with archive.reading() as conn:
        row = conn.execute(_NEWEST, (url,)).fetchone()
    return Capture(*row) if row else None


def part(archive: Archive, url: str) -> Capture | None:
    """The newest capture of a further page of an article."""
    with archive.reading() as conn:
        row = conn.execute(_PART, (url,)).fetchone()
    return Capture(*row) if row else None


def decided(archive: Archive, url: str) -> Decisions:
    """What operators decided on a page."""
    with archive.reading() as conn:
        return dropped.decisions(conn, url)


def difference(archive: Archive, url: str, page: CleanPage) -> Difference:
    """Compare, without writing."""
    columns = ", ".join(f'a."{name}"' for name in CONTENT)
    with archive.reading() as conn:
        row = conn.execute(
            f"SELECT a.verdict, c.code_version, {columns} FROM articles a"  # noqa: S608  # names from tables.py
            " LEFT JOIN crawls c ON c.id = a.crawl WHERE a.url = ?",
            (url,),
        ).fetchone()
    if row is None:
        return Difference(
            url, "new" if page.verdict == "article" else "unchanged", {}, (None, page.verdict), None
        )
    verdict, version, *values = row
    if page.verdict != "article":
        same = verdict == page.verdict
        return Difference(url, "unchanged" if same else "changed", {}, (verdict, page.verdict), version)
    new, _ = rows.content(page)
    changed = {
        name: (old, new[name])
        for name, old in zip(CONTENT, values, strict=True)
        if old != new[name] and not (old in (None, "[]", "{}") and new[name] in (None, "[]", "{}"))
    }
    return Difference(
        url,
        "changed" if changed or verdict != "article" else "unchanged",
        changed,
        (verdict, "article"),
        version,
    )


def reclean(archive: Archive, capture: Capture, page: CleanPage, cleaner: str) -> None:
    """Store what the present code makes of a capture; nothing is fetched, so ``fetches`` does not grow.

    A text that differs becomes a new version, with a change of kind ``recleaned``.
    """
    with archive.writing() as conn:
        archive.reput(rows.storable(capture.url), page, at=capture.at, newest=capture.newest)
        conn.execute(
            "UPDATE urls SET cleaner = ?, state = CASE state WHEN 'off-topic' THEN 'done' ELSE state END WHERE url = ?",
            (cleaner, capture.url),
        )


def seen(archive: Archive, capture: Capture, cleaner: str) -> None:
    """Note that the present code has looked at a capture and left everything as it was."""
    with archive.writing() as conn:
        conn.execute("UPDATE urls SET cleaner = ? WHERE url = ?", (cleaner, capture.url))
