"""Short signatures of texts, made once and kept: MinHash of the shingles and of the facts, and the numbers as bits."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from rensa import RMinHash

from pipelines.duplicates.text import MOST, SHINGLE, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

SLOTS = 64  # of the signature: two texts share as many of them as their shingles overlap, ± 6 in 100
ORDERS = 8  # of the signature of numbers and places
BITS = 1024  # of the numbers
SEED = 1
# What kept sketches and judgements were made by: where this differs, all are made anew. The first number counts the
# changes of text.py and judge.py.
METHOD = f"1, rensa {RMinHash.ALGORITHM_VERSION}, {SHINGLE} {SLOTS} {ORDERS} {BITS} {MOST}"

# A text in less than half a kilobyte: its size in shingles; the least hashes of its shingles in SLOTS orders (Broder
# 1997, in the variant of rensa's R-MinHash) and of its numbers and places in ORDERS orders; its numbers as bits.
SKETCH = np.dtype([
    ("size", "<u4"), ("signature", "<u4", SLOTS), ("orders", "<u4", ORDERS), ("numbers", "<u8", BITS // 64),
])  # fmt: skip


def sketches(letters: Sequence[str]) -> NDArray[np.void]:
    """The sketch of each normalised text, as rows of :data:`SKETCH`."""
    found = np.zeros(len(letters), SKETCH)
    if not letters:
        return found
    texts = [read(text) for text in letters]
    numbers = [_facts(text.numbers) for text in texts]
    found["size"] = [text.size for text in texts]
    found["signature"] = _minima([text.order for text in texts], SLOTS)
    found["orders"] = _minima([_facts(text.numbers | text.places) for text in texts], ORDERS)
    bits = np.zeros((len(letters), BITS), np.uint8)
    for row, known in zip(bits, numbers, strict=True):
        row[known % np.uint64(BITS)] = 1
    found["numbers"] = np.packbits(bits, axis=1, bitorder="little").view("<u8")
    return found


def _minima(sets: list[NDArray[np.uint64]], orders: int) -> list[list[int]]:
    return RMinHash.digest_matrix_from_token_hash_sets(sets, num_perm=orders, seed=SEED).to_rows()  # type: ignore[no-any-return]


def _facts(facts: Iterable[str]) -> NDArray[np.uint64]:
    """A hash for each, the same in every run, unlike hash()."""
    return np.array([crc32(fact.encode(errors="replace")) for fact in facts], np.uint64)
