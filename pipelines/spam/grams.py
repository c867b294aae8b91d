"""Hashed character n-grams, and what they and the punctuation say of each block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.spam.fold import DIGIT, GAP, HAN, KANA, LATIN, PAD, SENTENCE, SEPARATOR, SIGN, SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pipelines.spam.fold import Folded

ORDERS = 4
VIEWS = 2  # topic: spam against ordinary text; style: spam against clean text about the same things
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


def weigh(folded: Folded, weights: NDArray[np.int8]) -> NDArray[np.int16]:
    """Sums of the weights of the n-grams that begin at each character, one row per view."""
    pairs = weights.view(np.int16)[:, 0]  # both views of a bucket in one look-up
    total = np.zeros((len(folded.codes), VIEWS), np.int16)
    for index in buckets(folded.codes):
        total[: len(index)] += pairs[index].view(np.int8).reshape(-1, VIEWS)
    total[silent(folded.classes)] = 0
    return np.ascontiguousarray(total.T)


_STRUCTURE = (
    "length", "han", "digit", "latin", "kana", "separator", "sentence", "space", "sign", "inserted",
    "invisible", "references", "segments", "segment_length",
)  # fmt: skip
_EVIDENCE = (
    "mean", "root", "plus", "minus", "peak", "window", "window_chars", "spam_segments", "spam_chars",
    "clean_segments", "best_segment", "worst_segment",
)  # fmt: skip
FEATURES = _STRUCTURE + tuple(f"{view}_{name}" for view in ("topic", "style") for name in _EVIDENCE)
_STRONG = 3.0  # log-odds of a window
_WINDOW = len(GAP)  # characters: about two keywords


def features(folded: Folded, weight: NDArray[np.int16], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """One row of ``FEATURES`` per block.

    Args:
        folded: the blocks.
        weight: of each character in each view, from :func:`weigh`.
        scales: one unit of ``weight`` in log-odds, for each view.
    """
    starts, classes = folded.starts, folded.classes
    blocks = len(starts)
    if not blocks:
        return np.zeros((0, len(FEATURES)), np.float32)
    size = np.maximum(np.diff(starts, append=len(classes)) - len(GAP), 1).astype(np.float32)
    segments = _segments(folded)
    count = np.bincount(segments.owner, minlength=blocks)
    columns: list[NDArray[Any]] = [np.log(size)]
    kinds = (HAN, DIGIT, LATIN, KANA, SEPARATOR, SENTENCE, SPACE, SIGN)
    columns += [
        np.add.reduceat((classes == kind).view(np.uint8), starts, dtype=np.int64) / size for kind in kinds
    ]
    columns += [np.minimum(taken / size, 1) for taken in (folded.signs, folded.invisible, folded.references)]
    columns += [np.log1p(count), np.log(size / np.maximum(count, 1))]
    for view, scale in zip(weight, scales, strict=True):
        columns += _evidence(view, float(scale), starts, size, segments, count)
    return np.stack(columns, axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Segments:
    """Runs of characters between separators: where each begins, its length and its block."""

    first: NDArray[np.int64]
    real: NDArray[np.bool_]
    length: NDArray[np.int64]
    owner: NDArray[np.int64]


def _segments(folded: Folded) -> _Segments:
    classes = folded.classes
    boundary = (classes == SEPARATOR) | (classes == SENTENCE) | (classes == SPACE) | (classes == PAD)
    first = np.flatnonzero(boundary)  # a segment begins with the boundary before it
    length = np.diff(first, append=len(classes)) - 1
    owner = np.searchsorted(folded.starts, first, "right") - 1
    real = (length > 0) & (owner >= 0)
    return _Segments(first, real, length[real], owner[real])


def _evidence(
    weight: NDArray[np.int16],
    scale: float,
    starts: NDArray[np.int64],
    size: NDArray[np.float32],
    segments: _Segments,
    count: NDArray[np.int64],
) -> list[NDArray[Any]]:
    """The ``_EVIDENCE`` columns of one view; in whole numbers until each block has one."""
    blocks = len(starts)
    whole = np.add.reduceat(weight, starts, dtype=np.int32) * scale
    plus = np.add.reduceat(np.maximum(weight, 0), starts, dtype=np.int32) * scale
    run = np.cumsum(weight, dtype=np.int32)
    window = run.copy()  # sums of _WINDOW characters, never of two blocks
    window[_WINDOW:] -= run[:-_WINDOW]
    strong = np.add.reduceat((window > _STRONG / scale).view(np.uint8), starts, dtype=np.int32)
    level = np.add.reduceat(weight, segments.first, dtype=np.int32)[segments.real] * scale
    level /= np.sqrt(segments.length + 1)
    owner, some = segments.owner, np.maximum(count, 1)
    bad, good = level > 0.5, level < -0.5
    best, worst = np.zeros(blocks), np.zeros(blocks)
    if len(level):
        begin = (np.cumsum(count) - count)[count > 0]
        best[count > 0] = np.maximum(np.maximum.reduceat(level, begin), 0)
        worst[count > 0] = np.minimum(np.minimum.reduceat(level, begin), 0)
    return [
        whole / size,
        whole / np.sqrt(size),
        plus / size,
        (whole - plus) / size,
        np.maximum.reduceat(weight, starts) * scale,
        np.maximum.reduceat(window, starts) * scale,
        strong / size,
        np.bincount(owner, bad, blocks) / some,
        np.bincount(owner, np.where(bad, segments.length, 0), blocks) / size,
        np.bincount(owner, good, blocks) / some,
        best,
        worst,
    ]
