"""The alphabet of the language model: what a character counts as when a reading is judged."""

from __future__ import annotations

import functools
import re
import string
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
    for traditional, symbol in simplified().items():
        codes[ord(traditional)] = numbers.get(symbol, 0)
    for characters, symbol in (
        (range(ord("Ａ"), ord("ｚ") + 1), LETTER),
        (map(ord, string.ascii_letters), LETTER),
        (map(ord, string.digits), DIGIT),
        (range(0xFF10, 0xFF1A), DIGIT),
        *(([ord(half)], full) for half, full in zip(HALF, FULL, strict=True)),
    ):
        codes[list(characters)] = numbers[symbol]
    plane = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000))))
    codes[[ord(blank) for blank in set(BLANK.findall(plane)) - {END}]] = -1
    return codes
