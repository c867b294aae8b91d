"""From probabilities to the set of blocks that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def best_set(probability: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The blocks that maximise the expected F1 of characters, were the probabilities right.

    The best set takes the most probable blocks down to some limit; the limit is where
    2 x (expected right characters) / (kept + expected gold characters) is greatest.
    """
    order = np.argsort(-probability, kind="stable")
    right = probability * size
    score = 2 * np.cumsum(right[order]) / (np.cumsum(size[order]) + right.sum() + 1e-9)
    kept = np.zeros(len(size), bool)
    if len(size) and right.sum() > 0:
        kept[order[: int(score.argmax()) + 1]] = True
    return kept
