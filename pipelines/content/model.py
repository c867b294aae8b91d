"""Boosted trees of at most sixteen leaves, evaluated for all blocks at once.

Every test of every tree is made at once; a failed test strikes out the leaves to its left, and the first leaf
left standing is the tree's answer (the QuickScorer scheme, Lucchese et al., SIGIR 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]

LEAVES = 16


@dataclass(frozen=True, slots=True)
class Trees:
    """A forest: ``columns``, ``limits`` and ``strikes`` have a row a test and a column a tree.

    Attributes:
        version: names the training run.
        names: of the features, in the order of the rows it expects.
        columns: which feature a test reads.
        limits: a test fails where the feature is greater.
        strikes: bits of the leaves that remain after a failed test.
        leaves: log-odds, a row a tree.
    """

    version: str
    names: tuple[str, ...]
    columns: NDArray[np.int64]
    limits: NDArray[np.float32]
    strikes: NDArray[np.uint16]
    leaves: NDArray[np.float32]

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probability for each column of ``features``, one row a name."""
        odds = np.zeros(features.shape[1])
        add_odds(features, self.columns, self.limits, self.strikes, self.leaves, odds)
        probability: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
        return probability


@compiled
def add_odds(
    features: Vector, columns: Vector, limits: Vector, strikes: Vector, leaves: Vector, odds: Vector
) -> None:
    """Add the answers of all trees for each column of ``features`` to ``odds``."""
    tests, trees = columns.shape
    count = odds.size
    left, every = np.empty(count, np.uint16), np.uint16(0xFFFF)
    for t in range(trees):
        left[:] = every
        for k in range(tests):
            values, limit, strike = features[columns[k, t]], limits[k, t], strikes[k, t]
            for i in range(count):
                left[i] &= strike if values[i] > limit else every
        for i in range(count):
            leaf, bits = 0, left[i]
            while not bits & 1:
                bits >>= 1
                leaf += 1
            odds[i] += leaves[t, leaf]


@cache
def load() -> Trees:
    """The trained forest beside this file."""
    with files(__package__).joinpath("trees.npz").open("rb") as file, np.load(file) as data:
        return Trees(
            str(data["version"]),
            tuple(data["names"].tolist()),
            data["columns"].astype(np.int64),
            data["limits"],
            data["strikes"],
            data["leaves"],
        )
