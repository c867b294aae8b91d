"""What a page says elsewhere, as a help in guessing: names and terms come back."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pipelines.repair.language import NAT, language_model
from pipelines.repair.pinyin import ANNOTATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WEIGHT = 0.1  # of the page's own wording beside the language model
UNKNOWN = 0


class Wording:
    """The pairs of symbols of a page; counted when they are first asked for."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self.texts = texts
        self._after: dict[int, tuple[NDArray[np.uint16], float]] = {}

    @cached_property
    def _symbols(self) -> NDArray[np.int16]:
        symbols = language_model().numbered("\n".join(ANNOTATION.sub("", text) for text in self.texts))
        return symbols[symbols >= 0]

    def after(self, b: int) -> tuple[NDArray[np.uint16], float]:
        """The symbols that follow ``b`` on the page, sorted, and the weighted share of each time one stands there."""
        found = self._after.get(b)
        if found is None:
            symbols = self._symbols
            followers = symbols[1:][symbols[:-1] == b] if b != UNKNOWN else symbols[:0]
            known = followers[followers != UNKNOWN].astype(np.uint16)
            known.sort()
            found = self._after[b] = known, WEIGHT / max(1, len(followers))
        return found


def mixed(cost: int, share: float) -> int:
    """The cost of a symbol that the model gives ``cost`` and the page's wording this weighted share."""
    return round(-NAT * math.log((1 - WEIGHT) * math.exp(-cost / NAT) + share))
