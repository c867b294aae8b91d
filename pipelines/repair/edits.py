"""Changes to a text, kept so that they add up: what one step changes, the next may change again."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pipelines.compiled import compiled
from pipelines.repair.gbk import WIDE
from pipelines.types import Repair, Repaired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

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


# What became of the characters of the text as found: start, end, length of what stands there now, kind, certain,
# probability. Plain tuples, because a converted page has thousands.
Change = tuple[int, int, int, str, bool, float | None]


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
            new = [
                (start, end, len(text), kind, certain, probability)
                for start, end, text, kind, certain, probability in made
            ]
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
        changes = sorted([*self.changes, *self._substituted()], key=itemgetter(0, 1))
        start = end = shift = ending = 0  # of the repair that is open; shift before it and behind it
        kind = ""
        for first, last, length, what, certain, probability in changes:
            together = MERGED.get(what)
            if (
                kind
                and together
                and first - end <= GAP
                and kind in together
                and (first == end or "\n" not in found[end:first])
            ):
                if what == "pinyin":
                    kind = what
                end = last
                ending += length - (last - first)
                continue
            if kind:
                yield Repair(kind, found[start:end], text[start + shift : end + ending], start)
                kind = ""
            start, end, shift = first, last, ending
            ending += length - (last - first)
            if together:
                kind = what
                continue
            before, after = found[start:end], text[start + shift : end + ending]
            if before != after:
                yield Repair(what, before, after, start, certain, probability)
        if kind:
            yield Repair(kind, found[start:end], text[start + shift : end + ending], start)

    def _substituted(self) -> list[Change]:
        """The runs of substitutions, read off the stretches between the changes, all of them at once."""
        found, text = self.found, self.text
        if not self.changes and len(found) == len(text):
            runs = _runs(_codes(found), _codes(text), np.array([len(found)])).tolist()
            return [_substitution(found, start, end) for start, end, _ in runs]
        before, after, begins, ends = [], [], [], []
        position = shift = size = 0
        for start, end, length, _, _, _ in [*self.changes, (len(found), len(found), 0, "", True, None)]:
            begins.append(position - size)  # how far a stretch lies from its place among them all
            before.append(found[position:start])
            after.append(text[position + shift : start + shift])
            size += start - position
            ends.append(size)
            shift += length - (end - start)
            position = end
        old, new = "".join(before), "".join(after)
        if old == new:
            return []
        runs = _runs(_codes(old), _codes(new), np.array(ends)).tolist()
        return [
            _substitution(found, start + begins[stretch], end + begins[stretch])
            for start, end, stretch in runs
        ]


def _substitution(found: str, start: int, end: int) -> Change:
    return start, end, end - start, "punctuation" if found[start] in WIDE else "script", True, None


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@compiled
def _runs(before: NDArray[Any], after: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.int64]:
    """Where two texts of equal length differ: begin and end of each run, and the stretch it lies in."""
    runs = np.empty((before.size, 3), np.int64)
    count = stretch = 0
    last = -1
    for place in range(before.size):
        if before[place] == after[place]:
            continue
        if place == last and place < ends[stretch]:
            runs[count - 1, 1] = place + 1
        else:
            while place >= ends[stretch]:
                stretch += 1
            runs[count, 0], runs[count, 1], runs[count, 2] = place, place + 1, stretch
            count += 1
        last = place + 1
    return runs[:count]


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
    shift = i = 0  # shift: from a place in the text as found to the one in the text between
    j = 0
    while j < len(new):
        start, end, length, kind, certain, probability = new[j]
        # old changes that end before this one stay as they are
        while i < len(old) and old[i][0] + shift + old[i][2] <= start:
            change = old[i]
            result.append(change)
            shift += change[2] - (change[1] - change[0])
            i += 1
        if i == len(old) or end <= old[i][0] + shift:
            result.append((start - shift, end - shift, length, kind, certain, probability))
            j += 1
            continue
        # the two overlap: what overlaps either joins them, and they become one
        begin = shift
        low = min(start, old[i][0] + shift)
        high, grown = end, length - (end - start)
        cluster = [new[j]]
        j += 1
        while True:
            if i < len(old) and old[i][0] + shift < high:
                change = old[i]
                high = max(high, change[0] + shift + change[2])
                shift += change[2] - (change[1] - change[0])
                i += 1
            elif j < len(new) and new[j][0] < high:
                change = new[j]
                high = max(high, change[1])
                grown += change[2] - (change[1] - change[0])
                j += 1
            else:
                break
            cluster.append(change)
        result.append(_merged(cluster, low - begin, high - shift, high - low + grown))
    return result + old[i:]


def _merged(changes: list[Change], start: int, end: int, length: int) -> Change:
    """One change for several, named after the gravest and as sure as the least sure of them."""
    kind = min((change[3] for change in changes), key=RANK.__getitem__)
    guesses = [change[5] for change in changes if change[5] is not None]
    certain = all(change[4] for change in changes)
    return start, end, length, kind, certain, min(guesses, default=None)
