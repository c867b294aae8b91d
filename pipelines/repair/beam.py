"""A beam search over what the bytes of a stretch of text can have been.

Readings are followed side by side through the text as found, from a place where the bytes may have slipped
to where all readings agree again. Where they meet in the same state the better one goes on, so their number
stays small and the search is linear.

A reading is a plain tuple, because there are hundreds for each slip: ``cost`` so far; ``pending``, the first
byte that waits for its second, or one of the states below; ``a`` and ``b``, the last two symbols of the
language model; ``last``, the last character; ``start`` and ``cuts`` of the run that is out of step; ``runs``
that are back in step; ``margin`` by which the nearest rival lost. Cuts and runs are linked lists, newest
first: ``(previous, end, text, guessed)`` and ``(previous, start, cuts)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.repair import gbk
from pipelines.repair.language import NAT, language_model
from pipelines.repair.pinyin import ANNOTATION
from pipelines.repair.symbols import END

if TYPE_CHECKING:
    from pipelines.repair.slips import Traits

    Reading = tuple[int, int, int, int, str, int, Any, Any, int]

# States besides a waiting byte: in step; first byte lost.
ALIGNED, LOST_BYTE = 0, -1

MARGIN = 2 * NAT  # the text as it stands is left only for a reading better by this
WIDTH = 20  # readings kept at a position
BEAM = 12 * NAT  # and how much worse than the best they may be
HOPE = 7 * NAT  # and how much worse than the best so far one may be that dropped pairs are looked for in
REACH = 400  # characters after which a run that never comes back into step is given up
SPAN = 1000  # characters after which a search ends with the best reading so far
FAR = 10**6


class Beam:
    """The readings of one text around one trigger, without the steps that lead from one to the next."""

    def __init__(self, text: str, annotations: dict[int, int], traits: Traits, *, dropping: bool) -> None:
        self.dropping = dropping
        self.text = text
        self.annotations = annotations
        self.traits = traits
        self.model = language_model()
        self.codes = gbk.codes()
        self.characters = gbk.characters()
        self.agenda: dict[int, dict[tuple[int, int, int], Reading]] = {}
        self.cheapest: dict[int, int] = {}
        self.doubted: set[int] = set()
        # what ``_choose`` found: readings that differ only in what lies further back ask for the same
        self.choices: dict[tuple[str, int, int, int], list[tuple[int, str, int]]] = {}

    def run(self, start: int) -> tuple[Reading | None, int]:
        """The best reading from ``start`` to where all readings agree again, and that place."""
        text, agenda = self.text, self.agenda
        a, b, last = self._context(start)
        self._push(start, (0, ALIGNED, a, b, last, start, None, None, FAR))
        position = start
        while agenda:
            bucket = agenda.pop(position, None)
            if bucket is None:
                position += 1
                continue
            readings = list(bucket.values())
            if position >= len(text):
                return min((r for r in readings if r[1] == ALIGNED), default=None), len(text)
            agreed = len(readings) == 1 and not agenda and position not in self.doubted
            if agreed and position > start and readings[0][1] == ALIGNED:
                return readings[0], position
            if position - start > SPAN:
                # too many doubts in a row: settle them as they stand
                settled = [r for r in readings if r[1] == ALIGNED]
                if settled:
                    return min(settled, key=_cost), position
            for reading in self._pruned(readings):
                if reading[1] == ALIGNED:
                    self._aligned(position, reading)
                elif position - reading[5] < REACH:
                    self._shifted(position, reading)
        return None, start + 1

    def _pruned(self, readings: list[Reading]) -> list[Reading]:
        """The likeliest readings, and always the text as it stands."""
        if len(readings) < 2:
            return readings
        readings.sort(key=_cost)
        limit = readings[0][0] + BEAM
        return [
            reading
            for i, reading in enumerate(readings)
            if (i < WIDTH and reading[0] <= limit) or (reading[7] is None and reading[1] == ALIGNED)
        ]

    def _context(self, start: int) -> tuple[int, int, str]:
        """The two symbols and the character before a position, annotations left out."""
        before = self.text[max(0, start - 80) : start]
        if self.annotations:
            before = ANNOTATION.sub("", before)
        before = before[before.rfind(END) + 1 :][-8:]
        end = self.model.numbers[END]
        numbers = [n for n in map(self.model.number, before) if n >= 0]
        return (end, end, *numbers)[-2], (end, end, *numbers)[-1], before[-1:]

    def _hopeless(self, position: int, cost: int) -> bool:
        """Whether a reading of this cost is unlikely to be followed from ``position``, whatever is still found."""
        if cost <= self.cheapest.get(position, FAR) + HOPE:
            return False
        self.doubted.add(position)  # though it is not followed, all do not agree there
        return True

    def _push(self, position: int, reading: Reading) -> None:
        bucket = self.agenda.get(position)
        cost = reading[0]
        if bucket is None:
            bucket = self.agenda[position] = {}
            self.cheapest[position] = cost
        elif cost < self.cheapest[position]:
            self.cheapest[position] = cost
        elif (
            cost > self.cheapest[position] + BEAM
            and len(bucket) > 1
            and (reading[7] is not None or reading[1] != ALIGNED)
        ):
            return  # it would be pruned, and there is doubt enough
        key = reading[1:4]
        other = bucket.get(key)
        if other is None:
            bucket[key] = reading
            return
        # the text as it stands has the advantage of the margin
        gap = reading[0] - other[0]
        if reading[7] is not None and other[7] is None and reading[1] == ALIGNED:
            gap += MARGIN
        elif other[7] is not None and reading[7] is None and reading[1] == ALIGNED:
            gap -= MARGIN
        better = other if gap >= 0 else reading
        gap = abs(gap)
        bucket[key] = better if gap >= better[8] else (*better[:8], gap)

    def _aligned(self, position: int, reading: Reading) -> None:
        """Follow a reading that is in step."""
        raise NotImplementedError

    def _shifted(self, position: int, reading: Reading) -> None:
        """Follow a reading that is out of step."""
        raise NotImplementedError


def _cost(reading: Reading) -> int:
    return reading[0]


def worst(reading: Reading) -> int:
    """The cost of the least likely pair of symbols in the runs of a reading; 0 where it has none."""
    model = language_model()
    highest = 0
    runs = reading[7]
    while runs is not None:
        runs, _, cut = runs
        following = -1
        while cut is not None:
            cut, _, text, _ = cut
            number = model.number(text)
            if number >= 0 and following >= 0:
                highest = max(highest, model.pair_cost(number, following))
            following = number
    return highest
