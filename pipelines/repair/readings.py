"""The beam search behind byte slips: what the bytes of a stretch of text can have been.

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

import re
from operator import add
from typing import TYPE_CHECKING, Any

from pipelines.repair import gbk
from pipelines.repair.language import NAT, language_model
from pipelines.repair.pinyin import ANNOTATION, CLOSING, characters_of
from pipelines.repair.symbols import END
from pipelines.repair.wording import mixed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.repair.slips import Traits

    Reading = tuple[int, int, int, int, str, int, Any, Any, int]

# States besides a waiting byte: in step; first byte lost; first byte lost with a pair that was dropped, which
# leaves A1 to FE or 81 to A0 for it.
ALIGNED, LOST_BYTE, LOST_HIGH, LOST_LOW = 0, -1, -2, -3

# A byte is inserted before one of eight marks; its ``?`` is followed by that mark, in either width.
MARKS = frozenset("。、，；！？：（,;!?:(")
LOST = frozenset("?\ufffd")
# A figure that was eaten shows beside these.
BESIDE_FIGURES = frozenset("0123456789０１２３４５６７８９.%年月日号时点分元人个名万亿")
# What is left of a tag whose < was eaten.
TAG_REST = re.compile(r"/?(?:p|div|span|td|tr|li|br|h[1-6]|strong|font|section)(?: ?/)?>", re.IGNORECASE)
SPACE = "\u3000"
GAP = "□"  # stands for a figure that was eaten: which one it was is not known

# What the mirror's steps cost, in the model's units; results hardly change around these (docs/repair.md).
SLIP = 3 * NAT
SLIP_INSIDE_ANNOTATION = 2 * NAT
EATEN_MARK_NOISE = 1 * NAT
EATEN_BLANK = 7 * NAT
EATEN = {END: 0, GAP: 4 * NAT, "(": 1 * NAT}
SECOND_BYTE_80 = 1 * NAT
STRAY_COMMA = NAT // 2
BLANK_COST = 9 * NAT
DROPPED = 2 * NAT
DROP_GATE = 8 * NAT  # a pair is taken for dropped only where the plain reading costs so much
MARGIN = 2 * NAT  # the text as it stands is left only for a reading better by this

DOUBTFUL = 8 * NAT  # a pair of symbols so unlikely shows that a reading misses something

WIDTH = 20  # readings kept at a position
BEAM = 12 * NAT  # and how much worse than the best they may be
CHOICES, FEW = 8, 6  # candidates kept for a half-lost character, and beside a pair that was dropped
UNSEEN = -1  # no symbol, or one that is not known
SPREAD = 6 * NAT  # and how much worse than the best they may be
REACH = 400  # characters after which a run that never comes back into step is given up
SPAN = 1000  # characters after which a search ends with the best reading so far
FAR = 10**6


class Search:
    """The readings of one text around one trigger."""

    def __init__(self, text: str, annotations: dict[int, int], traits: Traits, *, dropping: bool) -> None:
        self.dropping = dropping
        self.text = text
        self.annotations = annotations
        self.traits = traits
        self.model = language_model()
        self.codes = gbk.codes()
        self.characters = gbk.characters()
        self.agenda: dict[int, dict[tuple[int, int, int], Reading]] = {}

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
            if len(readings) == 1 and not agenda and position > start and readings[0][1] == ALIGNED:
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

    def _push(self, position: int, reading: Reading) -> None:
        bucket = self.agenda.get(position)
        if bucket is None:
            bucket = self.agenda[position] = {}
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

    # -- in step -----------------------------------------------------------------------------------------

    def _aligned(self, position: int, reading: Reading) -> None:
        text, model = self.text, self.model
        c = text[position]
        after = self.annotations.get(position)
        if after is not None:
            self._push(after, reading)
            return
        cost, _, a, b, _, _, _, runs, margin = reading
        number = model.number(c)
        if number < 0:
            self._push(position + 1, reading)
            return
        spent = cost + model.cost(a, b, number)
        first = number if c == END else b  # a paragraph begins with two ends behind it
        self._push(position + 1, (spent, ALIGNED, first, number, c, 0, None, runs, margin))
        if c == "," and self.traits.noisy and text[position + 1 : position + 2] in MARKS:
            self._push(position + 1, (cost + STRAY_COMMA, *reading[1:]))
        if c in LOST:
            self._begin(position, reading)

    def _begin(self, position: int, reading: Reading) -> None:
        """The readings in which the bytes slip at a lost character."""
        text = self.text
        cost, _, a, b, last, _, _, runs, margin = reading
        if text[position + 1 : position + 2] in MARKS and position + 1 < len(text):
            self._push(position + 1, (cost + SLIP, LOST_BYTE, a, b, last, position, None, runs, margin))
        closing = CLOSING.match(text, position + 1)
        first = self.codes.get(last, 0) & 0xFF
        if closing and first >= 0x81:
            # the annotation belongs to the end of the last character and the beginning of the lost one
            for candidate in characters_of(closing[1]):
                code = self.codes[candidate]
                if code >> 8 == first and code & 0xFF >= 0x81:
                    state = (code & 0xFF, a, b, last, position, None, runs, margin)
                    self._push(closing.end(), (cost + SLIP_INSIDE_ANNOTATION, *state))

    # -- out of step -------------------------------------------------------------------------------------

    def _shifted(self, position: int, reading: Reading) -> None:
        text = self.text
        c = text[position]
        pending = reading[1]
        after = self.annotations.get(position)
        if after is not None:
            # put behind two halves that looked like one character
            self._push(after, (reading[0] + STRAY_COMMA, *reading[1:]))
        if c == "," and position + 1 < len(text) and text[position + 1] in MARKS:
            self._push(position + 1, (reading[0] + STRAY_COMMA, *reading[1:]))
        if c in LOST:
            if pending > 0:
                self._half_lost(position, reading)
            elif pending == LOST_BYTE:
                self._wholly_lost(position, reading)
        code = self.codes.get(c)
        if code is not None:
            first, second = code >> 8, code & 0xFF
            wanted = second > 0x80 and (pending <= LOST_BYTE or self.dropping)
            known = self._next(position + 1, second) if wanted else UNSEEN
            for choice in self._complete(reading, first, position, known):
                cost, _, a, b, last, start, cuts, runs, margin = choice
                if second >= 0x81:
                    self._push(position + 1, (cost, second, a, b, last, start, cuts, runs, margin))
                elif second != 0x80:
                    # the second byte is a letter of its own, and everything is in step again
                    letter = chr(second)
                    number = self.model.number(letter)
                    spent = cost + self.model.cost(a, b, number)
                    run = (runs, start, (cuts, position + 1, letter, False))
                    self._push(position + 1, (spent, ALIGNED, b, number, letter, 0, None, run, margin))
        elif "@" <= c <= "~":
            known = self._next(position + 1) if pending <= LOST_BYTE else UNSEEN
            for choice in self._complete(reading, ord(c), position + 1, known):
                self._resync(position + 1, choice)

    def _complete(self, reading: Reading, second: int, end: int, following: int) -> Iterator[Reading]:
        """The readings in which the waiting character gets its second byte."""
        cost, pending, a, b, _, start, cuts, runs, margin = reading
        if pending <= LOST_BYTE:
            yield from self._choose(reading, _with_second(second, pending), end, following)
            return
        character = self.characters[pending << 8 | second]
        price = DROP_GATE
        if character:
            number = self.model.number(character)
            price = BLANK_COST if number < 0 else self.model.cost(a, b, number)
            if number < 0:
                number, b = b, a
            cut = (cuts, end, character, False)
            yield (cost + price, 0, b, number, character, start, cut, runs, margin)
        if price >= DROP_GATE and self.dropping:
            # a pair of private use may have stood here: the end of this character, the beginning of the next
            for state, endings in ((LOST_HIGH, _HIGH), (LOST_LOW, _LOW)):
                candidates = "".join(self.characters[pending << 8 | byte] for byte in endings)
                for choice in self._choose(reading, candidates, end, most=FEW):
                    dropped = (choice[0] + DROPPED, *choice[1:])
                    yield from self._choose(dropped, _with_second(second, state), end, following, most=FEW)

    def _wholly_lost(self, position: int, reading: Reading) -> None:
        """Two bytes put in, around the second half of a character before a mark.

        That half is A3 before A1 (。、), taken together ！, or A1 before A3 (，；！？：), together 。.
        """
        following = self.text[position + 1 : position + 2]
        if following and following in MARKS:
            candidates = gbk.with_second(0xA3 if following in "。、" else 0xA1)
            for choice in self._choose(reading, candidates, position + 1, self._next(position + 1)):
                self._resync(position + 1, choice, EATEN_MARK_NOISE)

    def _half_lost(self, position: int, reading: Reading) -> None:
        """A ``?`` that took the second byte of the waiting character and the byte behind it."""
        cost, pending, a, b, _, start, cuts, runs, margin = reading
        text, end = self.text, position + 1
        closing = CLOSING.match(text, end)
        if closing:
            candidates = "".join(
                c for c in dict.fromkeys(characters_of(closing[1])) if self.codes[c] >> 8 == pending
            )
            known = self._next(closing.end())
            for choice in self._choose(
                reading, candidates, closing.end(), known, guessed=len(candidates) > 1
            ):
                self._resync(closing.end(), choice)
        following = text[end : end + 1]
        before_mark = following != "" and following in MARKS
        known = self._next(end) if before_mark else UNSEEN
        eaten = "" if before_mark else self._eaten(end)
        tag = TAG_REST.match(text, end)
        for choice in self._choose(reading, gbk.with_first(pending), end, known):
            if tag:
                self._with_eaten(tag.end(), choice, END)
            self._resync(end, choice, EATEN_MARK_NOISE if before_mark else EATEN_BLANK)
            for c in eaten:
                self._with_eaten(end, choice, c)
        whole = self.characters[pending << 8 | 0x80]
        if whole:
            number = self.model.number(whole)
            spent = cost + SECOND_BYTE_80 + self.model.cost(a, b, number)
            cut = (cuts, position, whole, False)
            self._push(end, (spent, LOST_BYTE, b, number, whole, start, cut, runs, margin))

    def _eaten(self, end: int) -> str:
        """What can have been eaten before a position: a line end, a figure, a parenthesis that is closed."""
        text = self.text
        eaten = END
        if text[end : end + 1] in BESIDE_FIGURES and end < len(text):
            eaten += GAP
        close = text.find(")", end, end + 16)
        if close > end and "(" not in text[end:close]:
            eaten += "("
        return eaten

    def _with_eaten(self, end: int, choice: Reading, c: str) -> None:
        """The reading with a character of one byte eaten behind its last one."""
        cost, _, a, b, last, start, cuts, runs, margin = choice
        number = self.model.number("0" if c == GAP else c)
        spent = cost + EATEN[c] + self.model.cost(a, b, number)
        run = (runs, start, (cuts, end, c, True))
        self._push(end, (spent, ALIGNED, number if c == END else b, number, last, 0, None, run, margin))

    def _choose(
        self,
        reading: Reading,
        candidates: str,
        end: int,
        following: int = UNSEEN,
        *,
        most: int = CHOICES,
        guessed: bool = True,
    ) -> list[Reading]:
        """The readings with the likeliest of several characters, before a symbol that is known or not."""
        cost, _, a, b, _, start, cuts, runs, margin = reading
        numbers, extra = _numbers(candidates, self.traits.converted)
        costs = list(map(add, self.model.costs(a, b, numbers), extra))
        if not costs:
            return []
        here = self.traits.wording.after(b)
        if here:
            costs = [mixed(x, here[n]) if n in here else x for x, n in zip(costs, numbers, strict=True)]
        fit = costs
        if following >= 0:
            fit = list(map(add, costs, self.model.costs_before(numbers, following)))
        limit = min(fit) + SPREAD
        order = sorted((i for i, x in enumerate(fit) if x <= limit), key=fit.__getitem__)[:most]
        choices: list[Reading] = []
        for i in order:
            c = candidates[i]
            cut = (cuts, end, c, guessed)
            if c == SPACE:
                choices.append((cost + BLANK_COST, 0, a, b, c, start, cut, runs, margin))
            else:
                choices.append((cost + costs[i], 0, b, numbers[i], c, start, cut, runs, margin))
        return choices

    def _next(self, position: int, pending: int = ALIGNED) -> int:
        """The symbol that follows: the character there, or what its first byte makes of a waiting one."""
        text = self.text
        position = self.annotations.get(position, position)
        if position >= len(text):
            return self.model.numbers[END]
        c = text[position]
        if pending == ALIGNED:
            return UNSEEN if c in LOST else self.model.number(c)
        code = self.codes.get(c, 0)
        second = code >> 8 if code else ord(c)
        if c in LOST or not 0x40 <= second <= 0xFE:
            return UNSEEN
        character = self.characters[pending << 8 | second]
        return self.model.number(character) if character else UNSEEN

    def _resync(self, end: int, choice: Reading, price: int = 0) -> None:
        """Close the run of a reading that is in step again."""
        cost, _, a, b, last, start, cuts, runs, margin = choice
        self._push(end, (cost + price, ALIGNED, a, b, last, 0, None, (runs, start, cuts), margin))


_HIGH = [*range(0xAA, 0xB0), *range(0xF8, 0xFF)]
_LOW = [*range(0xA1, 0xA8)]
_numbered: dict[tuple[str, bool], tuple[list[int], list[int]]] = {}


def _cost(reading: Reading) -> int:
    return reading[0]


def _with_second(second: int, state: int) -> str:
    """What a character can be whose second byte is known and whose first is lost."""
    if state == LOST_HIGH:
        return gbk.with_second(second)[-(0xFF - 0xA1) :] if second != 0x80 else ""
    if state == LOST_LOW:
        return gbk.with_second(second)[: 0xA1 - 0x81]
    return gbk.with_second(second)


def _numbers(candidates: str, converted: bool) -> tuple[list[int], list[int]]:
    """The candidates' symbols, and what each costs beyond the model: Simplified forms on a converted page."""
    found = _numbered.get((candidates, converted))
    if found is None:
        from pipelines.repair.script import simplified_only

        model = language_model()
        penalty = simplified_only() if converted else frozenset()
        found = (
            [max(0, model.number(c)) for c in candidates],
            [
                BLANK_COST - model.single(0) if c == SPACE else SIMPLIFIED_ONLY if c in penalty else 0
                for c in candidates
            ],
        )
        if len(_numbered) > 4000:  # bounds the memory of a long run
            _numbered.clear()
        _numbered[candidates, converted] = found
    return found


SIMPLIFIED_ONLY = 3 * NAT


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
