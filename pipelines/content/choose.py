"""From probabilities to the set of blocks that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Set for sub-headings of plain text, which score .36 to .42 in the fixtures; with .15 for LIKELY the F1 of the
# shared pages changed by under .001.
SURE, LIKELY, MOST_BETWEEN = 0.6, 0.2, 2


def best_set(probability: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The blocks that maximise the expected F1 of characters, were the probabilities right.

    The best set takes the most probable blocks down to some limit; the limit is where
    2 x (expected right characters) / (kept + expected gold characters) is greatest.
    """
    order = (-probability).argsort(kind="stable")
    right = probability * size
    score = 2 * right[order].cumsum() / (size[order].cumsum() + right.sum() + 1e-9)
    kept = np.zeros(len(size), bool)
    if len(size) and right.sum() > 0:
        kept[order[: int(score.argmax()) + 1]] = True
    return kept


def fill(kept: NDArray[np.bool_], probability: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The same with what is likely enough to be a sub-heading or a short line between two kept blocks.

    A judge that sees one block doubts a line without a full stop; that text goes on right behind it speaks for
    it. One or two blocks between two sure ones are kept where neither is unlikely itself.
    """
    filled = kept.copy()
    at = kept.nonzero()[0]
    step = at[1:] - at[:-1]
    sure = probability[at] >= SURE
    for i in ((step > 1) & (step <= MOST_BETWEEN + 1) & sure[:-1] & sure[1:]).nonzero()[0]:
        between = slice(at[i] + 1, at[i + 1])
        filled[between] |= bool((probability[between] >= LIKELY).all())
    return filled
