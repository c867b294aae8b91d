"""Hashed character n-grams, and what they and the punctuation say of each block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.spam.fold import DIGIT, HAN, KANA, LATIN, PAD, SENTENCE, SEPARATOR, SIGN, SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pipelines.spam.fold import Folded

ORDERS = 4
BITS = 20  # 2**20 buckets: few enough to stay in the processor's cache as bytes
_MIX = np.uint32(0x9E3779B1)  # Knuth's multiplicative hashing: 2**32 over the golden ratio
_STEP = np.uint32(0x01000193)  # FNV-1a's prime


def buckets(codes: NDArray[np.uint16]) -> Iterator[NDArray[np.uint32]]:
    """Bucket of the n-gram that begins at each character, for n from 1 to ``ORDERS``.

    The arrays are one shorter each time: the last characters begin no longer n-gram.
    """
    letters = codes.astype(np.uint32)
    value = letters + np.uint32(0x811C9DC5)
    for order in range(ORDERS):
        if order:
            value = (value[:-1] ^ letters[order:]) + np.uint32(order)
        value = value * _STEP
        yield (value * _MIX) >> np.uint32(32 - BITS)


def silent(classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where n-grams count for nothing: in the gaps between blocks."""
    pad = classes == PAD
    quiet: NDArray[np.bool_] = pad.copy()
    quiet[:-1] = pad[:-1] & pad[1:]
    return quiet


def weigh(folded: Folded, weights: NDArray[np.int8]) -> NDArray[np.float32]:
    """Sum of the weights of the n-grams that begin at each character."""
    total = np.zeros(len(folded.codes), np.int16)
    for index in buckets(folded.codes):
        total[: len(index)] += weights[index]
    total[silent(folded.classes)] = 0
    return total.astype(np.float32)


FEATURES = (
    "mean", "root", "plus", "minus", "peak", "length", "han", "digit", "latin", "kana", "separator",
    "sentence", "space", "sign", "inserted", "invisible", "references", "segments", "segment_length",
    "spam_segments", "spam_chars", "clean_segments", "best_segment", "worst_segment",
)  # fmt: skip


def features(folded: Folded, weight: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    """One row of ``FEATURES`` per block.

    Args:
        folded: the blocks.
        weight: of each character, from :func:`weigh`.
        scale: one unit of ``weight`` in log-odds.
    """
    starts, classes = folded.starts, folded.classes
    blocks = len(starts)
    if not blocks:
        return np.zeros((0, len(FEATURES)), np.float32)
    weight = weight * np.float32(scale)
    ends = np.append(starts[1:], len(classes))
    size = np.maximum(ends - starts - len("\0\0\0\0"), 1).astype(np.float32)

    def total(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.add.reduceat(values, starts)

    def share(kind: int) -> NDArray[np.float32]:
        counted = np.add.reduceat((classes == kind).view(np.uint8), starts, dtype=np.int64)
        return (counted / size).astype(np.float32)

    sum_: NDArray[np.float32] = total(weight)
    plus = total(np.maximum(weight, 0))
    boundary = (classes == SEPARATOR) | (classes == SENTENCE) | (classes == SPACE) | (classes == PAD)
    first = np.flatnonzero(boundary)  # a segment begins with the boundary before it; empty ones are dropped
    lengths = np.diff(first, append=len(classes)) - 1
    owner = np.searchsorted(starts, first, "right") - 1
    segment = np.add.reduceat(weight, first)
    real = (lengths > 0) & (owner >= 0)
    first, lengths, owner, segment = first[real], lengths[real], owner[real], segment[real]
    count = np.bincount(owner, minlength=blocks).astype(np.float32)
    level = segment / np.sqrt(lengths + 1, dtype=np.float32)
    bad, good = level > 0.5, level < -0.5
    best = np.zeros(blocks, np.float32)
    worst = np.zeros(blocks, np.float32)
    np.maximum.at(best, owner, level)
    np.minimum.at(worst, owner, level)
    some = np.maximum(count, 1)
    table: NDArray[np.float32] = np.stack(
        (
            sum_ / size,
            sum_ / np.sqrt(size),
            plus / size,
            (sum_ - plus) / size,
            np.maximum.reduceat(weight, starts),
            np.log(size),
            share(HAN),
            share(DIGIT),
            share(LATIN),
            share(KANA),
            share(SEPARATOR),
            share(SENTENCE),
            share(SPACE),
            share(SIGN),
            np.minimum(folded.signs / size, 1),
            np.minimum(folded.invisible / size, 1),
            np.minimum(folded.references / size, 1),
            np.log1p(count),
            np.log(size / some),
            np.bincount(owner, bad, blocks) / some,
            np.bincount(owner, np.where(bad, lengths, 0), blocks) / size,
            np.bincount(owner, good, blocks) / some,
            best,
            worst,
        ),
        axis=1,
        dtype=np.float32,
        casting="unsafe",
    )
    return table
