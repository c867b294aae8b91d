"""One pass over a text for the kinds of characters in it, so that what has nothing to do is left out."""

from __future__ import annotations

import functools
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pipelines.compiled import compiled
from pipelines.repair import encoding, flags, remnants, script
from pipelines.repair.page_breaks import NUMBERED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Units = NDArray[np.uint16]

# Ideographs that only Traditional text has, or only Simplified text; letters of texts read in a wrong encoding;
# what no text should hold, and accents apart from their letters; half-width marks; signs of remnants; what NFC
# may change; a sign that flags read.
TRADITIONAL, SIMPLIFIED, MISREAD, CONTROL, MARK, REMNANT, COMPOSING, TELLING, IDEOGRAPH, KANA = (
    1 << bit for bit in range(10)
)
# Pairs of characters that are frequent alone and rare together: the first of a pair has the bit before that of the
# second. In three groups, so that fewer chance pairs (尤其是) are taken for one.
_PAIRS = NUMBER, TOLD, TOLD_TOO = 1 << 11, 1 << 13, 1 << 15
_ALONE = (1 << 10) - 1
_SIDE_BY_SIDE = NUMBER | TOLD | TOLD_TOO
# Five characters near the beginning that are told twice.
TWICE = 1 << 16
CONTROLS = (
    (0x00, 0x09),
    (0x0B, 0x20),
    (0x7F, 0xA0),
    (0xAD, 0xAE),
    (0x0300, 0x0370),
    (0x200B, 0x2010),
    (0x2028, 0x202F),
    (0x2060, 0x2061),
    (0x2066, 0x206A),
    (0xFEFF, 0xFF00),
    (0xFFFD, 0x10000),
)
# Stretches of the BMP that NFC leaves alone whatever stands beside (NFC_Quick_Check=Yes and combining class 0).
INERT = (
    (0x0000, 0x0300),
    (0x0400, 0x0483),
    (0x2002, 0x20D0),
    (0x2150, 0x2329),
    (0x232B, 0x2ADC),
    (0x2E80, 0x302A),
    (0x3030, 0x3099),
    (0x309B, 0xA66F),
    (0xAC00, 0xD7A4),
    (0xE000, 0xF900),
    (0xFE30, 0x10000),
)


@functools.cache
def _table() -> Units:
    """The kinds of each UTF-16 unit; surrogates may compose, lone ones show when a text is encoded."""
    table = np.zeros(0x10000, dtype=np.uint16)
    for start, end in CONTROLS:
        table[start:end] |= CONTROL
    table[0x4E00:0xA000] |= IDEOGRAPH
    table[0x3041:0x30FB] |= KANA
    inert = np.zeros(0x10000, dtype=bool)
    for start, end in INERT:
        inert[start:end] = True
    table[~inert] |= COMPOSING
    pairs = zip(_PAIRS, (NUMBERED, *flags.telling_pairs()), strict=True)
    for kind, characters in (
        (TRADITIONAL, script.simplified()),
        (SIMPLIFIED, script.simplified_only()),
        (MARK, ",:;?!()"),
        (MISREAD, encoding.LETTERS.pattern[1:-1]),
        (MISREAD, map(chr, range(0xC0, 0x100))),
        (REMNANT, remnants.RARE),
        (TELLING, flags.TELLING),
        *((kind >> i, [pair[1 - i] for pair in group]) for kind, group in pairs for i in (0, 1)),
    ):
        table[[ord(c) for c in characters if c <= "\uffff"]] |= kind
    return table


def kinds(text: str) -> int:
    """The kinds of which the text has a character, as bits; those of pairs where two stand side by side."""
    try:
        data = text.encode("utf-16-le")
        seen = 0
    except UnicodeEncodeError:  # a lone surrogate
        data = text.encode("utf-16-le", "surrogatepass")
        seen = CONTROL
    return seen | _scan(np.frombuffer(data, np.uint16), _table(), flags.SAMPLE, flags.LEAST_TWICE)


@compiled
def _scan(units: Units, table: Units, sample: int, least: int) -> int:
    """The kinds of UTF-16 units; ``sample`` are looked at for ``least`` told twice."""
    alone = beside = before = twice = last = 0
    for i in range(units.size):
        unit = int(units[i])
        each = int(table[unit])
        alone |= each
        beside |= before << 1 & each
        if unit == last and i < sample and i and each & IDEOGRAPH:
            twice += 1
        before, last = each, unit
    return alone & _ALONE | beside & _SIDE_BY_SIDE | (TWICE if twice >= least else 0)


class Counts:
    """How many characters of some kinds a text has; each counted when it is first asked for."""

    def __init__(self, text: str) -> None:
        data = text.encode("utf-16-le", "surrogatepass")
        self._each = _table().take(np.frombuffer(data, dtype=np.uint16))

    def _count(self, kind: int) -> int:
        return int(np.count_nonzero(self._each & kind))

    @cached_property
    def traditional(self) -> int:
        """Ideographs that only Traditional text has."""
        return self._count(TRADITIONAL)

    @cached_property
    def simplified(self) -> int:
        """Ideographs that only Simplified text has."""
        return self._count(SIMPLIFIED)

    @cached_property
    def ideographs(self) -> int:
        """Those of the first block."""
        return self._count(IDEOGRAPH)

    @cached_property
    def kana(self) -> int:
        """Hiragana and katakana."""
        return self._count(KANA)
