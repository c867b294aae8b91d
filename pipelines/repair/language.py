"""The character trigram that chooses between readings of a damaged text.

Costs are sixteenths of a nat, -16 ln p, so that sums stay whole numbers; tools/train_language_model.py
makes the file and docs/repair.md says from what. Arrays: for each symbol its cost and that of backing off
from it; per symbol the pairs that begin with it; per pair the triples that begin with it.
"""

from __future__ import annotations

import functools
from array import array
from bisect import bisect_left
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.repair.symbols import END, numbering

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAT = 16  # cost units per nat
UNKNOWN = 255  # what a symbol outside the alphabet costs, whatever stands before it
MOST_BEFORE = 500  # symbols for which the costs before them are kept, 28 KB each
MOST_CONTEXTS = 200_000
# After two symbols: where the triples begin and end, what forgetting the first costs, the same of the pairs.
Context = tuple[int, int, int, int, int, int]
FILE = Path(__file__).parent / "data" / "language_model.npz"


class LanguageModel:
    """Cost of a symbol after two others. Symbols are numbers: 0 is unknown, 1 the end of a paragraph.

    Followers are sorted, and looked for where they stand: tables by symbol would be filled for each new text.
    """

    def __init__(self, path: Path = FILE) -> None:
        with np.load(path) as arrays:
            self.alphabet = bytes(arrays["alphabet"]).decode("utf-8")
            self._one = arrays["one"].tolist()
            self._one_back = arrays["one_back"].tolist()
            self._back = arrays["one_back"].astype(np.int32)
            self._two = arrays["two"]
            self._two_cost = arrays["two_cost"]
            self._three = arrays["three"]
            self._three_cost = arrays["three_cost"]
            self._two_backs = _listed(arrays["two_back"])
            self._two_ends = [0, *accumulate(arrays["two_sizes"].tolist())]
            self._two_starts = np.array(self._two_ends)
            self._three_ends = _listed(
                np.concatenate([[0], np.cumsum(arrays["three_sizes"], dtype=np.int64)])
            )
        self._pairs, self._pair_costs = _listed(self._two), _listed(self._two_cost)
        self._triples, self._triple_costs = _listed(self._three), _listed(self._three_cost)
        self.numbers = {c: i for i, c in enumerate(self.alphabet)}
        self._one[0] = UNKNOWN
        self.singles = np.array(self._one, np.int32)  # cost of each symbol by itself
        self._codes = numbering(self.numbers)
        self._known = _listed(self._codes)
        self._before: dict[int, NDArray[np.int32]] = {}
        self._contexts: dict[tuple[int, int], Context] = {}

    def number(self, character: str) -> int:
        """The number of the symbol a character counts as; -1 for one the model does not see (a blank)."""
        return self._known[ord(character)]

    def numbered(self, text: str) -> NDArray[np.int16]:
        """The number of each character, as :meth:`number` gives it."""
        return self._codes.take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32))

    def context(self, a: int, b: int) -> Context:
        """Where what may follow two symbols stands; :meth:`cost` shows how the parts combine."""
        found = self._contexts.get((a, b))
        if found is None:
            start, end = self._two_ends[a], self._two_ends[a + 1]
            at = bisect_left(self._pairs, b, start, end)
            first = last = back = 0
            if at < end and self._pairs[at] == b:
                first, last = self._three_ends[at], self._three_ends[at + 1]
                back = self._two_backs[at] if last > first else 0
            found = (first, last, back, self._two_ends[b], self._two_ends[b + 1], self._one_back[b])
            if len(self._contexts) > MOST_CONTEXTS:  # bounds the memory of a long run
                self._contexts.clear()
            self._contexts[a, b] = found
        return found

    def cost(self, a: int, b: int, c: int) -> int:
        """Cost of ``c`` after ``a`` and ``b``."""
        first, last, back, start, end, pair_back = self._contexts.get((a, b)) or self.context(a, b)
        if first < last:
            at = bisect_left(self._triples, c, first, last)
            if at < last and self._triples[at] == c:
                return self._triple_costs[at]
        at = bisect_left(self._pairs, c, start, end)
        if at < end and self._pairs[at] == c:
            return back + self._pair_costs[at]
        return back + pair_back + int(self._one[c])

    def pair_cost(self, b: int, c: int) -> int:
        """Cost of ``c`` after ``b``, whatever stands before them."""
        start, end = self._two_ends[b], self._two_ends[b + 1]
        at = bisect_left(self._pairs, c, start, end)
        if at < end and self._pairs[at] == c:
            return self._pair_costs[at]
        return int(self._one_back[b]) + int(self._one[c])

    def triples_after(self, a: int, b: int) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        """The symbols that the model has met after two others, sorted, and their costs."""
        first, last, *_ = self.context(a, b)
        return self._three[first:last], self._three_cost[first:last]

    def pairs_after(self, b: int) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        """The symbols that the model has met after another, sorted, and their costs."""
        start, end = self._two_ends[b], self._two_ends[b + 1]
        return self._two[start:end], self._two_cost[start:end]

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


def _listed(numbers: NDArray[Any]) -> array[int]:
    """The same numbers where single ones are read: many times faster than out of numpy, a fraction of a list."""
    return array(numbers.dtype.char, numbers.tobytes())


@functools.cache
def language_model() -> LanguageModel:
    """The shipped model, loaded when it is first needed."""
    return LanguageModel()
