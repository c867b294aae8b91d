"""Pairs of texts that are worth judging, without comparing all with all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.duplicates.judge import FEW, LEAST_AGREED, LEAST_COVERED
from pipelines.duplicates.sketch import ORDERS, SLOTS
from pipelines.duplicates.text import unique

if TYPE_CHECKING:
    from numpy.typing import NDArray

CROWD = 32  # texts that share a slot; of more, only the next neighbours are compared
WINDOW = 8  # neighbours, each way
WINDOW_IN_CROWD = 2
_BLOCK = 16  # slots whose pairs are looked through together
_SURE = 3  # a pair is kept from a third of the slots that it should share at the least


def candidates(sketches: NDArray[np.void]) -> NDArray[np.int64]:
    """Pairs of row numbers, the smaller first, sorted.

    Texts that share a slot of their signatures are neighbours. Where many share it, as the copies of a form do, they
    stand in the order of their facts, so that the same story stands together; each is compared with the next few. So
    the pairs grow with the texts and not with their square, however many are alike, and large clusters hang together
    by their neighbours.

    Args:
        sketches: rows of :data:`pipelines.duplicates.sketch.SKETCH`, each text once, in an order that is the same
            whatever the order of arrival.
    """
    count = len(sketches)
    signatures = np.ascontiguousarray(sketches["signature"].T)
    told = _count(sketches["numbers"])
    kept = [np.empty(0, np.int64)]
    for start in range(0, SLOTS, _BLOCK):
        codes = [
            _neighbours(signatures[slot], sketches["orders"][:, slot % ORDERS], count)
            for slot in range(start, start + _BLOCK)
        ]
        pairs = unique(np.concatenate(codes))
        for part in np.array_split(pairs, max(1, len(pairs) // 200_000)):
            kept.append(part[_worth(sketches, told, part // count, part % count)])  # noqa: PERF401  # reads better
    found = unique(np.concatenate(kept))
    return np.stack([found // max(count, 1), found % max(count, 1)], axis=1)


def _neighbours(values: NDArray[np.uint32], facts: NDArray[np.uint32], count: int) -> NDArray[np.int64]:
    """Pairs that share a value, as ``smaller * count + larger``."""
    order = np.lexsort((facts, values))  # stable: where both are alike, the order of the rows
    ordered = values[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if count else order
    sizes = np.diff(np.append(starts, count))
    crowded = np.repeat(sizes > CROWD, sizes)
    pairs = []
    for step in range(1, WINDOW + 1):
        near = ordered[step:] == ordered[:-step]
        if step > WINDOW_IN_CROWD:
            near &= ~crowded[step:]
        at = np.flatnonzero(near)
        one, two = order[at], order[at + step]
        pairs.append(np.minimum(one, two) * count + np.maximum(one, two))
    return np.concatenate(pairs)


def _worth(
    sketches: NDArray[np.void], told: NDArray[np.int64], one: NDArray[np.int64], two: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether the pairs may be the same by their numbers and by their shingles.

    Numbers are compared as bits: two may fall on one bit, hence the margin.
    """
    bits = sketches["numbers"]
    few = np.minimum(told[one], told[two])
    agreed = _count(bits[one] & bits[two])
    kept = np.flatnonzero((few < FEW) | (agreed >= (LEAST_AGREED - 0.05) * few))
    one, two = one[kept], two[kept]
    shared = np.count_nonzero(sketches["signature"][one] == sketches["signature"][two], axis=1)
    short = np.minimum(sketches["size"][one], sketches["size"][two]).astype(float)
    long = np.maximum(sketches["size"][one], sketches["size"][two])
    least = SLOTS * LEAST_COVERED * short / (short + long - LEAST_COVERED * short)
    worth = np.zeros(len(few), bool)
    worth[kept[shared >= least / _SURE]] = True
    return worth


def _count(bits: NDArray[np.uint64]) -> NDArray[np.int64]:
    counted: NDArray[np.int64] = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    return counted
