"""Byte slips undone: a beam search over what the bytes behind the characters can have been.

A mirror that inserts a byte inside a two-byte character loses that character's first byte (one ``?`` shows
for it) and shows the bytes behind it paired one off, until something brings them back into step. From each
place where that can have happened, readings are followed side by side through the text as found; a reading
is the position reached, the byte that still waits for its second half, and the last two symbols of the
language model. The text as it stands is one of them, and wins unless another is better by a margin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from pipelines.repair import gbk
from pipelines.repair.language import NAT, language_model
from pipelines.repair.pinyin import ANNOTATION, CLOSING, LETTERS, characters_of
from pipelines.repair.symbols import END

if TYPE_CHECKING:
    from collections.abc import Iterator

# A byte is inserted before one of eight marks; its ``?`` is followed by that mark, in either width.
MARKS = frozenset("。、，；！？：（,;!?:(")
LOST = "?\ufffd"
TRIGGER = re.compile(rf"[?\ufffd](?=[。、，；！？：（,;!?:(]|[ \u3000]?[{LETTERS}]{{1,8}}[ \u3000]?[)）])")

# What the mirror's steps cost, in the model's units; results hardly change around these (docs/repair.md).
SLIP = 3 * NAT
SLIP_INSIDE_ANNOTATION = 2 * NAT
EATEN_NOISE = 1 * NAT
EATEN_OTHER = 3 * NAT
SECOND_BYTE_80 = 1 * NAT
STRAY_COMMA = NAT // 2
GAP_COST = 4 * NAT
DROPPED = 6 * NAT
SIMPLIFIED_ONLY = 3 * NAT
MARGIN = 2 * NAT

WIDTH = 24  # readings kept at a position
CHOICES = 16  # candidates kept for a half-lost character
REACH = 400  # characters after which a run that never comes back into step is given up
GAP = "□"  # stands for a figure that was eaten: which one it was is not known

ALIGNED, ANY_FIRST = 0, -1


class Cut(NamedTuple):
    """One character of a reading: up to where it covers the text as found, and whether bytes determine it."""

    previous: Cut | None
    end: int
    text: str
    guessed: bool


class Reading(NamedTuple):
    """One hypothesis at a position of the text as found.

    ``pending`` is the first byte that waits for its second, ``ALIGNED``, or ``ANY_FIRST`` where it is lost.
    """

    cost: int
    pending: int
    a: int
    b: int
    last: str
    start: int
    cuts: Cut | None
    runs: Run | None
    margin: int


class Run(NamedTuple):
    """A stretch that came back into step."""

    previous: Run | None
    start: int
    cuts: Cut


@dataclass(frozen=True, slots=True)
class Slip:
    """A stretch to replace: ``pieces`` are (start, end, text, guessed) and follow each other without a gap.

    ``determined`` counts the characters that bytes alone decided, ``margin`` is the cost by which the next
    best reading is worse.
    """

    pieces: tuple[tuple[int, int, str, bool], ...]
    determined: int
    margin: int

    @property
    def start(self) -> int:
        """Where it begins in the text as found."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Where it ends in the text as found."""
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class Traits:
    """What the page shows that bears on a reading."""

    converted: bool = False
    annotated: bool = False
    noisy: bool = False
    annotated_characters: frozenset[str] = frozenset()


def find_slips(line: str, traits: Traits) -> Iterator[Slip]:
    """The slips of one line (or of a text without line ends), in order."""
    annotations = {m.start(): m.end() for m in ANNOTATION.finditer(line)} if traits.annotated else {}
    position = 0
    while trigger := TRIGGER.search(line, position):
        start = trigger.start()
        if traits.noisy and start > position and line[start - 1] == ",":
            start -= 1  # so that the comma can be read as put in before the lost mark
        slips, position = _Search(line, annotations, traits).run(start)
        yield from slips


