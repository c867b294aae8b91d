"""What two texts differ in, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Chinese has no blanks between words: a character is the unit there, a run of letters or digits elsewhere.
_TOKEN = re.compile(r"[^\W\d_㐀-鿿豈-﫿]+|\d+|.", re.DOTALL)
# What stands between two changes and is as short as this was not kept, it is alike by chance.
_SHORT = 2
_LONGEST = 4000  # tokens of a paragraph that are compared one by one: difflib takes the square of them


class Part(NamedTuple):
    """A stretch that is in both texts, or only in one."""

    kind: Literal["same", "gone", "new"]
    text: str


def compare(before: str, after: str) -> list[list[Part]]:
    """The paragraphs of both texts in order, each in parts; paragraphs without a change are one part."""
    old, new = before.split("\n"), after.split("\n")
    paragraphs: list[list[Part]] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            paragraphs += [[Part("same", text)] for text in old[i1:i2]]
            continue
        paired = min(i2 - i1, j2 - j1)
        paragraphs += [words(old[i1 + n], new[j1 + n]) for n in range(paired)]
        paragraphs += [[Part("gone", text)] for text in old[i1 + paired : i2]]
        paragraphs += [[Part("new", text)] for text in new[j1 + paired : j2]]
    return paragraphs


def words(before: str, after: str) -> list[Part]:
    """One paragraph against another."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _LONGEST:
        return [part for part in (Part("gone", before), Part("new", after)) if part.text]
    parts: list[Part] = []
    gone = added = ""
    for kind, one, two in _runs(old, new):
        if kind == "equal":
            parts += _changed(gone, added)
            parts.append(Part("same", one))
            gone = added = ""
        else:
            gone, added = gone + one, added + two
    return parts + _changed(gone, added)


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The opcodes, with what is alike by chance counted as changed."""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (kind, i1, i2, j1, j2) in enumerate(codes):
        chance = kind == "equal" and i2 - i1 < _SHORT and 0 < number < len(codes) - 1
        yield "replace" if chance else kind, "".join(old[i1:i2]), "".join(new[j1:j2])


def _changed(gone: str, added: str) -> list[Part]:
    return [part for part in (Part("gone", gone), Part("new", added)) if part.text]
