"""One pass over a text for the kinds of characters in it, so that what has nothing to do is left out."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipelines.repair import encoding, remnants, script

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Ideographs that only Traditional text has, or only Simplified text; letters of texts read in a wrong encoding;
# what no text should hold, and accents apart from their letters; half-width marks; signs of remnants.
TRADITIONAL, SIMPLIFIED, MISREAD, CONTROL, MARK, REMNANT, IDEOGRAPH, KANA = (1 << bit for bit in range(8))
CONTROLS = (
    (0x00, 0x09),
    (0x0B, 0x20),
    (0x7F, 0xA0),
    (0x0300, 0x0370),
    (0x2028, 0x202F),
    (0x2066, 0x206A),
    (0xFFFD, 0x10000),
)


class Counts(NamedTuple):
    """How many characters of some kinds a text has."""

    traditional: int
    simplified: int
    ideographs: int
    kana: int


# For each kind that is counted, which combinations of kinds hold it.
COUNTED = np.array(
    [[bits & kind > 0 for bits in range(256)] for kind in (TRADITIONAL, SIMPLIFIED, IDEOGRAPH, KANA)]
).astype(np.intp)


@functools.cache
def _table() -> NDArray[np.uint8]:
    """The kinds of each UTF-16 unit; surrogates have none, lone ones show when a text is encoded."""
    table = np.zeros(0x10000, dtype=np.uint8)
    for start, end in CONTROLS:
        table[start:end] |= CONTROL
    table[0x4E00:0xA000] |= IDEOGRAPH
    table[0x3041:0x30FB] |= KANA
    for kind, characters in (
        (TRADITIONAL, script.simplified()),
        (SIMPLIFIED, script.simplified_only()),
        (MARK, ",:;?!()"),
        (MISREAD, encoding.LETTERS.pattern[1:-1]),
        (MISREAD, map(chr, range(0xC0, 0x100))),
        (REMNANT, remnants.RARE),
    ):
        table[[ord(c) for c in characters if c <= "\uffff"]] |= kind
    return table


def _units(text: str) -> NDArray[np.uint8]:
    data = text.encode("utf-16-le", "surrogatepass")
    return _table().take(np.frombuffer(data, dtype=np.uint16))


def kinds(text: str) -> int:
    """The kinds of which the text has a character, as bits."""
    try:
        data = text.encode("utf-16-le")
    except UnicodeEncodeError:  # a lone surrogate
        return CONTROL | int(np.bitwise_or.reduce(_units(text)))
    return int(np.bitwise_or.reduce(_table().take(np.frombuffer(data, dtype=np.uint16))))


def count(text: str) -> Counts:
    """How many characters the text has of the kinds that tell its script."""
    return Counts(*(COUNTED @ np.bincount(_units(text), minlength=256)).tolist())
