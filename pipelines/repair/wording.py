"""What a page says elsewhere, as a help in guessing: names and terms come back."""

from __future__ import annotations

import math
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.repair.language import NAT, language_model
from pipelines.repair.pinyin import ANNOTATION
from pipelines.repair.symbols import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WEIGHT = 0.1  # of the page's own wording beside the language model
UNKNOWN = 0


class Wording:
    """The pairs of symbols of a page; counted when they are first asked for."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self.texts = texts

    @cached_property
    def _symbols(self) -> str:
        return "\n".join(ANNOTATION.sub("", text).translate(table()) for text in self.texts)

    @cached_property
    def _shares(self) -> dict[int, dict[int, float]]:
        return {}

    def after(self, b: int) -> dict[int, float]:
        """The symbols that follow ``b`` on the page, each with its weighted share."""
        found = self._shares.get(b)
        if found is None:
            model = language_model()
            followers = Counter(self._followers(model.alphabet[b]) if b != UNKNOWN else ())
            found = self._shares[b] = {
                model.numbers[c]: WEIGHT * n / followers.total()
                for c, n in followers.items()
                if c in model.numbers
            }
        return found

    def _followers(self, symbol: str) -> Iterator[str]:
        symbols = self._symbols
        at = symbols.find(symbol)
        while 0 <= at < len(symbols) - 1:
            yield symbols[at + 1]
            at = symbols.find(symbol, at + 1)


def mixed(cost: int, share: float) -> int:
    """The cost of a symbol that the model gives ``cost`` and the page's wording this weighted share."""
    return round(-NAT * math.log((1 - WEIGHT) * math.exp(-cost / NAT) + share))
