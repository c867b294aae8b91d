"""The character trigram that chooses between readings of a damaged text.

Costs are sixteenths of a nat, -16 ln p, so that sums stay whole numbers; tools/train_language_model.py
makes the file and docs/repair.md says from what. Arrays: for each symbol its cost and that of backing off
from it; per symbol the pairs that begin with it; per pair the triples that begin with it.
"""

from __future__ import annotations

import functools
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipelines.repair.symbols import END, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAT = 16  # cost units per nat
UNKNOWN = 255  # what a symbol outside the alphabet costs, whatever stands before it
MOST_BEFORE = 500  # symbols for which the costs before them are kept, 28 KB each
FILE = Path(__file__).parent / "data" / "language_model.npz"


class LanguageModel:
    """Cost of a symbol after two others. Symbols are numbers: 0 is unknown, 1 the end of a paragraph."""

    def __init__(self, path: Path = FILE) -> None:
        with np.load(path) as arrays:
            self.alphabet = bytes(arrays["alphabet"]).decode("utf-8")
            self._one = arrays["one"].tolist()
            self._one_back = arrays["one_back"].tolist()
            self._back = arrays["one_back"].astype(np.int32)
            self._two = arrays["two"]
            self._two_cost = arrays["two_cost"]
            self._two_back = arrays["two_back"]
            self._three = arrays["three"]
            self._three_cost = arrays["three_cost"]
            self._two_ends = [0, *accumulate(arrays["two_sizes"].tolist())]
            self._two_starts = np.array(self._two_ends)
            self._three_ends = np.concatenate([[0], np.cumsum(arrays["three_sizes"], dtype=np.int64)])
        self.numbers = {c: i for i, c in enumerate(self.alphabet)}
        self._one[0] = UNKNOWN
        self._known: dict[str, int] = {}  # no more than there are characters
        self._pairs: dict[int, tuple[dict[int, int], dict[int, int]]] = {}
        self._before: dict[int, NDArray[np.int32]] = {}
        self._contexts: dict[tuple[int, int], tuple[dict[int, int], int, dict[int, int], int]] = {}

    def number(self, character: str) -> int:
        """The number of the symbol a character counts as; -1 for one the model does not see (a blank)."""
        number = self._known.get(character)
        if number is None:
            symbol = table()[ord(character)]
            number = self._known[character] = -1 if symbol is None else self.numbers.get(symbol, 0)
        return number

    def _pair(self, b: int) -> tuple[dict[int, int], dict[int, int]]:
        found = self._pairs.get(b)
        if found is None:
            start, end = self._two_ends[b], self._two_ends[b + 1]
            followers = self._two[start:end].tolist()
            found = (
                dict(zip(followers, self._two_cost[start:end].tolist(), strict=True)),
                dict(zip(followers, range(start, end), strict=True)),
            )
            self._pairs[b] = found
        return found

    def context(self, a: int, b: int) -> tuple[dict[int, int], int, dict[int, int], int]:
        """What may follow two symbols; :meth:`cost` shows how the parts combine.

        Costs after both, cost of forgetting the first, costs after the second, cost of forgetting that too.
        """
        found = self._contexts.get((a, b))
        if found is None:
            pairs, _ = self._pair(b)
            at = self._pair(a)[1].get(b)
            triples: dict[int, int] = {}
            back = 0
            if at is not None:
                start, end = int(self._three_ends[at]), int(self._three_ends[at + 1])
                if end > start:
                    triples = dict(
                        zip(
                            self._three[start:end].tolist(), self._three_cost[start:end].tolist(), strict=True
                        )
                    )
                    back = int(self._two_back[at])
            found = (triples, back, pairs, self._one_back[b])
            if len(self._contexts) > 200_000:  # bounds the memory of a long run
                self._contexts.clear()
            self._contexts[a, b] = found
        return found

    def cost(self, a: int, b: int, c: int) -> int:
        """Cost of ``c`` after ``a`` and ``b``."""
        triples, back, pairs, pair_back = self._contexts.get((a, b)) or self.context(a, b)
        cost = triples.get(c)
        if cost is not None:
            return cost
        cost = pairs.get(c)
        if cost is not None:
            return back + cost
        return back + pair_back + int(self._one[c])

    def pair_cost(self, b: int, c: int) -> int:
        """Cost of ``c`` after ``b``, whatever stands before them."""
        cost = self._pair(b)[0].get(c)
        return int(self._one_back[b]) + int(self._one[c]) if cost is None else cost

    def single(self, c: int) -> int:
        """Cost of a symbol about whose surroundings nothing is known."""
        return int(self._one[c])

    def text_cost(self, text: str) -> int:
        """Cost of a whole text, from the beginning of a paragraph."""
        a = b = self.numbers[END]
        total = 0
        for character in text:
            c = self.number(character)
            if c >= 0:
                total += self.cost(a, b, c)
                a, b = b, c
        return total

    def before(self, following: int) -> NDArray[np.int32]:
        """For each symbol, the cost of ``following`` after it, whatever stands before them."""
        found = self._before.get(following)
        if found is None:
            found = self._back + np.int32(self._one[following])
            at = (self._two == following).nonzero()[0]
            found[np.searchsorted(self._two_starts, at, side="right") - 1] = self._two_cost[at]
            if len(self._before) > MOST_BEFORE:  # bounds the memory of a long run
                self._before.clear()
            self._before[following] = found
        return found


@functools.cache
def language_model() -> LanguageModel:
    """The shipped model, loaded when it is first needed."""
    return LanguageModel()
