"""Boosted trees of one depth, for the few blocks that are in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Complete binary trees, a row each, nodes in the order of a heap: the children of node i are 2i+1 and 2i+2.

    Attributes:
        columns: which feature a node asks for.
        limits: to the right child where the feature is greater; infinite where a tree ends early.
        leaves: log-odds, from left to right.
    """

    columns: NDArray[np.int16]
    limits: NDArray[np.float32]
    leaves: NDArray[np.float32]

    def __post_init__(self) -> None:
        """Check the shapes.

        Raises:
            ValueError: these are no complete trees.
        """
        trees, nodes = self.columns.shape
        if (
            self.limits.shape != (trees, nodes)
            or self.leaves.shape != (trees, nodes + 1)
            or nodes & (nodes + 1)
        ):
            raise ValueError("trees of a wrong shape")

    def odds(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-odds of each row of features."""
        total = np.zeros(len(rows), np.float32)
        _add_leaves(rows, self.columns, self.limits, self.leaves, total)
        return total


@compiled
def _add_leaves(
    rows: NDArray[Any], columns: NDArray[Any], limits: NDArray[Any], leaves: NDArray[Any], total: NDArray[Any]
) -> None:
    trees, nodes = columns.shape
    for i in range(total.size):
        for tree in range(trees):
            at = 0
            while at < nodes:
                at = 2 * at + (2 if rows[i, columns[tree, at]] > limits[tree, at] else 1)
            total[i] += leaves[tree, at - nodes]
