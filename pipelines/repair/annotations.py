"""Readings that a machine glued to the characters of a converted page; glosses of the text itself stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.repair import gbk
from pipelines.repair.edits import Edit
from pipelines.repair.pinyin import ANNOTATION, is_reading, is_syllable
from pipelines.repair.script import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator


def machine_annotations(text: str) -> Iterator[Edit]:
    """The readings to take out of a page that is known to be annotated.

    They stand behind characters that conversion changes (阿(ē)胶 is a gloss and stays), or behind a letter
    that together with the byte before it looks like such a character.
    """
    table = simplified()
    for match in ANNOTATION.finditer(text):
        start = match.start()
        before = text[start - 1 : start]
        if before in table:
            taken = is_syllable(match[1])
        else:
            taken = start > 1 and "@" <= before <= "~" and _straddles(text[start - 2], before, match[1])
        if taken:
            yield Edit(start, match.end(), "", "pinyin")


def _straddles(before: str, letter: str, syllable: str) -> bool:
    """Whether the second byte of a character and the letter behind it look like one that is read so."""
    first = gbk.codes().get(before, 0) & 0xFF
    return first >= 0x81 and is_reading(gbk.characters()[first << 8 | ord(letter)], syllable)
