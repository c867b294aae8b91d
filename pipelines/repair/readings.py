"""The steps of the search behind byte slips: how a reading goes on, character by character."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pipelines.repair import gbk
from pipelines.repair.beam import ALIGNED, LOST_BYTE, Beam
from pipelines.repair.candidates import (
    BLANK_COST,
    CHOICES,
    FEW,
    LOST_HIGH,
    LOST_LOW,
    SPACE,
    UNSEEN,
    candidates,
    with_second,
)
from pipelines.repair.language import NAT
from pipelines.repair.pinyin import CLOSING, characters_of
from pipelines.repair.symbols import END

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.repair.beam import Reading

# A byte is inserted before one of eight marks; its ``?`` is followed by that mark, in either width.
MARKS = frozenset("。、，；！？：（,;!?:(")
LOST = frozenset("?\ufffd")
# A figure that was eaten shows beside these.
BESIDE_FIGURES = frozenset("0123456789０１２３４５６７８９.%年月日号时点分元人个名万亿")
# What is left of a tag whose < was eaten.
TAG_REST = re.compile(r"/?(?:p|div|span|td|tr|li|br|h[1-6]|strong|font|section)(?: ?/)?>", re.IGNORECASE)
GAP = "□"  # stands for a figure that was eaten: which one it was is not known

# What the mirror's steps cost, in the model's units; results hardly change around these (docs/repair.md).
SLIP = 3 * NAT
SLIP_INSIDE_ANNOTATION = 2 * NAT
EATEN_MARK_NOISE = 1 * NAT
EATEN_BLANK = 7 * NAT
EATEN = {END: 0, GAP: 4 * NAT, "(": 1 * NAT}
SECOND_BYTE_80 = 1 * NAT
STRAY_COMMA = NAT // 2
DROPPED = 2 * NAT
DROP_GATE = 8 * NAT  # a pair is taken for dropped only where the plain reading costs so much


class Search(Beam):
    """The readings of one text around one trigger."""

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
            for choice in self._complete(reading, first, position, known, position + 1):
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
            for choice in self._complete(reading, ord(c), position + 1, known, position + 1):
                self._resync(position + 1, choice)

    def _complete(
        self, reading: Reading, second: int, end: int, following: int, goes_on: int
    ) -> Iterator[Reading]:
        """The readings in which the waiting character, which ends at ``end``, gets its second byte."""
        cost, pending, a, b, _, start, cuts, runs, margin = reading
        if pending <= LOST_BYTE:
            yield from self._choose(reading, with_second(second, pending), end, following)
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
            for state in (LOST_HIGH, LOST_LOW):
                for choice in self._choose(reading, _endings(pending, state), end, most=FEW):
                    if self._hopeless(goes_on, choice[0] + DROPPED):
                        continue
                    dropped = (choice[0] + DROPPED, *choice[1:])
                    yield from self._choose(dropped, with_second(second, state), end, following, most=FEW)

    def _wholly_lost(self, position: int, reading: Reading) -> None:
        """Two bytes put in, around the second half of a character before a mark.

        That half is A3 before A1 (。、), taken together ！, or A1 before A3 (，；！？：), together 。.
        """
        following = self.text[position + 1 : position + 2]
        if following and following in MARKS:
            possible = gbk.with_second(0xA3 if following in "。、" else 0xA1)
            for choice in self._choose(reading, possible, position + 1, self._next(position + 1)):
                self._resync(position + 1, choice, EATEN_MARK_NOISE)

    def _half_lost(self, position: int, reading: Reading) -> None:
        """A ``?`` that took the second byte of the waiting character and the byte behind it."""
        cost, pending, a, b, _, start, cuts, runs, margin = reading
        text, end = self.text, position + 1
        closing = CLOSING.match(text, end)
        if closing:
            possible = "".join(
                c for c in dict.fromkeys(characters_of(closing[1])) if self.codes[c] >> 8 == pending
            )
            known = self._next(closing.end())
            for choice in self._choose(reading, possible, closing.end(), known, guessed=len(possible) > 1):
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
        characters: str,
        end: int,
        following: int = UNSEEN,
        *,
        most: int = CHOICES,
        guessed: bool = True,
    ) -> list[Reading]:
        """The readings with the likeliest of several characters, before a symbol that is known or not."""
        cost, _, a, b, _, start, cuts, runs, margin = reading
        key = (characters, a, b, following)
        ranked = self.choices.get(key)
        if ranked is None:
            found = candidates(characters, self.traits.converted)
            ranked = self.choices[key] = found.ranked(a, b, following, self.traits.wording, CHOICES)
        return [
            (cost + BLANK_COST, 0, a, b, c, start, (cuts, end, c, guessed), runs, margin)
            if c == SPACE
            else (cost + price, 0, b, number, c, start, (cuts, end, c, guessed), runs, margin)
            for price, c, number in ranked[:most]
        ]

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


# What a first byte can be followed by when the pair behind it is of private use.
_HIGH = [*range(0xAA, 0xB0), *range(0xF8, 0xFF)]
_LOW = [*range(0xA1, 0xA8)]


@functools.cache
def _endings(first: int, state: int) -> str:
    """The characters that begin with a byte and end with the first byte of a pair that was dropped."""
    return "".join(gbk.characters()[first << 8 | byte] for byte in (_HIGH if state == LOST_HIGH else _LOW))
