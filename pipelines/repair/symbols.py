"""The alphabet of the language model: what a character counts as when a reading is judged."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import numpy as np

from pipelines.repair.script import simplified

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

END = "\n"
DIGIT, LETTER = "0", "a"
HALF = ",:;?!()"
FULL = "，：；？！（）"
BLANK = re.compile(r"\s")  # of str.isspace


class _Symbols(dict[int, str | None]):
    """Translation table that is filled as characters are met; None for what the model does not see."""

    def __missing__(self, code: int) -> str | None:
        self[code] = value = _symbol(chr(code))
        return value


def _symbol(character: str) -> str | None:
    if character.isspace() and character != END:
        return None
    place = HALF.find(character)
    if place >= 0:
        return FULL[place]
    if 0xFF10 <= ord(character) <= 0xFF19 or (character.isascii() and character.isdigit()):
        return DIGIT
    if (character.isascii() and character.isalpha()) or "Ａ" <= character <= "ｚ":
        return LETTER
    return simplified().get(character, character)


@functools.cache
def table() -> dict[int, str | None]:
    """For :meth:`str.translate`: Simplified, full-width, digits and letters as one class each, no blanks."""
    return _Symbols()


def numbering(numbers: Mapping[str, int]) -> NDArray[np.int16]:
    """For each code point the number of the symbol it counts as; 0 where there is none, -1 for blanks."""
    codes = np.zeros(0x110000, np.int16)
    for symbol, number in numbers.items():
        codes[ord(symbol)] = number
    # All others count as themselves.
    blanks = map(ord, set(BLANK.findall("".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000)))))))
    for code in (*range(0x80), *range(0xFF10, 0xFF5B), *map(ord, simplified()), *blanks):
        counted = _symbol(chr(code))
        codes[code] = -1 if counted is None else numbers.get(counted, 0)
    return codes
