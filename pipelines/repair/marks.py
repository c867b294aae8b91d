"""Marks that a mirror put in: commas before marks, question marks for blanks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

NOISE = re.compile(",(?=[。、，；！？：,;:!?])")
# Two or three question marks apart by blanks, where a paragraph's indentation was.
INDENT = re.compile(r"^[ \t\u3000\xa0]*\?[ \u3000\xa0]+\?[? \u3000\xa0]*", re.MULTILINE)
BLANK_MARK = re.compile(r"\?[ \u3000\xa0]")
INSIDE = re.compile(r"(?:\?[ \u3000\xa0]+){2,}")


def inserted_marks(text: str, *, noisy: bool, mirrored: bool) -> Iterator[Edit]:
    """The inserted marks to take out.

    Args:
        text: after its byte slips were undone; before, a comma rule would destroy them.
        noisy: the page shows commas before marks.
        mirrored: the page shows any other sign of a mirror.
    """
    if not noisy and not _has_blank_mark(text):
        return
    parts = [INDENT]
    if mirrored or noisy:
        parts.append(INSIDE)
    if noisy:
        parts.append(NOISE)
    for match in re.compile("|".join(part.pattern for part in parts), re.MULTILINE).finditer(text):
        yield Edit(match.start(), match.end(), "", "mark")


def _has_blank_mark(text: str) -> bool:
    """Whether a question mark stands before a blank; much faster than the patterns that need it."""
    return BLANK_MARK.search(text) is not None


def indents(text: str) -> Iterator[Edit]:
    """The question marks that stand for the blanks before paragraphs."""
    for match in INDENT.finditer(text) if _has_blank_mark(text) else ():
        yield Edit(match.start(), match.end(), "", "mark")
