"""What a half-lost character can have been, ranked by the language model and the page's own wording."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from pipelines.repair import gbk, script
from pipelines.repair.language import NAT, language_model
from pipelines.repair.wording import mixed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.repair.wording import Wording

SPACE = "\u3000"
BLANK_COST = 9 * NAT
SIMPLIFIED_ONLY = 3 * NAT  # what a Simplified form costs more on a converted page
CHOICES, FEW = 8, 6  # candidates kept for a half-lost character, and beside a pair that was dropped
SPREAD = 6 * NAT  # and how much worse than the best they may be
UNSEEN = -1  # no symbol, or one that is not known
# First byte lost with a pair that was dropped, which leaves A1 to FE or 81 to A0 for it.
LOST_HIGH, LOST_LOW = -2, -3


class Candidates:
    """Characters of which one is meant.

    Attributes:
        characters: as they would stand in the text.
        numbers: their symbols.
    """

    def __init__(self, characters: str, *, converted: bool) -> None:
        model = language_model()
        penalty = script.simplified_only() if converted else frozenset()
        self.characters = characters
        self.numbers = [max(0, model.number(c)) for c in characters]
        self._extra = [
            BLANK_COST - model.single(0) if c == SPACE else SIMPLIFIED_ONLY if c in penalty else 0
            for c in characters
        ]
        self._codes = np.array(self.numbers, dtype=np.intp)
        self._single = np.array(list(map(model.single, self.numbers)), dtype=np.int32) + np.array(
            self._extra, dtype=np.int32
        )
        self._places: dict[int, list[int]] = {}
        for i, number in enumerate(self.numbers):
            self._places.setdefault(number, []).append(i)
        self._after: dict[int, NDArray[np.int32]] = {}

    def ranked(
        self, a: int, b: int, following: int, wording: Wording, most: int
    ) -> list[tuple[int, str, int]]:
        """The likeliest after two symbols and before one that is known or not: cost, character, symbol."""
        if not self.numbers:
            return []
        model = language_model()
        triples, back, pairs, pair_back = model.context(a, b)
        known = self._after.get(b)
        if known is None:
            known = self._after[b] = self._costs_after(pairs, pair_back)
        costs = known.copy()  # without the cost of forgetting the first symbol
        places, extra = self._places, self._extra
        for number in triples.keys() & places.keys():
            for i in places[number]:
                costs[i] = triples[number] + extra[i] - back
        here = wording.after(b)
        for number in here.keys() & places.keys():
            for i in places[number]:
                costs[i] = mixed(costs.item(i) + back, here[number]) - back
        fit = costs + model.before(following).take(self._codes) if following >= 0 else costs
        near = (fit <= int(fit.min()) + SPREAD).nonzero()[0].tolist()
        if len(near) > 1:
            near.sort(key=fit.item)
        return [(back + costs.item(i), self.characters[i], self.numbers[i]) for i in near[:most]]

    def _costs_after(self, pairs: dict[int, int], pair_back: int) -> NDArray[np.int32]:
        """The cost of each after a symbol about whose own surroundings nothing is known."""
        costs = self._single + np.int32(pair_back)
        for number in pairs.keys() & self._places.keys():
            for i in self._places[number]:
                costs[i] = pairs[number] + self._extra[i]
        if len(self._after) > MOST_KNOWN:  # bounds the memory of a long run
            self._after.clear()
        return costs


MOST_KNOWN = 200


@functools.lru_cache(maxsize=2000)
def candidates(characters: str, converted: bool) -> Candidates:
    """The candidates of these characters; the same sets come again and again."""
    return Candidates(characters, converted=converted)


@functools.cache
def with_second(second: int, state: int) -> str:
    """What a character can be whose second byte is known and whose first is lost."""
    if state == LOST_HIGH:
        return gbk.with_second(second)[-(0xFF - 0xA1) :] if second != 0x80 else ""
    if state == LOST_LOW:
        return gbk.with_second(second)[: 0xA1 - 0x81]
    return gbk.with_second(second)
