"""Puts a dropped text back into an article, or takes it out again: pure, and every change stays accounted for.

A body and its repairs are two views of one text: as it is, and as found. What is put in or taken out changes both,
so that :func:`pipelines.repair.undo` still gives the text as found.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pipelines.quarantine import RESTORED
from pipelines.types import CleanPage, Decisions, Notes, Repair, Repaired

if TYPE_CHECKING:
    from datetime import datetime

FROM_TEXT = "restored from its text alone"  # flag of an article whose bytes were not at hand


class Place(NamedTuple):
    """Where a text stood: in a body as it is, and how sure that is.

    Attributes:
        at: offset in the body, in code points.
        sure: False where the article has changed since and neither neighbour is left; ``at`` is the end then.
    """

    at: int
    sure: bool


class Edited(NamedTuple):
    """A body with something put in or taken out: where, in the text as found, and how many characters it gained."""

    body: Repaired
    origin: int
    gained: int


def in_body(repairs: tuple[Repair, ...], offset: int) -> int:
    """The offset in the repaired text of an offset in the text as found; the end of a change for one inside it."""
    shift = 0
    for repair in repairs:
        end = repair.offset + len(repair.before)
        if repair.offset >= offset:
            break
        shift += len(repair.after) - len(repair.before)
        if end > offset:
            return end + shift
    return offset + shift


def find_place(then: Repaired, offset: int, now: str) -> Place:
    """Where in a later body a text belongs that stood at an offset of an earlier one.

    It follows the paragraph that it followed, or precedes the one that it preceded.

    Args:
        then: the body it was dropped from.
        offset: in that body as found.
        now: the body it is to be put into.
    """
    at = min(in_body(then.repairs, offset), len(then.text))
    if then.text == now:
        return Place(at, True)
    start = then.text.rfind("\n", 0, at) + 1
    line = then.text[start:].partition("\n")[0]
    if line and (found := _find_line(now, line)) is not None:
        return Place(found + at - start, True)  # inside a paragraph, or before it
    before = then.text[: max(0, start - 1)].rpartition("\n")[2]
    if before and (found := _find_line(now, before)) is not None:
        return Place(min(found + len(before) + 1, len(now)), True)
    return Place(len(now), False)


def settle(body: Repaired, at: int) -> tuple[int, int, int]:
    """An offset that breaks up no change, the same in the text as found, and how many changes lie before it."""
    shift = 0
    for index, repair in enumerate(body.repairs):
        start = repair.offset + shift
        end = start + len(repair.after)
        if start >= at:
            return at, at - shift, index
        shift += len(repair.after) - len(repair.before)
        if end >= at:
            return end, end - shift, index + 1
    return at, at - shift, len(body.repairs)


def put_in(body: Repaired, at: int, piece: Repaired, found: str, *, line: bool) -> Edited:
    """The body with a piece put in.

    Args:
        body: to put it into.
        at: offset in it; moved behind a change that it would break up.
        piece: the text, repaired.
        found: the same as found.
        line: whether it is a paragraph of its own.
    """
    at, origin, index = settle(body, at)
    text = body.text
    lead = "\n" if line and at and text[at - 1] != "\n" else ""
    tail = "\n" if line and at < len(text) and text[at] != "\n" else ""
    start, gained = origin + len(lead), len(lead) + len(found) + len(tail)
    edited = Repaired(
        text[:at] + lead + piece.text + tail + text[at:],
        (*body.repairs[:index], *_shifted(piece.repairs, start), *_shifted(body.repairs[index:], gained)),
    )
    return Edited(edited, origin, gained)


def take_out(body: Repaired, piece: str, *, line: bool) -> Edited | None:
    """The body without the first place that is ``piece``; None where it is not there, or not on its own.

    Args:
        body: to take it from.
        piece: repaired.
        line: whether it is a paragraph of its own.
    """
    start = _find_line(body.text, piece) if line else body.text.find(piece)
    if not piece or start is None or start < 0:
        return None
    end = start + len(piece)
    if line and end < len(body.text):
        end += 1
    elif line and start:
        start -= 1
    whole = start, end
    start, origin, first = settle(body, start)
    end, origin_end, last = settle(body, end)
    if (start, end) != whole:
        return None  # one change covers a part of it and of its neighbour
    left = (*body.repairs[:first], *_shifted(body.repairs[last:], origin - origin_end))
    return Edited(Repaired(body.text[:start] + body.text[end:], left), origin, origin - origin_end)


def restore_page(text: str, url: str, *, title: str | None, fetched_at: datetime) -> CleanPage:
    """The article of a spam page that is none, from its text in quarantine.

    The text is cleaned again without the verdict; where that leaves nothing, without the judgement on its blocks,
    too; where no article is found even so, the whole text is the body. Its flags say that the page's bytes, with
    their markup, had no part in it.
    """
    from pipelines import clean_page, repair_text

    lines = frozenset(text.split("\n"))
    page = CleanPage(verdict="empty")
    for clean in (frozenset[str](), lines):
        if page.verdict != "article":
            decided = Decisions(clean=clean, clean_pages=(text,))
            page = clean_page(text, url, fetched_at=fetched_at, decided=decided)
    if page.verdict != "article":
        body = repair_text(text)
        page = CleanPage(
            verdict="article", title=title, body=body.text, repairs=body.repairs, flags=body.flags,
            basis=Notes({"body": "all text of the page"}),
        )  # fmt: skip
    flags = (*page.flags, *(() if RESTORED in page.flags else (RESTORED,)), FROM_TEXT)
    return replace(page, title=page.title or title, flags=flags)


def _shifted(repairs: tuple[Repair, ...], by: int) -> tuple[Repair, ...]:
    return tuple(replace(repair, offset=repair.offset + by) for repair in repairs)


def _find_line(text: str, line: str) -> int | None:
    """Where a line begins in a text; None where it is not a line of it."""
    at = f"\n{text}\n".find(f"\n{line}\n")
    return at if at >= 0 else None
