"""Changes to a text, kept so that they add up: what one step changes, the next may change again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipelines.repair.gbk import WIDE
from pipelines.types import Repair, Repaired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The kind that names a change made of several, first to last.
KINDS = (
    "encoding",
    "slip",
    "stutter",
    "page-break",
    "mark",
    "pinyin",
    "script",
    "control",
    "punctuation",
    "space",
)
RANK = {kind: rank for rank, kind in enumerate(KINDS)}
SHORT = 64  # characters up to which a loop is faster than arrays
GAP = 4  # characters between two changes that are still told as one
# Which kinds of changes are told as one with which before them.
MERGED = {
    "script": ("script", "pinyin"),
    "pinyin": ("script", "pinyin"),
    "punctuation": ("punctuation",),
}


class Edit(NamedTuple):
    """Put ``text`` in place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str
    kind: str
    certain: bool = True
    probability: float | None = None


class Change(NamedTuple):
    """What became of the characters from ``start`` to ``end`` of the text as found: ``length`` others."""

    start: int
    end: int
    length: int
    kind: str
    certain: bool
    probability: float | None


class Draft:
    """A text under repair: as found, as it stands now, and the changes between the two.

    Changes of length are kept as they are made. Changes of one character for another, of script or width, are
    so many that they are only read off at the end, from the stretches between.
    """

    def __init__(self, found: str) -> None:
        self.found = found
        self.text = found
        self.changes: list[Change] = []

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make changes that count in the text as it stands; they must be sorted and must not overlap."""
        made = list(edits)
        if made:
            new = [Change(e.start, e.end, len(e.text), e.kind, e.certain, e.probability) for e in made]
            self.changes = _compose(self.changes, new) if self.changes else new
            self.text = applied(self.text, made)

    def substitute(self, text: str) -> None:
        """Put one character for each; ``text`` must be as long as the text as it stands."""
        assert len(text) == len(self.text)
        self.text = text

    def repaired(self, flags: tuple[str, ...] = ()) -> Repaired:
        """The finished text with its repairs; the same object where nothing was changed."""
        if self.text == self.found:
            return Repaired(self.found, (), flags)
        return Repaired(self.text, tuple(self._repairs()), flags)

    def _repairs(self) -> Iterator[Repair]:
        """The changes as repairs, near ones of a line told as one where their kinds go together."""
        found, text = self.found, self.text
        start = end = shift = ending = 0  # of the repair that is open; shift before it and behind it
        kind = ""
        for change in self._atoms():
            near = kind and change.start - end <= GAP and kind in MERGED.get(change.kind, ())
            if near and (change.start == end or "\n" not in found[end : change.start]):
                kind = "pinyin" if "pinyin" in (kind, change.kind) else kind
            else:
                if kind:
                    yield Repair(kind, found[start:end], text[start + shift : end + ending], start)
                    kind = ""
                start, shift = change.start, ending
                if change.kind in MERGED:
                    kind = change.kind
            end = change.end
            ending += change.length - (change.end - change.start)
            if not kind:
                after = text[start + shift : end + ending]
                if after != found[start:end]:
                    yield Repair(
                        change.kind, found[start:end], after, start, change.certain, change.probability
                    )
        if kind:
            yield Repair(kind, found[start:end], text[start + shift : end + ending], start)

    def _atoms(self) -> Iterator[Change]:
        """The changes and, from the stretches between them, the substitutions."""
        found, text = self.found, self.text
        position = shift = 0
        for change in self.changes:
            start, end, length, *_ = change
            before = found[position:start]
            after = text[position + shift : start + shift]
            if before != after:
                yield from _substituted(before, after, position)
            yield change
            shift += length - (end - start)
            position = end
        yield from _substituted(found[position:], text[position + shift :], position)


def _substituted(before: str, after: str, start: int) -> Iterator[Change]:
    """The runs of substitutions in a stretch of equal length that begins at ``start``."""
    if before == after:
        return
    first = last = -1
    kind = ""
    for i in _differences(before, after):
        if i != last + 1 or first < 0:
            if first >= 0:
                yield Change(start + first, start + last + 1, last + 1 - first, kind, True, None)
            first, kind = i, "punctuation" if before[i] in WIDE else "script"
        last = i
    yield Change(start + first, start + last + 1, last + 1 - first, kind, True, None)


def _differences(before: str, after: str) -> list[int]:
    """The places at which two texts of equal length differ."""
    if len(before) < SHORT:
        return [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    left, right = (
        np.frombuffer(side.encode("utf-32-le", "surrogatepass"), dtype=np.uint32) for side in (before, after)
    )
    places: list[int] = np.flatnonzero(left != right).tolist()
    return places


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with sorted changes made."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit[0]], edit[2])
        position = edit[1]
    parts.append(text[position:])
    return "".join(parts)


def undo(repaired: Repaired) -> str:
    """The text as it was found, from a repaired text and its repairs."""
    parts: list[str] = []
    position = shift = 0
    for repair in repaired.repairs:
        start = repair.offset + shift
        parts += (repaired.text[position:start], repair.before)
        position = start + len(repair.after)
        shift += len(repair.after) - len(repair.before)
    parts.append(repaired.text[position:])
    return "".join(parts)


def _compose(old: list[Change], new: list[Change]) -> list[Change]:
    """Changes to the text as found that do what ``old`` and then ``new`` do."""
    result: list[Change] = []
    shift = i = j = 0  # shift: from a place in the text as found to the one in the text between
    while i < len(old) or j < len(new):
        # the first of the two lists' next changes opens a cluster; what overlaps it joins
        begin = shift
        low = new[j].start if j < len(new) else -1
        if i < len(old) and (low < 0 or old[i].start + shift <= low):
            low = high = old[i].start + shift
            cluster: list[Change] = []
        else:
            high = new[j].end
            cluster = [new[j]]
            j += 1
        grown = 0  # what the new changes of the cluster add to its length
        olds = 0
        for change in cluster:
            grown += change.length - (change.end - change.start)
        while True:
            if i < len(old) and (old[i].start + shift < high or not cluster):
                change = old[i]
                cluster.append(change)
                high = max(high, change.start + shift + change.length)
                shift += change.length - (change.end - change.start)
                olds += 1
                i += 1
            elif j < len(new) and new[j].start < high:
                change = new[j]
                cluster.append(change)
                high = max(high, change.end)
                grown += change.length - (change.end - change.start)
                j += 1
            else:
                break
        if olds == len(cluster):
            result += cluster
        elif len(cluster) == 1:
            change = cluster[0]
            result.append(change._replace(start=change.start - begin, end=change.end - begin))
        else:
            result.append(_merged(cluster, low - begin, high - shift, high - low + grown))
    return result


def _merged(changes: list[Change], start: int, end: int, length: int) -> Change:
    """One change for several, named after the gravest and as sure as the least sure of them."""
    kind = min((change.kind for change in changes), key=RANK.__getitem__)
    guesses = [change.probability for change in changes if change.probability is not None]
    certain = all(change.certain for change in changes)
    return Change(start, end, length, kind, certain, min(guesses, default=None))
