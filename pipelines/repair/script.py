"""Traditional characters back to mainland Simplified: OpenCC, and a model where it leaves a choice."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opencc import OpenCC

# First and last of the ideographs that GBK knows; others are never converted one by one.
FIRST, LAST = 0x4E00, 0x9FFF


@functools.cache
def converter(name: str = "tw2s") -> OpenCC:
    """The OpenCC converter of that name; ``tw2s`` because ``t2s`` leaves 著 for 着 and ``tw2sp`` rewords."""
    from opencc import OpenCC

    return OpenCC(name)


@functools.cache
def simplified() -> dict[str, str]:
    """Each ideograph that conversion changes on its own, with its Simplified form."""
    characters = [chr(code) for code in range(FIRST, LAST + 1)]
    # One character a line, so that no phrase of the converter's dictionary can match.
    converted = converter().convert("\n".join(characters)).split("\n")
    return {a: b for a, b in zip(characters, converted, strict=True) if a != b and len(b) == 1}


@functools.cache
def simplified_only() -> frozenset[str]:
    """Characters that conversion to Traditional never leaves behind; those Big5 knows (后 里 干) may stay."""
    forms = set(simplified().values())
    return frozenset(c for c in forms if not _in_big5(c))


def _in_big5(character: str) -> bool:
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def to_simplified(text: str) -> Iterator[Edit]:
    """The characters to convert, chosen by OpenCC's dictionary of phrases."""
    converted = converter().convert(text)
    if len(converted) != len(text):  # no phrase of the dictionary changes length; should one, go by character
        converted = text.translate({ord(a): b for a, b in simplified().items()})
    for i, (before, after) in enumerate(zip(text, converted, strict=True)):
        if before != after:
            yield Edit(i, i + 1, after, "script")
