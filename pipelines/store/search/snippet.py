"""The part of a text that shows best why it was found."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.store.search.words import fold

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

LENGTH = 90  # characters
_LEAD = 15  # characters before the first mark, at most
_LOOKED_AT = 100  # places of one word
_ENDS = frozenset("。！？；\n")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text; ``marks`` are begin and end, in ``text``, of what was found."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    before: bool = False
    after: bool = False


def best_part(text: str, patterns: Sequence[re.Pattern[str]]) -> Snippet:
    """The part with the most different words, then the most words, then the first; the beginning where none is found."""
    folded = fold(text)
    places = sorted(
        (match.start(), match.end(), number)
        for number, pattern in enumerate(patterns)
        for match in islice(pattern.finditer(folded), _LOOKED_AT)
    )
    best, start, first = (0, 0), 0, 0
    for last, (_, end, _) in enumerate(places):
        while first < last and end - places[first][0] > LENGTH - _LEAD:
            first += 1
        within = places[first : last + 1]
        value = (len({number for *_, number in within}), len(within))
        if value > best:
            best, start = value, places[first][0]
    begin = max(0, start - _LEAD)
    for at in range(start - 1, begin - 1, -1):  # from the beginning of a sentence, where one is near
        if text[at] in _ENDS:
            begin = at + 1
            break
    end = min(len(text), begin + LENGTH)
    marks: list[tuple[int, int]] = []
    for a, b, _ in places:
        if a >= begin and b <= end and (not marks or a - begin >= marks[-1][1]):
            marks.append((a - begin, b - begin))
    return Snippet(text[begin:end], tuple(marks), begin > 0, end < len(text))
