"""Hashed character n-grams, and what they and the punctuation say of each block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

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
    pairs = weights.view("<i2")[:, 0].take(_buckets(folded.codes))  # both views of a bucket in one look-up
    total = np.empty((VIEWS, len(folded.codes)), np.int16)
    np.add.reduce((pairs << 8) >> 8, 0, np.int16, total[0])
    np.add.reduce(pairs >> 8, 0, np.int16, total[1])
    total *= ~silent(folded.classes)
    return total


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
_CLASSES = OTHER + 1
_STRONG = 3.0  # log-odds of a window
_WINDOW = len(GAP)  # characters: about two keywords


def features(folded: Folded, weight: NDArray[np.int16], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """One row of ``FEATURES`` per block.

    Args:
        folded: the blocks.
        weight: of each character in each view, from :func:`weigh`.
        scales: one unit of ``weight`` in log-odds, for each view.
    """
    blocks = len(folded.starts)
    rows = np.zeros((len(FEATURES), blocks), np.float32)
    if not blocks:
        return rows.T
    spans = _spans(folded)
    size = np.maximum(spans.room - len(GAP), 1).astype(np.float32)
    some = np.maximum(spans.count, 1)
    classes = np.bincount(spans.owner * _CLASSES + folded.classes, minlength=blocks * _CLASSES)
    rows[0] = np.log(size)
    rows[1:9] = classes.reshape(blocks, _CLASSES).T[HAN:OTHER] / size
    for row, taken in zip(rows[9:12], (folded.signs, folded.invisible, folded.references), strict=True):
        if taken.any():
            np.minimum(taken / size, 1, out=row)
    rows[12] = np.log1p(spans.count)
    rows[13] = np.log(size / some)
    views = rows[len(_STRUCTURE) :].reshape(VIEWS, len(_EVIDENCE), blocks)
    _evidence(views.transpose(1, 0, 2), weight, scales.astype(float)[:, None], spans, size)
    return rows.T


@dataclass(frozen=True, slots=True)
class _Spans:
    """Where blocks lie, and their segments: runs of characters between separators.

    Attributes:
        edges: where each block begins, and the end of the last.
        room: characters of each block with the gap behind it.
        owner: block of each character.
        first: index of the separator before each segment.
        last: index of the separator behind it.
        of: block of each segment.
        count: segments of each block.
    """

    edges: NDArray[np.int64]
    room: NDArray[np.int64]
    owner: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    of: NDArray[np.int64]
    count: NDArray[np.int64]


def _spans(folded: Folded) -> _Spans:
    classes, blocks = folded.classes, len(folded.starts)
    edges = np.empty(blocks + 1, np.int64)
    edges[:-1] = folded.starts
    edges[-1] = len(classes)
    room = edges[1:] - edges[:-1]
    owner = np.arange(blocks).repeat(room)
    boundary = ((classes >= SEPARATOR) & (classes <= SPACE)) | (classes == PAD)
    turns = (boundary[1:] != boundary[:-1]).nonzero()[
        0
    ]  # a block's pads make it begin and end with a boundary
    first, last = turns[::2], turns[1::2] + 1
    of = owner.take(first)
    return _Spans(edges, room, owner, first, last, of, np.bincount(of, minlength=blocks))


def _evidence(
    rows: NDArray[np.float32],
    weight: NDArray[np.int16],
    scale: NDArray[np.float64],
    spans: _Spans,
    size: NDArray[np.float32],
) -> None:
    """Fill the ``_EVIDENCE`` rows of both views; in whole numbers until each block has one."""
    starts, views, blocks = spans.edges[:-1], len(weight), len(size)
    # Running sums of all weights and of those above zero: a span's sum is the difference at its ends.
    sums = np.zeros((2 * views, weight.shape[1] + 1), np.int32)
    np.add.accumulate(np.concatenate((weight, np.maximum(weight, 0))), 1, np.int32, sums[:, 1:])
    at = sums.take(spans.edges, 1)
    at = at[:, 1:] - at[:, :-1]
    whole, plus = at[:views] * scale, at[views:] * scale
    run = sums[:views]
    window = run[:, 1:].copy()  # sums of _WINDOW characters, never of two blocks
    window[:, _WINDOW:] -= run[:, 1:-_WINDOW]
    rows[0] = whole / size
    rows[1] = whole / np.sqrt(size)
    rows[2] = plus / size
    rows[3] = (whole - plus) / size
    rows[4] = np.maximum.reduceat(weight, starts, 1) * scale
    rows[5] = np.maximum.reduceat(window, starts, 1) * scale
    strong = window > np.floor(_STRONG / scale).astype(np.int32)
    rows[6] = _tally(strong, spans.owner, blocks) / size
    if not len(spans.of):
        return
    span = spans.last - spans.first
    level = (run.take(spans.last, 1) - run.take(spans.first, 1)) * scale / np.sqrt(span)
    level = np.concatenate((level, -level))  # so that spam and clean segments are counted alike
    found = level > 0.5
    rows[7:10:2] = (_tally(found, spans.of, blocks) / np.maximum(spans.count, 1)).reshape(2, views, blocks)
    rows[8] = _tally(found[:views], spans.of, blocks, span - 1) / size
    has = spans.count.nonzero()[0]
    begin = (spans.count.cumsum() - spans.count)[has]
    most = np.maximum(np.maximum.reduceat(level, begin, 1), 0)
    rows[10][:, has] = most[:views]
    rows[11][:, has] = -most[views:]


def _tally(
    found: NDArray[np.bool_], owner: NDArray[np.int64], blocks: int, worth: NDArray[np.int64] | None = None
) -> NDArray[Any]:
    """How many were found in each row and block, or the sum of what they are worth; fast where few are."""
    at = found.ravel().nonzero()[0]
    cells = owner.take(at, mode="wrap") + at // found.shape[1] * blocks
    values = None if worth is None else worth.take(at, mode="wrap")
    return np.bincount(cells, values, len(found) * blocks).reshape(len(found), blocks)
