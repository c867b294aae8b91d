"""Makes one article of the pages it was spread over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.metadata.campaign import campaign_names, find_campaigns, relevance
from pipelines.metadata.figures import find_figures
from pipelines.repair.edits import undo
from pipelines.types import Notes, Repaired

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeVar

    from pipelines.types import CleanPage, Repair

    T = TypeVar("T")


def join_pages(pages: Sequence[CleanPage]) -> CleanPage:
    """One article of its pages in their order; title, date, place and the like are the first one's.

    A page that holds all that was before it (全文阅读) takes its place; one that adds nothing is left out.
    """
    first, *rest = pages
    whole = first
    for page in rest:
        if page.body and page.body not in whole.body:
            whole = _take_over(whole, page) if whole.body in page.body else _append(whole, page)
    if whole is first:
        return replace(first, next_page=None)
    campaigns = find_campaigns(whole.title or "", whole.body)
    topics = campaign_names(campaigns)
    score, why = relevance(campaigns)
    basis = dict(whole.basis) | {
        "campaigns": "; ".join(found.evidence[0] for found in campaigns if found.name in topics),
        "relevance": why,
    }
    return replace(
        whole,
        verdict="article",
        campaigns=topics,
        relevance=score,
        figures=find_figures(whole.body) if campaigns else (),
        basis=Notes({name: value for name, value in basis.items() if value}),
        next_page=None,
    )


def _take_over(before: CleanPage, page: CleanPage) -> CleanPage:
    titles = [repair for repair in before.repairs if repair.field == "title"]
    repairs = (*titles, *(repair for repair in page.repairs if repair.field != "title"))
    return replace(
        before,
        body=page.body,
        body_as_written=page.body_as_written,
        images=page.images,
        captions=page.captions,
        attachments=_once(before.attachments, page.attachments),
        quarantined=_once(before.quarantined, page.quarantined),
        repairs=repairs,
        flags=_once(before.flags, page.flags),
    )


def _append(before: CleanPage, page: CleanPage) -> CleanPage:
    shift = len(_found(before)) + 1
    moved = [
        replace(repair, offset=repair.offset + shift) if repair.field == "body" else repair
        for repair in page.repairs
        if repair.field != "title"
    ]
    pictures = dict(zip(before.images, before.captions, strict=False))
    for image, caption in zip(page.images, page.captions, strict=False):
        pictures.setdefault(image, caption)
    written = before.body_as_written, page.body_as_written
    return replace(
        before,
        body=f"{before.body}\n{page.body}" if before.body else page.body,
        body_as_written="\n".join(filter(None, written)) if all(written) else None,
        authors=_once(before.authors, page.authors),
        editors=_once(before.editors, page.editors),
        people=_once(before.people, page.people),
        sources=_once(before.sources, page.sources),
        source=before.source or page.source,
        images=tuple(pictures),
        captions=tuple(pictures.values()),
        attachments=_once(before.attachments, page.attachments),
        fields=Notes({**page.fields, **before.fields}),
        quarantined=_once(before.quarantined, page.quarantined),
        repairs=(*before.repairs, *moved),
        flags=_once(before.flags, page.flags),
    )


def _found(page: CleanPage) -> str:
    """The body before its repairs, in which their offsets count."""
    repairs: tuple[Repair, ...] = tuple(repair for repair in page.repairs if repair.field == "body")
    return undo(Repaired(page.body, repairs))


def _once(before: Iterable[T], after: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*before, *after)))
