"""Boosted trees of at most sixteen leaves, evaluated for all blocks at once.

Every test of every tree is made at once; a failed test strikes out the leaves to its left, and the first leaf
left standing is the tree's answer (the QuickScorer scheme, Lucchese et al., SIGIR 2015).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAVES = 16
_CHUNK = 192  # blocks at a time: as many as the processor keeps all tests of in its cache
# The first leaf that is not struck out; at least one never is.
_FIRST_LEFT = np.array([(~i & (i + 1)).bit_length() - 1 for i in range((1 << LEAVES) - 1)] + [0], np.uint8)


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
    _tests: tuple[NDArray[Any], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Number the distinct tests: half of them stand in more than one tree."""
        known: dict[tuple[int, float], int] = {}
        tests = zip(self.columns.ravel().tolist(), self.limits.ravel().tolist(), strict=True)
        number = np.array([known.setdefault(test, len(known)) for test in tests])
        columns = np.array([column for column, _ in known])
        limits = np.array([limit for _, limit in known], np.float32)
        object.__setattr__(self, "_tests", (columns, limits[:, None], number.reshape(self.columns.shape)))

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probability for each column of ``features``, one row a name."""
        count = features.shape[1]
        parts = [self._predict(features[:, i : i + _CHUNK]) for i in range(0, count, _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _predict(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        columns, limits, number = self._tests
        failed = (features.take(columns, 0) > limits).astype(np.uint16).take(number, 0)
        failed *= ~self.strikes[:, :, None]
        struck = np.bitwise_or.reduce(failed, 0)
        leaf = _FIRST_LEFT.take(struck) + np.arange(0, self.leaves.size, LEAVES)[:, None]
        odds = self.leaves.take(leaf).sum(0, dtype=np.float64)
        probability: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
        return probability


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
