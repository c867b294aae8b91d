"""Cleans what is archived with the present code, without fetching anything."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from crawler.selection import Wanted, select
from crawler.warc import read
from pipelines.join import join_pages
from pipelines.store import reclean

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from crawler.sources import Source
    from crawler.warc.read import Stored
    from pipelines.store import Archive
    from pipelines.store.reclean import Capture, Difference
    from pipelines.types import CleanPage
    from pipelines.workers import Workers

_AHEAD = 6  # pages under way for each worker: enough to keep it busy, few enough to keep memory flat
_EXAMPLES = 3  # of each kind of change
MOST_PARTS = 50


@dataclass(slots=True)
class Tally:
    """What a run did.

    Attributes:
        pages: captures that were cleaned.
        outcomes: ``new``, ``changed`` or ``unchanged``, and how many.
        fields: column that differs, and of how many articles.
        examples: some of the differences of each field.
        versions: version of the code whose text was replaced, and how many.
        missing: captures whose record could not be read, each with the reason.
    """

    pages: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Difference]] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)

    def count(self, found: Difference) -> None:
        """Count what came of one capture."""
        self.pages += 1
        self.outcomes[found.outcome] += 1
        if found.outcome != "changed":
            return
        self.versions[found.version or "-"] += 1
        names = list(found.fields)
        if found.verdict[0] != found.verdict[1]:
            names.append("verdict")
        for name in names:
            self.fields[name] += 1
            some = self.examples.setdefault(name, [])
            if len(some) < _EXAMPLES:
                some.append(found)


@dataclass(frozen=True, slots=True)
class Reprocess:
    """One run over the captures.

    Attributes:
        archive: open for writing.
        folder: of the WARC files.
        workers: that clean.
        sources: by name; their encodings and thresholds hold as in the crawl.
        cleaner: fingerprint of the present code.
        dry: whether to compare only.
    """

    archive: Archive
    folder: Path
    workers: Workers
    sources: Mapping[str, Source]
    cleaner: str
    dry: bool = False

    async def run(self, captures: Iterable[Capture], tally: Tally, progress: Callable[[Tally], None]) -> None:
        """Clean them all; the results are stored in the order of the captures, whichever comes first."""
        under_way: deque[tuple[Capture, Future[CleanPage]]] = deque()
        with self.workers:
            for capture, stored in self._records(captures, tally):
                if len(under_way) >= _AHEAD * max(1, self.workers.count):
                    await self._store(*under_way.popleft(), tally)
                    progress(tally)
                under_way.append((capture, self._clean(capture, stored)))
            while under_way:
                await self._store(*under_way.popleft(), tally)
                progress(tally)

    def _records(self, captures: Iterable[Capture], tally: Tally) -> Iterator[tuple[Capture, Stored]]:
        """The record of each capture, file by file."""
        for name, grouped in groupby(captures, key=attrgetter("file")):
            asked: deque[Capture] = deque()  # for, and not found yet: of a file of any size a few
            offsets = _offsets(grouped, asked)
            try:
                for stored in read.stored(self.folder / name, offsets):
                    while asked and asked[0].offset < stored.offset:
                        tally.missing.append(_lost(asked.popleft()))
                    while asked and asked[0].offset == stored.offset:
                        yield asked.popleft(), stored
            except OSError as error:
                tally.missing.append(f"{name}: {error}")
            for _ in offsets:  # what was not reached
                pass
            tally.missing += map(_lost, asked)

    def _clean(self, capture: Capture, stored: Stored) -> Future[CleanPage]:
        source = self.sources.get(capture.source or "")
        return self.workers.clean(
            stored.content,
            capture.url,
            content_type=stored.content_type,
            fetched_at=stored.at,
            encoding=source.encoding if source else None,
            decided=reclean.decided(self.archive, capture.url),
        )

    async def _store(self, capture: Capture, cleaning: Future[CleanPage], tally: Tally) -> None:
        page = await self._joined(capture, await cleaning)
        found = reclean.difference(self.archive, capture.url, page)
        if found.verdict[0] is None and capture.source and not self._is_wanted(capture.source, page):
            found = found._replace(outcome="unchanged")  # as far from any campaign as it was
        tally.count(found)
        if self.dry:
            return
        if found.outcome == "unchanged" and found.verdict[0] is None and page.verdict == "article":
            reclean.seen(self.archive, capture, self.cleaner)
        else:
            reclean.reclean(self.archive, capture, page, self.cleaner)

    def _is_wanted(self, name: str, page: CleanPage) -> bool:
        """Whether a source's threshold lets a page in; without its file nobody knows, and the page stays out."""
        source = self.sources.get(name)
        return source is not None and select(page, source, Wanted()) is None

    async def _joined(self, capture: Capture, first: CleanPage) -> CleanPage:
        """The whole of an article whose further pages are archived, too."""
        pages, seen = [first], {capture.url}
        while (url := pages[-1].next_page) and url not in seen and len(pages) < MOST_PARTS:
            seen.add(url)
            part = reclean.part(self.archive, url)
            stored = read.at(self.folder / part.file, part.offset) if part else None
            if part is None or stored is None:
                break
            page = await self._clean(part._replace(source=capture.source), stored)
            if page.verdict != "article" or any(page.body == other.body for other in pages):
                break
            pages.append(page)
        return join_pages(pages) if len(pages) > 1 else first


def _offsets(captures: Iterable[Capture], asked: deque[Capture]) -> Iterator[int]:
    """The offsets of captures, noted as they are asked for."""
    for offset, same in groupby(captures, key=attrgetter("offset")):
        asked.extend(same)
        yield offset


def _lost(capture: Capture) -> str:
    return f"{capture.file} at {capture.offset}: no record of {capture.url}"
