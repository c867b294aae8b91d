"""Changes to a text, kept so that they add up: what one step changes, the next may change again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipelines.types import Repair, Repaired

if TYPE_CHECKING:
    from collections.abc import Iterable

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
# Neighbouring changes of these kinds are told as one when so few characters stand between them.
GAPS = {"script": 4, "punctuation": 4, "pinyin": 0, "mark": 0, "control": 0, "space": 0, "encoding": 0}


class Edit(NamedTuple):
    """Put ``text`` in place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str
    kind: str
    certain: bool = True
    probability: float | None = None


class Draft:
    """A text under repair: as found, as it stands now, and the changes between the two.

    The changes are sorted, do not overlap and count in the text as found.
    """

    def __init__(self, found: str) -> None:
        self.found = found
        self.text = found
        self.changes: list[Edit] = []

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make changes that count in the text as it stands; they must be sorted and must not overlap."""
        new = [edit for edit in edits if edit.text != self.text[edit.start : edit.end]]
        if not new:
            return
        if not self.changes:
            self.changes = new
        else:
            self.changes = _compose(self.text, self.changes, new)
        self.text = applied(self.found, self.changes)

    def repaired(self, flags: tuple[str, ...] = ()) -> Repaired:
        """The finished text with its changes, neighbours of one kind told as one."""
        if not self.changes and not flags:
            return Repaired(self.found)
        return Repaired(self.text, tuple(_coalesced(self.found, self.changes)), flags)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with sorted changes made."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit.start], edit.text)
        position = edit.end
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


def _compose(text: str, old: list[Edit], new: list[Edit]) -> list[Edit]:
    """Changes to the text as found that do what ``old`` and then ``new`` do; ``text`` lies between."""
    result: list[Edit] = []
    shift = 0  # what to add to a place in the text as found to reach the one in ``text``
    i = j = 0
    while i < len(old) or j < len(new):
        cluster_old: list[Edit] = []
        cluster_new: list[Edit] = []
        # the first of the two lists' next changes opens a cluster; what overlaps it joins
        start_old = old[i].start + shift if i < len(old) else len(text) + 1
        start_new = new[j].start if j < len(new) else len(text) + 1
        low = high = min(start_old, start_new)
        begin = shift
        if start_old <= start_new:
            cluster_old.append(old[i])
            high = start_old + len(old[i].text)
            shift += len(old[i].text) - (old[i].end - old[i].start)
            i += 1
        else:
            cluster_new.append(new[j])
            high = new[j].end
            j += 1
        while True:
            if i < len(old) and old[i].start + shift < high:
                cluster_old.append(old[i])
                start = old[i].start + shift
                high = max(high, start + len(old[i].text))
                shift += len(old[i].text) - (old[i].end - old[i].start)
                i += 1
            elif j < len(new) and new[j].start < high:
                cluster_new.append(new[j])
                high = max(high, new[j].end)
                j += 1
            else:
                break
        if not cluster_new:
            result += cluster_old
            continue
        if not cluster_old:
            result += [edit._replace(start=edit.start - begin, end=edit.end - begin) for edit in cluster_new]
            continue
        parts: list[str] = []
        position = low
        for edit in cluster_new:
            parts += (text[position : edit.start], edit.text)
            position = edit.end
        parts.append(text[position:high])
        result.append(_merged(cluster_old + cluster_new, low - begin, high - shift, "".join(parts)))
    return result


def _merged(edits: list[Edit], start: int, end: int, text: str) -> Edit:
    """One change for several, named after the gravest and as sure as the least sure of them."""
    if len(edits) == 1:
        return edits[0]
    kind = min((edit.kind for edit in edits), key=RANK.__getitem__)
    guesses = [edit.probability for edit in edits if edit.probability is not None]
    return Edit(start, end, text, kind, all(edit.certain for edit in edits), min(guesses, default=None))


def _coalesced(found: str, edits: list[Edit]) -> list[Repair]:
    """The changes as repairs: those that change nothing left out, small neighbours told as one."""
    groups: list[list[Edit]] = []
    for edit in edits:
        if found[edit.start : edit.end] == edit.text:
            continue
        if groups and edit.certain:
            last = groups[-1][-1]
            gap = edit.start - last.end
            near = last.certain and last.kind == edit.kind and 0 <= gap <= GAPS.get(edit.kind, -1)
            if near and "\n" not in found[last.start : edit.end]:
                groups[-1].append(edit)
                continue
        groups.append([edit])
    repairs = []
    for group in groups:
        first, last = group[0], group[-1]
        after = "".join(
            found[previous.end : edit.start] + edit.text if previous else edit.text
            for previous, edit in zip([None, *group], group, strict=False)
        )
        repairs.append(
            Repair(
                first.kind,
                found[first.start : last.end],
                after,
                first.start,
                first.certain,
                first.probability,
            )
        )
    return repairs
