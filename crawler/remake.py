"""Makes a restored page from the bytes that the WARC keeps of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from crawler.sources import SourceError, load
from crawler.warc import read
from pipelines.clean import clean_page
from pipelines.store import reclean
from pipelines.version import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.store import Archive


def remake(archive: Archive, folder: Path, url: str, sources: Path | str) -> bool:
    """Put what its newest capture gives, cleaned as operators decided, in the place of an article made from text alone.

    Args:
        archive: open for writing.
        folder: of the WARC files.
        url: of a page that was restored.
        sources: folder of their files; an encoding that an operator has set there holds as in the crawl.

    Returns:
        Whether the capture is at hand and gives an article.
    """
    capture = reclean.newest(archive, url)
    if capture is None:
        return False
    try:
        stored = read.at(folder / capture.file, capture.offset)
    except OSError:
        return False
    if stored is None:
        return False
    encoding = None
    if capture.source:
        with suppress(SourceError):
            encoding = load(capture.source, sources).encoding
    page = clean_page(
        stored.content,
        url,
        content_type=stored.content_type,
        fetched_at=stored.at,
        encoding=encoding,
        decided=reclean.decided(archive, url),
    )
    if page.verdict != "article":
        return False
    reclean.reclean(archive, capture, page, fingerprint())
    archive.flush()
    return True
