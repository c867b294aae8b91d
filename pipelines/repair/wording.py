"""What a page says elsewhere, as a help in guessing: names and terms come back."""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.repair.language import NAT, language_model
from pipelines.repair.pinyin import ANNOTATION
from pipelines.repair.symbols import table

if TYPE_CHECKING:
    from collections.abc import Sequence

WEIGHT = 0.1  # of the page's own wording beside the language model
UNKNOWN = 0


class Wording:
    """The pairs of symbols of a page; counted when they are first asked for."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self.texts = texts

    @cached_property
    def _pairs(self) -> dict[int, dict[int, int]]:
        numbers = language_model().numbers
        pairs: dict[int, dict[int, int]] = {}
        for text in self.texts:
            symbols = ANNOTATION.sub("", text).translate(table())
            for b, c in pairwise([numbers.get(symbol, UNKNOWN) for symbol in symbols]):
                followers = pairs.setdefault(b, {})
                followers[c] = followers.get(c, 0) + 1
        return pairs

    @cached_property
    def _gains(self) -> dict[int, dict[int, float]]:
        return {}

    def after(self, b: int) -> dict[int, float]:
        """The symbols that follow ``b`` on the page, each with its weighted share."""
        found = self._gains.get(b)
        if found is None:
            followers = self._pairs.get(b, {}) if b != UNKNOWN else {}
            total = sum(followers.values())
            found = self._gains[b] = {c: WEIGHT * n / total for c, n in followers.items() if c != UNKNOWN}
        return found


def mixed(cost: int, share: float) -> int:
    """The cost of a symbol that the model gives ``cost`` and the page's wording this weighted share."""
    return round(-NAT * math.log((1 - WEIGHT) * math.exp(-cost / NAT) + share))
