"""Readings that a machine glued to the characters of a converted page; glosses of the text itself stay."""

from __future__ import annotations

from pipelines.repair import gbk
from pipelines.repair.edits import Edit
from pipelines.repair.pinyin import ANNOTATION, is_reading, is_syllable
from pipelines.repair.script import simplified


def machine_annotations(text: str) -> list[Edit]:
    """The readings to take out of a page that is known to be annotated.

    They stand behind characters that conversion changes (阿(ē)胶 is a gloss and stays), or behind a letter
    that together with the byte before it looks like such a character.
    """
    table = simplified()
    edits = []
    # text, syllable, text, syllable ...: a page has thousands, and match objects would take twice the time
    pieces = iter(ANNOTATION.split(text))
    start = len(next(pieces))
    for syllable, piece in zip(pieces, pieces, strict=True):
        end = start + len(syllable) + len("()")
        before = text[start - 1] if start else ""
        if before in table:
            taken = is_syllable(syllable)
        else:
            taken = start > 1 and "@" <= before <= "~" and _straddles(text[start - 2], before, syllable)
        if taken:
            edits.append(Edit(start, end, "", "pinyin"))
        start = end + len(piece)
    return edits


def _straddles(before: str, letter: str, syllable: str) -> bool:
    """Whether the second byte of a character and the letter behind it look like one that is read so."""
    first = gbk.codes().get(before, 0) & 0xFF
    return first >= 0x81 and is_reading(gbk.characters()[first << 8 | ord(letter)], syllable)
