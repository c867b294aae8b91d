"""Damage that can be recognised and not undone: what is gone cannot be read off the text."""

from __future__ import annotations

import functools
import re
from itertools import pairwise
from pathlib import Path

from pipelines.repair import encoding

SPUN = Path(__file__).parent / "data" / "spun.txt"
# Words of a spun text: one that is hardly ever written otherwise, and so many of the list in all.
LEAST_SPUN = 3
# 创创建建文文明明: so many characters in a row, each told twice. No word is.
LEAST_TWICE = 5
SAMPLE = 200
TWICE = re.compile(r"(?:([\u4e00-\u9fff])\1){5}")
FILTERS = "*●■"  # between ideographs
MOST_FILTERED = 4  # signs in a row; more are a line drawn
LEAST_FILTERED = 2
TELLING = f"\ufffd锟{FILTERS}"
# Points that are counted off have one of these.
ORDERED = ("二是", "其次")
# It begins with the mark, because few characters are one: a search for the words themselves is slower.
ORDINAL = re.compile("([。；，\n])(?:([一二三四五六七八九])是|(首先|其次|再次|最后)(?=，))")
ORDINALS = {**{c: i for i, c in enumerate("一二三四五六七八九", 1)}, "首先": 1, "其次": 2, "再次": 3}


@functools.cache
def spun_words() -> tuple[list[str], list[str]]:
    """The words of spun texts that tell by themselves, and all of them."""
    strong, weak = (
        [row for row in part.split() if row and not row.startswith("#")]
        for part in re.sub("(?m)^#.*$", "", SPUN.read_text(encoding="utf-8")).split("----")
    )
    return strong, strong + weak


def telling_pairs() -> tuple[list[str], list[str]]:
    """Two characters of each word that one scan looks for; alone they are frequent, together rare."""
    pairs = sorted({word[:2] for word in (*ORDERED, *spun_words()[0])})
    return pairs[::2], pairs[1::2]


def damage_flags(
    text: str, *, garbled: bool = True, told: bool = True, twice: bool = True
) -> tuple[str, ...]:
    """Names of the damage that a text shows, in a fixed order.

    ``mojibake``: read in a wrong encoding with bytes lost. ``lost-characters``: replaced by a sign for
    unknown ones. ``stuttered-characters``: each told twice. ``filtered-words``: starred out.
    ``shuffled-sentences``: what counts one, two, three is out of order. ``spun-words``: synonyms put in.

    What is known not to be there saves its search: letters of a wrong encoding (``garbled=False``), signs and
    pairs of :func:`telling_pairs` (``told=False``), characters told twice near the beginning (``twice=False``).
    """
    places = {match.start(): match[0] for match in telltale().finditer(text)} if told else {}
    signs = set(places.values())
    garbled = garbled and encoding.is_garbled(text)
    twice = twice and _is_stuttered(text)
    if not (garbled or signs or twice):
        return ()
    found = {
        "mojibake": garbled,
        "lost-characters": "\ufffd" in signs or "锟斤拷" in signs,
        "stuttered-characters": twice,
        "filtered-words": _is_filtered(text, [i for i, sign in places.items() if sign in FILTERS]),
        "shuffled-sentences": not signs.isdisjoint(ORDERED) and _is_shuffled(text),
        "spun-words": not signs.isdisjoint(spun_words()[0]) and _is_spun(text),
    }
    return tuple(flag for flag, there in found.items() if there)


@functools.cache
def telltale() -> re.Pattern[str]:
    """What one scan can find of all these, but for stutter."""
    return re.compile("|".join(map(re.escape, ["\ufffd", "锟斤拷", *FILTERS, *ORDERED, *spun_words()[0]])))


def _is_stuttered(text: str) -> bool:
    """Whether several characters in a row are told twice each."""
    return TWICE.search(text) is not None


def _is_spun(text: str) -> bool:
    """Whether so many words of the list are there; one of those that tell by themselves was seen."""
    return len(set(_spun().findall(text))) >= LEAST_SPUN


@functools.cache
def _spun() -> re.Pattern[str]:
    return re.compile("|".join(spun_words()[1]))


def _is_filtered(text: str, places: list[int]) -> bool:
    """Whether several words were starred out, with signs at these places."""
    starred = end = 0
    for start in places:
        if start < end:
            continue
        end = start + 1
        while text[end : end + 1] in FILTERS and end < len(text):
            end += 1
        starred += (
            end - start <= MOST_FILTERED
            and "\u4e00" <= text[start - 1 : start] <= "\u9fff"
            and "\u4e00" <= text[end : end + 1] <= "\u9fff"
        )
    return starred >= LEAST_FILTERED


def _is_shuffled(text: str) -> bool:
    """Whether points that are counted off come in a wrong order more often than in the right one."""
    numbers = [ORDINALS.get(a or b, 0) for mark, a, b in ORDINAL.findall(text) if a or mark != "，"]
    steps = [(x, y) for x, y in pairwise(numbers) if x and y]
    wrong = sum(y not in (x + 1, 1) for x, y in steps)
    return wrong >= 2 and 2 * wrong > len(steps)
