"""What the archive knows of WARC records, and how it is mended where the two parted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipelines.store import rows, sql
from pipelines.store.tables import FetchRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pipelines.store.writer import Archive

ARCHIVED = "archived"  # outcome of a response that the WARC keeps and no page was made of


class Place(NamedTuple):
    """A row of ``fetches`` and the record that it names."""

    file: str
    offset: int
    id: int
    url: str


def places(archive: Archive, *, unfinished: bool = False) -> list[Place]:
    """Every record that a row names, in the order of the files; of crawls that did not end, if so asked."""
    query = "SELECT warc_file, warc_offset, id, url FROM fetches WHERE warc_file IS NOT NULL"
    if unfinished:
        query += " AND crawl IN (SELECT id FROM crawls WHERE finished IS NULL AND reason IS NULL)"
    with archive.reading() as conn:
        return [Place(*row) for row in conn.execute(query + " ORDER BY 1, 2")]


def index(
    archive: Archive, found: Iterable[tuple[str, datetime, int, str | None, str | None, str, int]]
) -> int:
    """Add rows for records that have none: url, time, status, content type, payload digest, file, offset.

    Returns:
        How many there were.
    """
    count = 0
    for url, at, status, content_type, digest, file, offset in found:
        row = FetchRow(
            url=rows.storable(url),
            at=at,
            status=status,
            content_type=content_type,
            body_digest=digest,
            warc_file=file,
            warc_offset=offset,
            outcome=ARCHIVED,
            crawl=None,
        )
        with archive.writing() as conn:
            conn.execute(sql.insert(FetchRow), rows.values(row))
        count += 1
    archive.flush()
    return count


def lose(archive: Archive, lost: Iterable[Place]) -> None:
    """Take back that these rows have a record, and have their addresses fetched again."""
    for place in lost:
        with archive.writing() as conn:
            conn.execute(
                "UPDATE fetches SET warc_file = NULL, warc_offset = NULL, reason = ? WHERE id = ?",
                (f"its record was not in {place.file}", place.id),
            )
            conn.execute("UPDATE urls SET state = 'waiting', due = NULL WHERE url = ?", (place.url,))
    archive.flush()


def mark_killed(archive: Archive) -> int:
    """Say of crawls that never ended why: nothing else is writing now. Returns how many there were."""
    with archive.writing() as conn:
        count = conn.execute(sql.KILLED).rowcount
    archive.flush()
    return count
