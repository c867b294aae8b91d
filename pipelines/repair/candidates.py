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
        codes = np.maximum(model.numbered(characters), 0)
        extra = np.array([SIMPLIFIED_ONLY if c in penalty else 0 for c in characters], np.int32)
        if SPACE in characters:
            extra[characters.index(SPACE)] = BLANK_COST - model.single(0)
        self.numbers: list[int] = codes.tolist()
        self._codes, self._extra = codes.astype(np.uint16), extra
        self._single = model.singles.take(codes) + extra
        self._after: dict[int, NDArray[np.int32]] = {}

    def ranked(
        self, a: int, b: int, following: int, wording: Wording, most: int
    ) -> list[tuple[int, str, int]]:
        """The likeliest after two symbols and before one that is known or not: cost, character, symbol."""
        if not self.numbers:
            return []
        model = language_model()
        back = model.context(a, b)[2]
        costs = self._costs_after(b).copy()  # without the cost of forgetting the first symbol
        self._put(costs, *model.triples_after(a, b), back)
        here, share = wording.after(b)
        if len(here):
            times = here.searchsorted(self._codes, "right") - here.searchsorted(self._codes)
            for i in times.nonzero()[0].tolist():
                costs[i] = mixed(costs.item(i) + back, times.item(i) * share) - back
        fit = costs + model.before(following).take(self._codes) if following >= 0 else costs
        near = (fit <= int(fit.min()) + SPREAD).nonzero()[0].tolist()
        if len(near) > 1:
            near.sort(key=fit.item)
        return [(back + costs.item(i), self.characters[i], self.numbers[i]) for i in near[:most]]

    def _costs_after(self, b: int) -> NDArray[np.int32]:
        """The cost of each after a symbol about whose own surroundings nothing is known."""
        costs = self._after.get(b)
        if costs is None:
            model = language_model()
            costs = self._single + np.int32(model.context(0, b)[5])
            self._put(costs, *model.pairs_after(b), 0)
            if len(self._after) > MOST_KNOWN:  # bounds the memory of a long run
                self._after.clear()
            self._after[b] = costs
        return costs

    def _put(
        self, costs: NDArray[np.int32], symbols: NDArray[np.uint16], known: NDArray[np.uint8], back: int
    ) -> None:
        """Replace the costs of those whose symbols the model has met here."""
        if len(symbols):
            at, found = self._places(symbols)
            np.copyto(costs, known.take(at) + self._extra - np.int32(back), where=found)

    def _places(self, symbols: NDArray[np.uint16]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where each candidate's symbol stands among sorted ones, and whether it does."""
        at = symbols.searchsorted(self._codes)
        np.minimum(at, len(symbols) - 1, out=at)
        return at, symbols.take(at) == self._codes


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
