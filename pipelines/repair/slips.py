"""Byte slips undone.

A mirror that inserts a byte inside a two-byte character loses that character's first byte (one ``?`` shows
for it) and shows the bytes behind it paired one off, until something brings them back into step. The text as
it stands is one of the readings that are compared, and wins unless another is better by a margin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.repair.beam import worst
from pipelines.repair.language import NAT
from pipelines.repair.pinyin import ANNOTATION, LETTERS
from pipelines.repair.readings import Search
from pipelines.repair.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.repair.beam import Reading

TRIGGER = re.compile(rf"[?\ufffd](?=[。、，；！？：（,;!?:(]|[ \u3000]?[{LETTERS}]{{1,8}}[ \u3000]?[)）])")


# Slips stand a line apart; a text with more question marks than this is something else, and would take long.
MANY, DENSE = 50, 12
DOUBTFUL = 8 * NAT  # a pair of symbols so unlikely shows that a reading misses something


@dataclass(frozen=True, slots=True)
class Slip:
    """A stretch to replace: ``pieces`` are (start, end, text, guessed) and follow each other without a gap.

    ``determined`` counts the characters that bytes alone decided, ``margin`` is the cost by which the next
    best reading is worse.
    """

    pieces: tuple[tuple[int, int, str, bool], ...]
    determined: int
    margin: int


@dataclass(frozen=True, slots=True)
class Traits:
    """What the page shows that bears on a reading.

    Attributes:
        converted: every character that conversion to Traditional changes was changed.
        annotated: characters bear readings, which are no part of the text.
        noisy: commas were put in before marks.
        dropping: characters of private use were dropped, not shown.
        wording: what the page says elsewhere.
    """

    converted: bool = False
    annotated: bool = False
    noisy: bool = False
    dropping: bool = False
    wording: Wording = field(default_factory=Wording)


def find_slips(text: str, traits: Traits) -> Iterator[Slip]:
    """The slips of a text, in order."""
    annotations = {m.start(): m.end() for m in ANNOTATION.finditer(text)} if traits.annotated else {}
    if len(TRIGGER.findall(text)) > max(MANY, len(text) // DENSE):
        return
    position = 0
    while trigger := TRIGGER.search(text, position):
        start = trigger.start()
        if traits.noisy and start > position and text[start - 1] == ",":
            start -= 1  # so that the comma can be read as put in before the lost mark
        reading, position = Search(text, annotations, traits, dropping=False).run(start)
        if traits.dropping and (reading is None or reading[7] is None or worst(reading) >= DOUBTFUL):
            # something is missing, or nothing was damaged: look again, more widely
            reading, position = Search(text, annotations, traits, dropping=True).run(start)
        if reading:
            yield from _slips(reading)


def _slips(reading: Reading) -> list[Slip]:
    """The runs of a reading, first to last, each cut into determined and guessed pieces."""
    slips = []
    margin = reading[8]
    runs = reading[7]
    while runs is not None:
        runs, position, cut = runs
        cuts = []
        while cut is not None:
            cut, end, text, guessed = cut
            cuts.append((end, text, guessed))
        pieces: list[tuple[int, int, str, bool]] = []
        for end, text, guessed in reversed(cuts):
            if pieces and (pieces[-1][3] == guessed or end == position):
                start, _, before, was_guessed = pieces.pop()
                pieces.append((start, end, before + text, guessed or was_guessed))
            else:
                pieces.append((position, end, text, guessed))
            position = end
        slips.append(Slip(tuple(pieces), sum(not guessed for _, _, guessed in cuts), margin))
    return slips[::-1]
