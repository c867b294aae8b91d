"""A text as duplicates see it: its letters, their shingles, and the facts that a copy keeps."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SHINGLE = 5  # characters: two to three words; unrelated news share next to none (docs/benchmarks.md)
LEAST = 50  # letters; what is shorter says too little to be anybody's copy
MOST = 200_000  # letters that are looked at
_Number = TypeVar("_Number", bound=np.generic)
_NUMBER = re.compile(r"\d+")
_ORDINAL = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,4}[批期次届号轮季]")
# Two characters before what divisions end in: rough, but the same in every copy.
_PLACE = re.compile(r"[\u4e00-\u9fff]{2}(?:省|市|县|区|镇|乡|村|街道|社区)")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: Fibonacci hashing (Knuth, TAOCP 3, 6.4)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared of a text.

    Attributes:
        order: hashes of all runs of :data:`SHINGLE` letters, in their order.
        shingles: the same, sorted, each once.
        numbers: numbers, and numbers in their order two by two: what a copy keeps and another county's use of the
            same form does not.
        places: what looks like the name of a division.
        ordinals: what the text calls itself in a series (第二批).
    """

    order: NDArray[np.uint64]
    shingles: NDArray[np.uint64]
    numbers: frozenset[str]
    places: frozenset[str]
    ordinals: frozenset[str]

    @property
    def size(self) -> int:
        """Shingles."""
        return len(self.shingles)


def normalise(body: str) -> str:
    """Letters and digits only, half-width and in lower case; "" where they are fewer than :data:`LEAST`."""
    codes = np.frombuffer(body[: 2 * MOST].encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.where((codes > 0xFF00) & (codes < 0xFF5F), codes - 0xFEE0, codes)
    codes = np.where((codes > 0x40) & (codes < 0x5B), codes + 0x20, codes)
    kept = (codes >= 0x3400) & (codes < 0xD800) | (codes >= 0xF900) & (codes < 0xFB00) | (codes >= 0x20000)
    kept |= (codes > 0x60) & (codes < 0x7B) | (codes > 0x2F) & (codes < 0x3A)
    letters = codes[kept][:MOST]
    return "" if len(letters) < LEAST else letters.astype("<u4").tobytes().decode("utf-32-le", "replace")


def identity(letters: str) -> int:
    """A number of 63 bits for a normalised text: the same for the same letters."""
    digest = hashlib.blake2b(letters.encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def unique(values: NDArray[_Number]) -> NDArray[_Number]:
    """Sorted, each once: numpy.unique of 64-bit numbers, which goes by hashing, takes from twice to ten times as long."""
    ordered = np.sort(values)
    kept = np.ones(len(ordered), bool)
    kept[1:] = ordered[1:] != ordered[:-1]
    return ordered[kept]


def read(letters: str) -> Text:
    """What is compared of a normalised text."""
    order = hashes(letters)
    return Text(
        order,
        unique(order),
        frozenset(_numbers(letters)),
        frozenset(_PLACE.findall(letters)),
        frozenset(_ORDINAL.findall(letters)),
    )


def hashes(letters: str) -> NDArray[np.uint64]:
    """A hash for every shingle, in their order."""
    codes = np.frombuffer(letters.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    count = len(codes) - SHINGLE + 1
    mixed = np.zeros(max(count, 0), np.uint64)
    for start in range(SHINGLE if count > 0 else 0):
        mixed = (mixed ^ codes[start : start + count]) * _MULTIPLIER
        mixed ^= mixed >> _SHIFT
    return mixed


def _numbers(letters: str) -> Iterator[str]:
    before = ""
    for number in _NUMBER.finditer(letters):
        told = number[0]
        # A single digit is everywhere; with what it counts it is not.
        yield told if len(told) > 1 else told + letters[number.end() : number.end() + 1]
        if before:
            yield f"{before} {told}"
        before = told
