"""Title, date, source, people, place and campaign of a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.metadata.byline import Byline, people, read_byline
from pipelines.metadata.images import absolute, is_decoration
from pipelines.metadata.names import names
from pipelines.metadata.outlets import find_publisher, find_source
from pipelines.metadata.published import date_candidates, judge_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pipelines.blocks import Document
    from pipelines.metadata.published import Published

# How far from title and body a byline may stand, in blocks.
_BEFORE, _AFTER, _TAIL = 8, 4, 10


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its article; ``basis`` tells where each value stood."""

    published: Published
    source: str | None
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    publisher: str | None
    images: tuple[str, ...]
    basis: Mapping[str, str]


def find_metadata(
    document: Document,
    kept: Sequence[int],
    *,
    title: str | None,
    title_index: int,
    front: Mapping[str, object],
    url: str | None,
    fetched_at: datetime | None,
) -> Metadata:
    """Read everything but title, place and campaign.

    Args:
        document: with repaired blocks.
        kept: indices of the body's blocks.
        title: as found.
        title_index: block that shows it, or -1.
        front: front matter.
        url: of the page.
        fetched_at: when it was fetched.
    """
    blocks = document.blocks
    start = kept[0] if kept else len(blocks)
    first = max(0, title_index if 0 <= title_index < start else start - _BEFORE)
    near = _bylines(document, range(max(0, first - 4), min(len(blocks), start + _AFTER)))
    end = kept[-1] if kept else len(blocks)
    tail = _bylines(document, range(max(start, end - 3), min(len(blocks), end + _TAIL)))
    linked = _linked(document.scripts)
    published = judge_date(
        date_candidates(
            front=front.get("date") or front.get("published"),
            metas=document.metas,
            linked=linked.get("datePublished"),
            near=near,
            tail=tail,
            url=url,
            everywhere=[b.text for b in blocks if len(b.text) < 80 and not b.hidden],
        ),
        title,
        [blocks[i].text for i in kept],
        fetched_at,
    )
    publisher, publisher_basis = find_publisher(document, front, url, title_index)
    source, source_basis = find_source(document, near, tail, kept, publisher)
    authors = _unique(name for byline in (*near, *tail) for name in byline.authors)
    editors = _unique(name for byline in (*near, *tail) for name in byline.editors)
    authors_basis, editors_basis = "byline", "byline"
    if not authors:
        for name in names()["author"]:
            found, left = people(document.metas.get(name, ""))
            if found and not left:
                authors, authors_basis = tuple(found), f"meta {name}"
                break
    basis = {
        name: value
        for name, value in (
            ("published", published.reason or published.basis),
            ("source", source_basis if source else ""),
            ("authors", authors_basis if authors else ""),
            ("editors", editors_basis if editors else ""),
            ("publisher", publisher_basis if publisher else ""),
        )
        if value
    }
    images = _images(document, kept, url)
    return Metadata(published, source, authors, editors, publisher, images, basis)


def _bylines(document: Document, indices: range) -> list[Byline]:
    found = (read_byline(document.blocks[i].text) for i in indices if not document.blocks[i].hidden)
    return [byline for byline in found if byline.labels or byline.dates]


def _unique(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _images(document: Document, kept: Sequence[int], url: str | None) -> tuple[str, ...]:
    """Pictures between the first and the last block of the body."""
    if not kept:
        return ()
    base = document.base or url
    found = []
    for image in document.images:
        if kept[0] <= image.before <= kept[-1] + 1:
            address = absolute(image.src, base)
            if address and not is_decoration(address):
                found.append(address)
    return _unique(found)


def _linked(scripts: Sequence[str]) -> dict[str, Any]:
    """The news article described in JSON-LD, empty where there is none."""
    for script in scripts:
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        queue = [data]
        while queue:
            item = queue.pop()
            if isinstance(item, list):
                queue += item[:50]
            elif isinstance(item, dict):
                if "datePublished" in item or "headline" in item:
                    return item
                queue += [value for key, value in item.items() if key == "@graph"]
    return {}
