"""Readings in parentheses behind characters: which syllables there are, and whose they can be."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path

DATA = Path(__file__).parent / "data" / "pinyin.tsv"
LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê"
# A syllable has six letters at most; four more leave room for tone marks written apart and stray blanks.
SYLLABLE = rf"[ \u3000]?[{LETTERS}]{{1,8}}[ \u3000]?"
ANNOTATION = re.compile(rf"[(（]({SYLLABLE})[)）]")
# What is left of an annotation whose opening parenthesis was eaten.
CLOSING = re.compile(rf"({SYLLABLE})[)）]")


@functools.lru_cache(maxsize=4096)
def bare(syllable: str) -> str:
    """A syllable without tone marks and blanks; ü counts as u, v too."""
    letters = unicodedata.normalize("NFD", syllable.strip(" \u3000"))
    return "".join(c for c in letters if c.isascii()).replace("v", "u")


@functools.cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, set[str]]]:
    """Toned syllable to characters, the usual ones first; bare syllable to characters; character to bare."""
    toned: dict[str, str] = {}
    plain: dict[str, str] = {}
    readings: dict[str, set[str]] = {}
    for row in DATA.read_text(encoding="utf-8").splitlines():
        reading, usual, other = row.split("\t")
        toned[reading] = usual + other
        key = bare(reading)
        plain[key] = plain.get(key, "") + usual + other
        for c in usual + other:
            readings.setdefault(c, set()).add(key)
    return toned, plain, readings


def characters_of(syllable: str) -> str:
    """The characters a syllable can annotate; "" where it is none."""
    toned, plain, _ = _tables()
    syllable = syllable.strip(" \u3000")
    return toned.get(syllable) or plain.get(bare(syllable), "")


def is_reading(character: str, syllable: str) -> bool:
    """Whether the syllable is a reading of the character, whatever its tone."""
    return bare(syllable) in _tables()[2].get(character, ())


@functools.lru_cache(maxsize=4096)
def is_syllable(syllable: str) -> bool:
    """Whether letters in parentheses can be a reading: a known syllable, or any letters with a tone mark."""
    return bool(characters_of(syllable)) or bare(syllable) != syllable.strip(" \u3000")
