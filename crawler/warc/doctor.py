"""Brings the archive and its WARC files together again after a run that died, or lost its disk."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from crawler.warc import read
from crawler.warc.recover import recover
from pipelines.store import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from crawler.warc.read import Stored
    from pipelines.store import Archive
    from pipelines.store.records import Place

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found and mended.

    Attributes:
        killed: crawls that never ended.
        recovered: files that were left open, cut back and closed.
        indexed: records that no row named; now a row does.
        lost: rows whose record is not there; their addresses are fetched again.
        checked: rows whose record was looked for.
        unreadable: files that cannot be read to their end, each with the reason.
    """

    killed: int
    recovered: int
    indexed: int
    lost: int
    checked: int
    unreadable: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether there was nothing to mend."""
        return not (self.killed or self.recovered or self.indexed or self.lost or self.unreadable)


def mend(archive: Archive, folder: Path, *, thorough: bool = False) -> Findings:
    """Look at what runs that died left behind, or ``thorough`` at everything, and mend it.

    A record without a row is a response that was archived before its page was stored: the row is added, and the
    crawl fetches the page again, because its address is still due. A row without a record can only come from a
    disk that lost data: its address is fetched again.

    Args:
        archive: open for writing, so that no other run is.
        folder: of the WARC files.
        thorough: read every file and check every row.

    Raises:
        OSError: a file cannot be changed.
        ArchiveError: the archive cannot be written.
    """
    recovered = recover(folder) if folder.is_dir() else []
    known = records.places(archive, unfinished=not thorough)
    files = sorted(folder.glob("*.warc.gz")) if thorough and folder.is_dir() else recovered
    lost = list(_without_record(known, folder))
    rows = {
        (place.file, place.offset)
        for place in (known if thorough else records.places(archive) if files else ())
    }
    unreadable: list[str] = []
    found = (
        (one.url, one.at, one.status, one.content_type, one.digest, one.file, one.offset)
        for path in files
        for one in _readable(path, unreadable)
        if (one.file, one.offset) not in rows
    )
    indexed = records.index(archive, found)
    records.lose(archive, lost)
    return Findings(
        killed=records.mark_killed(archive),
        recovered=len(recovered),
        indexed=indexed,
        lost=len(lost),
        checked=len(known),
        unreadable=tuple(unreadable),
    )


def _without_record(known: Iterable[Place], folder: Path) -> Iterator[Place]:
    """The rows, in the order of the files, whose record does not begin where they say."""
    for name, grouped in groupby(known, key=attrgetter("file")):
        places = list(grouped)
        try:
            lost = set(read.missing(folder / name, {place.offset: None for place in places}))
        except FileNotFoundError:
            yield from places
        else:
            yield from (place for place in places if place.offset in lost)


def _readable(path: Path, unreadable: list[str]) -> Iterator[Stored]:
    """The records of a file, up to where it cannot be read."""
    try:
        yield from read.stored(path)
    except OSError as error:
        unreadable.append(f"{path.name}: {error}")
