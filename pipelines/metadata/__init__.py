"""Title, date, source, people, place and campaign of a page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pipelines.metadata.byline import Byline, people, read_byline
from pipelines.metadata.names import names
from pipelines.metadata.notice import notice_fields
from pipelines.metadata.outlets import find_publisher, find_sources
from pipelines.metadata.pictures import find_attachments, find_pictures
from pipelines.metadata.published import date_candidates, judge_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from pipelines.blocks import Document
    from pipelines.metadata.published import Published
    from pipelines.types import Person

_T = TypeVar("_T")
_SHORT, _EDGE = 60, 80  # characters of a line, and of a paragraph's head and end where reporters are named
_IN_BRACKETS = re.compile(r"[（(]([^（）()]{0,14}(?:记者|通讯员|作者|编辑)[^（）()]{1,40})[）)]")

# How far from title and body a byline may stand, in blocks.
_BEFORE, _AFTER, _TAIL = 8, 4, 10


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its article; ``basis`` tells where each value stood."""

    published: Published
    source: str | None
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    people: tuple[Person, ...]
    sources: tuple[str, ...]
    publisher: str | None
    images: tuple[str, ...]
    captions: tuple[str, ...]
    attachments: tuple[str, ...]
    fields: Mapping[str, str]
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
    body = set(kept)
    near_lines = _lines(document, range(max(0, first - 4), min(len(blocks), start + _AFTER)), body)
    end = kept[-1] if kept else len(blocks)
    tail_lines = _lines(document, range(max(start, end - 3), min(len(blocks), end + _TAIL)), body)
    near, tail = _bylines(near_lines), _bylines(tail_lines)
    linked = _linked(document.scripts)
    published = judge_date(
        date_candidates(
            front=front.get("date") or front.get("published"),
            metas=document.metas,
            linked=linked.get("datePublished"),
            near=near,
            tail=tail,
            lines=[line for line in near_lines if len(line) < 60],
            url=url,
            fetched_at=fetched_at,
            everywhere=[b.text for b in blocks if len(b.text) < 80 and not b.hidden],
        ),
        title,
        [blocks[i].text for i in kept],
        fetched_at,
    )
    publisher, publisher_basis = find_publisher(document, front, url, title_index)
    sources, source_basis = find_sources(document, near, tail, kept, publisher)
    persons: tuple[Person, ...] = _unique(person for byline in (*near, *tail) for person in byline.people)
    authors = _unique(person.name for person in persons if person.kind == "author")
    editors = _unique(person.name for person in persons if person.kind == "editor")
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
            ("source", source_basis if sources else ""),
            ("authors", authors_basis if authors else ""),
            ("editors", editors_basis if editors else ""),
            ("publisher", publisher_basis if publisher else ""),
        )
        if value
    }
    images, captions = find_pictures(document, kept, url)
    return Metadata(
        published=published,
        source=sources[0] if sources else None,
        authors=authors,
        editors=editors,
        people=persons,
        sources=sources,
        publisher=publisher,
        images=images,
        captions=captions,
        attachments=find_attachments(document, kept, url),
        fields=notice_fields(document),
        basis=basis,
    )


def _lines(document: Document, indices: range, body: set[int]) -> list[str]:
    """Lines that may be bylines; of the body's paragraphs only what stands in brackets: （记者 王小林）."""
    lines = []
    for i in indices:
        block = document.blocks[i]
        if block.hidden:
            continue
        if i in body and len(block.text) > _SHORT:
            lines += _IN_BRACKETS.findall(block.text[:_EDGE] + block.text[-_EDGE:])
        else:
            lines.append(block.text)
    return lines


def _bylines(lines: Sequence[str]) -> list[Byline]:
    return [byline for line in lines if (byline := read_byline(line)).labels or byline.dates]


def _unique(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))


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