class _Search:
    """The readings of one line from one trigger on."""

    def __init__(self, line: str, annotations: dict[int, int], traits: Traits) -> None:
        self.line = line
        self.annotations = annotations
        self.traits = traits
        self.model = language_model()
        self.agenda: dict[int, dict[tuple[int, int, int], Reading]] = {}

    def run(self, start: int) -> tuple[list[Slip], int]:
        """The slips of the best reading from ``start`` to where all readings agree again, and that place."""
        line, agenda = self.line, self.agenda
        a, b = self._context(start)
        self._push(start, Reading(0, ALIGNED, a, b, line[start - 1 : start], start, None, None, 10**6))
        position = start
        while agenda:
            bucket = agenda.pop(position, None)
            if bucket is None:
                position += 1
                continue
            if position >= len(line):
                best = min((r for r in bucket.values() if r.pending == ALIGNED), default=None, key=_by_cost)
                return (_slips(best) if best else []), len(line)
            readings = list(bucket.values())
            if len(readings) == 1 and not agenda and position > start and readings[0].pending == ALIGNED:
                return _slips(readings[0]), position
            if len(readings) > WIDTH:
                plain = [r for r in readings if r.runs is None and r.pending == ALIGNED]
                readings = nsmallest(WIDTH, readings, key=_by_cost)
                readings += [r for r in plain if r not in readings]
            for reading in readings:
                if reading.pending == ALIGNED:
                    self._aligned(position, reading)
                elif position - reading.start < REACH:
                    self._shifted(position, reading)
        return [], start + 1

    def _context(self, start: int) -> tuple[int, int]:
        """The two symbols before a position, annotations and blanks left out."""
        before = self.line[max(0, start - 80) : start]
        if self.annotations:
            before = ANNOTATION.sub("", before)
        numbers = [n for n in map(self.model.number, before[-8:]) if n >= 0]
        end = self.model.numbers[END]
        return (end, end, *numbers)[-2], (end, end, *numbers)[-1]

    def _push(self, position: int, reading: Reading) -> None:
        bucket = self.agenda.setdefault(position, {})
        key = (reading.pending, reading.a, reading.b)
        other = bucket.get(key)
        if other is None:
            bucket[key] = reading
            return
        if reading.cost + MARGIN * (reading.runs is None) < other.cost + MARGIN * (other.runs is None):
            reading, other = other, reading
        # ``other`` is the better one now
        gap = abs(reading.cost - other.cost)
        bucket[key] = other._replace(margin=gap) if gap < other.margin else other

    # -- in step -----------------------------------------------------------------------------------------

    def _aligned(self, position: int, reading: Reading) -> None:
        line, model = self.line, self.model
        c = line[position]
        after = self.annotations.get(position)
        if after is not None:
            self._push(after, reading)
            return
        number = model.number(c)
        if number < 0:
            self._push(position + 1, reading)
            return
        cost = model.cost(reading.a, reading.b, number)
        self._push(
            position + 1,
            Reading(
                reading.cost + cost, ALIGNED, reading.b, number, c, 0, None, reading.runs, reading.margin
            ),
        )
        if c == "," and self.traits.noisy and line[position + 1 : position + 2] in MARKS:
            self._push(position + 1, reading._replace(cost=reading.cost + STRAY_COMMA))
        if c in LOST:
            self._begin(position, reading)

    def _begin(self, position: int, reading: Reading) -> None:
        """The readings in which the bytes slip at a lost character."""
        line = self.line
        following = line[position + 1 : position + 2]
        if following and following in MARKS:
            self._push(
                position + 1,
                reading._replace(cost=reading.cost + SLIP, pending=ANY_FIRST, start=position, cuts=None),
            )
        closing = CLOSING.match(line, position + 1)
        first = gbk.codes().get(reading.last, 0) & 0xFF
        if closing and first >= 0x81:
            codes = gbk.codes()
            for candidate in characters_of(closing[1]):
                code = codes[candidate]
                if code >> 8 == first and code & 0xFF >= 0x81:
                    self._push(
                        closing.end(),
                        reading._replace(
                            cost=reading.cost + SLIP_INSIDE_ANNOTATION,
                            pending=code & 0xFF,
                            start=position,
                            cuts=None,
                        ),
                    )

    # -- out of step -------------------------------------------------------------------------------------

    def _shifted(self, position: int, reading: Reading) -> None:
        line = self.line
        c = line[position]
        pending = reading.pending
        after = self.annotations.get(position)
        if after is not None:
            # an annotation put behind two halves that looked like one character
            self._push(after, reading._replace(cost=reading.cost + STRAY_COMMA))
        if c == "," and line[position + 1 : position + 2] in MARKS:
            self._push(position + 1, reading._replace(cost=reading.cost + STRAY_COMMA))
        if pending != ANY_FIRST and c in LOST:
            self._half_lost(position, reading)
        code = gbk.codes().get(c)
        if code is not None:
            first, second = code >> 8, code & 0xFF
            for choice in self._complete(reading, first, position):
                if second >= 0x81:
                    self._push(position + 1, choice._replace(pending=second))
                elif second != 0x80:
                    # the second byte is a letter of its own, and everything is in step again
                    number = self.model.number(chr(second))
                    cost = choice.cost + self.model.cost(choice.a, choice.b, number)
                    cuts = Cut(choice.cuts, position + 1, chr(second), False)
                    self._resync(position + 1, choice._replace(cost=cost, a=choice.b, b=number, cuts=cuts))
        elif "@" <= c <= "~":
            for choice in self._complete(reading, ord(c), position + 1):
                self._resync(position + 1, choice)

    def _complete(self, reading: Reading, second: int, end: int) -> list[Reading]:
        """The readings in which the waiting character gets its second byte."""
        if reading.pending == ANY_FIRST:
            return self._choose(reading, gbk.with_second(second), end)
        character = gbk.characters()[reading.pending << 8 | second]
        return [self._emit(reading, character, end, guessed=False)] if character else []

    def _half_lost(self, position: int, reading: Reading) -> None:
        """A ``?`` that took the second byte of the waiting character and the byte behind it."""
        line = self.line
        closing = CLOSING.match(line, position + 1)
        if closing:
            first = reading.pending
            codes = gbk.codes()
            candidates = "".join(c for c in characters_of(closing[1]) if codes[c] >> 8 == first)
            end = closing.end()
            for choice in self._choose(reading, candidates, end, guessed=len(candidates) > 1):
                self._resync(end, choice)
        following = line[position + 1 : position + 2]
        cost = EATEN_NOISE if following and following in MARKS else EATEN_OTHER
        halves = gbk.with_first(reading.pending)
        for choice in self._choose(reading._replace(cost=reading.cost + cost), halves, position + 1):
            self._resync(position + 1, choice)
            if cost == EATEN_OTHER:
                self._resync(position + 1, self._gap(choice, position + 1))
        whole = gbk.characters()[reading.pending << 8 | 0x80]
        if whole:
            choice = self._emit(reading, whole, position, guessed=False)
            self._push(position + 1, choice._replace(cost=choice.cost + SECOND_BYTE_80, pending=ANY_FIRST))

    def _gap(self, reading: Reading, end: int) -> Reading:
        """The reading with a figure eaten behind its last character."""
        digit = self.model.number("0")
        cost = reading.cost + GAP_COST + self.model.cost(reading.a, reading.b, digit)
        return reading._replace(cost=cost, a=reading.b, b=digit, cuts=Cut(reading.cuts, end, GAP, True))

    def _choose(self, reading: Reading, candidates: str, end: int, *, guessed: bool = True) -> list[Reading]:
        """The readings with the likeliest of several characters."""
        numbers = _numbers(candidates, self.traits.converted)
        costs = self.model.costs(reading.a, reading.b, numbers[0])
        best = nsmallest(
            CHOICES, zip(map(sum, zip(costs, numbers[1], strict=True)), range(len(costs)), strict=True)
        )
        return [
            reading._replace(
                cost=reading.cost + cost,
                a=reading.b,
                b=numbers[0][i],
                last=candidates[i],
                cuts=Cut(reading.cuts, end, candidates[i], guessed),
            )
            for cost, i in best
        ]

    def _emit(self, reading: Reading, character: str, end: int, *, guessed: bool) -> Reading:
        number = self.model.number(character)
        if number < 0:
            return reading._replace(cuts=Cut(reading.cuts, end, character, guessed))
        cost = reading.cost + self.model.cost(reading.a, reading.b, number)
        cuts = Cut(reading.cuts, end, character, guessed)
        return reading._replace(cost=cost, a=reading.b, b=number, last=character, cuts=cuts)

    def _resync(self, end: int, reading: Reading) -> None:
        """Close the run of a reading that is in step again."""
        assert reading.cuts is not None
        run = Run(reading.runs, reading.start, reading.cuts)
        self._push(end, reading._replace(pending=ALIGNED, start=0, cuts=None, runs=run))


