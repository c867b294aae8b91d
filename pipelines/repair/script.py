"""Traditional characters back to mainland Simplified: OpenCC, and a model where it leaves a choice."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opencc import OpenCC

# First and last of the ideographs that GBK knows; others are never converted one by one.
FIRST, LAST = 0x4E00, 0x9FFF
CHOICES = Path(__file__).parent / "data" / "choices.tsv"
LEAD = 2 * 16  # in the model's units, 16 to the nat
AROUND = 3  # characters of the line on either side by which a choice is judged


@functools.cache
def converter(name: str = "tw2s") -> OpenCC:
    """The OpenCC converter of that name; ``tw2s`` because ``t2s`` leaves 著 for 着 and ``tw2sp`` rewords."""
    from opencc import OpenCC

    return OpenCC(name)


@functools.cache
def simplified() -> dict[str, str]:
    """Each ideograph that conversion changes on its own, with its Simplified form."""
    table = _single("tw2s") | {ord(a): b for a, b in hong_kong().items()}
    return {chr(code): b for code, b in table.items() if chr(code) != "么"}  # 么 is Simplified as it is


@functools.cache
def hong_kong() -> dict[str, str]:
    """The few characters that only the converter for Hong Kong knows (衞 敍)."""
    known = _single("tw2s")
    return {chr(code): b for code, b in _single("hk2s").items() if code not in known and chr(code) != "著"}


@functools.cache
def _of_hong_kong() -> re.Pattern[str]:
    return re.compile(f"[{''.join(hong_kong())}]")


def _single(name: str) -> dict[int, str]:
    """What a converter makes of each ideograph on its own, where it changes it."""
    characters = [chr(code) for code in range(FIRST, LAST + 1)]
    # one character a line, so that no phrase of the dictionary can match
    converted = converter(name).convert("\n".join(characters)).split("\n")
    return {ord(a): b for a, b in zip(characters, converted, strict=True) if a != b and len(b) == 1}


@functools.cache
def simplified_only() -> frozenset[str]:
    """Characters that conversion to Traditional never leaves behind; those Big5 knows (后 里 干) may stay."""
    return frozenset(c for c in simplified().values() if not _in_big5(c))


def _in_big5(character: str) -> bool:
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


class Choice(NamedTuple):
    """What a character can be: options, what a mirror made it from, words of the second option."""

    options: str
    origin: str
    words: frozenset[str]


@functools.cache
def _choices() -> tuple[re.Pattern[str], dict[str, Choice]]:
    """Characters with a choice, as a pattern, and their choices."""
    choices = {}
    for row in CHOICES.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            character, options, origin, words = row.split("\t")
            choices[character] = Choice(options, origin, frozenset(words.split()))
    return re.compile(f"[{''.join(choices)}]"), choices


def to_simplified(text: str, *, mirrored: bool = False) -> str:
    """The text in mainland Simplified, character for character.

    Args:
        text: Traditional.
        mirrored: it was Simplified before a mirror converted each character on its own.
    """
    converted: str = converter().convert(text)
    if len(converted) != len(text):  # no phrase of the dictionary changes length; should one, go by character
        converted = text.translate({ord(a): b for a, b in simplified().items()})
    if _of_hong_kong().search(text):
        converted = converted.translate({ord(a): b for a, b in hong_kong().items()})
    pattern, choices = _choices()
    if not pattern.search(text):
        return converted
    characters = list(converted)
    for match in pattern.finditer(text):
        i = match.start()
        options, origin, words = choices[match[0]]
        if words and not words.isdisjoint(
            text[start:end] for start in range(max(0, i - 2), i + 1) for end in (i + 1, i + 2, i + 3)
        ):
            characters[i] = options[1]
        elif mirrored and origin:
            characters[i] = origin
        else:
            characters[i] = _chosen(characters, i, options, converted[i])
    return "".join(characters)


def _chosen(characters: list[str], i: int, options: str, preferred: str) -> str:
    """The option that reads best at ``i``; another than the preferred one only with a clear lead."""
    from pipelines.repair.language import language_model

    model = language_model()
    before = "".join(characters[max(0, i - AROUND) : i])
    after = "".join(characters[i + 1 : i + 1 + AROUND])
    costs = {c: model.text_cost(before + c + after) + (c != preferred) * LEAD for c in options}
    best = min(costs, key=lambda c: (costs[c], c != preferred))
    return best if preferred in costs else preferred
