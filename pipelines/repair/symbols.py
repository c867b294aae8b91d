"""The alphabet of the language model: what a character counts as when a reading is judged."""

from __future__ import annotations

import functools

from pipelines.repair.script import simplified

END = "\n"
DIGIT, LETTER = "0", "a"
HALF = ",:;?!()"
FULL = "，：；？！（）"


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