_cache: dict[tuple[str, bool], tuple[list[int], list[int]]] = {}


def _numbers(candidates: str, converted: bool) -> tuple[list[int], list[int]]:
    """The candidates' symbols, and what each costs beyond the model: Simplified forms on a converted page."""
    found = _cache.get((candidates, converted))
    if found is None:
        from pipelines.repair.script import simplified_only

        model = language_model()
        penalty = simplified_only() if converted else frozenset()
        found = (
            [max(0, model.number(c)) for c in candidates],
            [SIMPLIFIED_ONLY if c in penalty else 0 for c in candidates],
        )
        if len(_cache) > 4000:
            _cache.clear()
        _cache[candidates, converted] = found
    return found


def _by_cost(reading: Reading) -> int:
    return reading.cost


def _slips(reading: Reading) -> list[Slip]:
    """The runs of a reading, first to last, each cut into determined and guessed pieces."""
    slips = []
    run = reading.runs
    while run is not None:
        cuts: list[Cut] = []
        cut: Cut | None = run.cuts
        while cut is not None:
            cuts.append(cut)
            cut = cut.previous
        pieces: list[tuple[int, int, str, bool]] = []
        position = run.start
        for cut in reversed(cuts):
            if pieces and (pieces[-1][3] == cut.guessed or cut.end == position):
                start, _, text, guessed = pieces.pop()
                pieces.append((start, cut.end, text + cut.text, guessed or cut.guessed))
            else:
                pieces.append((position, cut.end, cut.text, cut.guessed))
            position = cut.end
        determined = sum(not cut.guessed for cut in cuts)
        slips.append(Slip(tuple(pieces), determined, reading.margin))
        run = run.previous
    return slips[::-1]
