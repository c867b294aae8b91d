"""Boosted trees of one depth, evaluated for a few blocks at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHUNK = 512  # blocks at a time, so that a page of nothing but spam takes little memory


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
        parts = [self._odds(rows[i : i + _CHUNK]) for i in range(0, len(rows), _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _odds(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        trees, nodes = self.columns.shape
        first = np.arange(trees) * nodes
        row = np.arange(len(rows))[:, None] * rows.shape[1]
        at = np.zeros((len(rows), trees), np.int64)
        for _ in range(nodes.bit_length()):
            node = first + at
            at = 2 * at + 1 + (rows.take(row + self.columns.take(node)) > self.limits.take(node))
        total: NDArray[np.float32] = self.leaves.take(first + np.arange(trees) + at - nodes).sum(
            1, np.float32
        )
        return total
