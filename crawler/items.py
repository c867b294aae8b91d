"""What spiders hand to the pipelines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.warc.records import Record
    from pipelines.types import CleanPage


@dataclass(slots=True)
class Page:
    """A response or a document, as it came.

    Attributes:
        url: http(s), or ``document:`` and the path below the folder that was given.
        content: the body's bytes.
        fetched_at: with a time zone.
        content_type: the HTTP header's value.
        status: of the response; 200 for a document that was read.
        warc: the record that keeps it.
        clean: what cleaning made of it; set by the pipelines.
        outcome: what storing did: ``new``, ``changed``, ``unchanged``; set by the pipelines.
    """

    url: str
    content: bytes
    fetched_at: datetime
    content_type: str | None = None
    status: int = 200
    warc: Record | None = None
    clean: CleanPage | None = None
    outcome: str | None = None


@dataclass(slots=True)
class Failure:
    """A page that could not be had; recorded, so that nothing is lost silently.

    Attributes:
        url: as in :class:`Page`.
        reason: one line: what is wrong.
        fetched_at: with a time zone.
    """

    url: str
    reason: str
    fetched_at: datetime
