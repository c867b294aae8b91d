"""Hashed character n-grams, and what they and the punctuation say of each block."""

from __future__ import annotations

from math import floor, log, log1p, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.compiled import compiled
from pipelines.spam.fold import GAP, HAN, OTHER, PAD, SEPARATOR, SPACE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.spam.fold import Folded

ORDERS = 4
VIEWS = 2  # topic: spam against ordinary text; style: spam against clean text about the same things
BITS = 20  # 2**20 buckets: few enough to stay in the processor's cache as bytes
_MIX = np.uint32(0x9E3779B1)  # Knuth's multiplicative hashing: 2**32 over the golden ratio
_STEP = np.uint32(0x01000193)  # FNV-1a's prime


def buckets(codes: NDArray[np.uint16]) -> list[NDArray[np.uint32]]:
    """Bucket of the n-gram that begins at each character, for n from 1 to ``ORDERS``.

    The arrays are one shorter each time: the last characters begin no longer n-gram.
    """
    return [row[: max(len(codes) - order, 0)] for order, row in enumerate(_buckets(codes))]


def _buckets(codes: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """The same as one array; bucket 0 where no n-gram begins."""
    size = len(codes)
    found = np.zeros((ORDERS, size), np.uint32)
    letters = codes.astype(np.uint32)
    value = letters + np.uint32(0x811C9DC5)
    for order, row in enumerate(found):
        if order:
            value = value[:-1] ^ letters[order:]
            value += np.uint32(order)
        value *= _STEP
        np.multiply(value, _MIX, row[: max(size - order, 0)])
    found >>= np.uint32(32 - BITS)
    return found


def silent(classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where n-grams count for nothing: in the gaps between blocks."""
    quiet: NDArray[np.bool_] = classes == PAD
    quiet[:-1] &= quiet[1:]
    return quiet


def weigh(folded: Folded, weights: NDArray[np.int8]) -> NDArray[np.int16]:
    """Sums of the weights of the n-grams that begin at each character, one row per view."""
    total = np.zeros((VIEWS, len(folded.codes)), np.int16)
    _weigh(_buckets(folded.codes), folded.classes, weights, total)
    return total


@compiled
def _weigh(found: NDArray[Any], classes: NDArray[Any], weights: NDArray[Any], total: NDArray[Any]) -> None:
    orders, size = found.shape
    for i in range(size):
        if classes[i] != PAD or (i + 1 < size and classes[i + 1] != PAD):
            topic = style = 0
            for order in range(orders):
                bucket = found[order, i]
                topic += int(weights[bucket, 0])
                style += int(weights[bucket, 1])
            total[0, i], total[1, i] = topic, style


_STRUCTURE = (
    "length", "han", "digit", "latin", "kana", "separator", "sentence", "space", "sign", "inserted",
    "invisible", "references", "segments", "segment_length",
)  # fmt: skip
_EVIDENCE = (
    "mean", "root", "plus", "minus", "peak", "window", "window_chars", "spam_segments", "spam_chars",
    "clean_segments", "best_segment", "worst_segment",
)  # fmt: skip
FEATURES = _STRUCTURE + tuple(f"{view}_{name}" for view in ("topic", "style") for name in _EVIDENCE)
EVIDENCE = len(_STRUCTURE)  # from this feature on the weights of n-grams have a say
_STRONG = 3.0  # log-odds of a window
_WINDOW = len(GAP)  # characters: about two keywords


def features(folded: Folded, weight: NDArray[np.int16], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """One row of ``FEATURES`` per block.

    Args:
        folded: the blocks.
        weight: of each character in each view, from :func:`weigh`.
        scales: one unit of ``weight`` in log-odds, for each view.
    """
    rows = np.zeros((len(folded.starts), len(FEATURES)), np.float32)
    taken = np.stack((folded.signs, folded.invisible, folded.references))
    _fill(folded.classes, folded.starts, taken, weight, scales.astype(float), rows)
    return rows


@compiled
def _fill(
    classes: NDArray[Any],
    starts: NDArray[Any],
    taken: NDArray[Any],
    weight: NDArray[Any],
    scales: NDArray[Any],
    rows: NDArray[Any],
) -> None:
    """Block by block; a segment is a run of characters between separators, told with the one before it."""
    begins, ends = np.empty(classes.size, np.int64), np.empty(classes.size, np.int64)
    counts = np.empty(OTHER + 1, np.int64)
    for b in range(starts.size):
        start, end = starts[b], starts[b + 1] if b + 1 < starts.size else classes.size
        row = rows[b]
        size = max(end - start - _WINDOW, 1)
        segments, first = 0, start
        counts[:] = 0
        for i in range(start, end):
            kind = classes[i]
            counts[kind] += 1
            if kind == PAD or SEPARATOR <= kind <= SPACE:
                if i - first > 1:
                    begins[segments], ends[segments] = first, i
                    segments += 1
                first = i
        some = max(segments, 1)
        row[0] = log(size)
        for kind in range(HAN, OTHER):
            row[kind] = counts[kind] / size
        for k in range(3):
            row[OTHER + k] = min(taken[k, b] / size, 1)
        row[OTHER + 3] = log1p(segments)
        row[OTHER + 4] = log(size / some)
        column = OTHER + 5
        for view in range(VIEWS):
            scale = scales[view]
            whole = plus = window = strong = 0
            most, best = -32768, -(2**31)
            limit = floor(_STRONG / scale)
            for i in range(start, end):
                here = int(weight[view, i])
                whole += here
                plus += max(here, 0)
                window += here
                if i - start >= _WINDOW:
                    window -= int(weight[view, i - _WINDOW])
                most, best = max(most, here), max(best, window)
                strong += window > limit
            spam = characters = clean = 0
            high = low = 0.0
            for k in range(segments):
                total = 0
                for i in range(begins[k], ends[k]):
                    total += int(weight[view, i])
                level = total * scale / sqrt(ends[k] - begins[k])
                if level > 0.5:
                    spam += 1
                    characters += ends[k] - begins[k] - 1
                clean += level < -0.5
                high, low = max(high, level), min(low, level)
            row[column] = whole * scale / size
            row[column + 1] = whole * scale / sqrt(size)
            row[column + 2] = plus * scale / size
            row[column + 3] = (whole - plus) * scale / size
            row[column + 4] = most * scale
            row[column + 5] = best * scale
            row[column + 6] = strong / size
            row[column + 7] = spam / some
            row[column + 8] = characters / size
            row[column + 9] = clean / some
            row[column + 10] = high
            row[column + 11] = low
            column += 12
