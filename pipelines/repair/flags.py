"""Damage that can be recognised and not undone: what is gone cannot be read off the text."""

from __future__ import annotations

import functools
import re
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipelines.repair import encoding

SPUN = Path(__file__).parent / "data" / "spun.txt"
# Words of a spun text: one that is hardly ever written otherwise, and so many of the list in all.
LEAST_SPUN = 3
# 创创建建文文明明: so many characters in a row, each told twice. No word is.
LEAST_TWICE = 5
SAMPLE = 200
TWICE = re.compile(r"(?:([\u4e00-\u9fff])\1){5}")
# Between ideographs; a pattern that looks back would be slow.
FILTERED = re.compile("[*●■]+")
MOST_FILTERED = 4  # signs in a row; more are a line drawn
LEAST_FILTERED = 2
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


def damage_flags(text: str, *, garbled: bool = True) -> tuple[str, ...]:
    """Names of the damage that a text shows, in a fixed order.

    ``mojibake``: read in a wrong encoding with bytes lost. ``lost-characters``: replaced by a sign for
    unknown ones. ``stuttered-characters``: each told twice. ``filtered-words``: starred out.
    ``shuffled-sentences``: what counts one, two, three is out of order. ``spun-words``: synonyms put in.

    Where it is known that no letter of a wrong encoding is there, ``garbled=False`` saves the search for the
    first.
    """
    signs = set(telltale().findall(text))
    garbled = garbled and encoding.is_garbled(text)
    if not garbled and not signs:
        return ("stuttered-characters",) if _is_stuttered(text) else ()
    found = {
        "mojibake": garbled,
        "lost-characters": "\ufffd" in signs or "锟斤拷" in signs,
        "stuttered-characters": _is_stuttered(text),
        "filtered-words": not signs.isdisjoint("*●■") and _is_filtered(text),
        "shuffled-sentences": not signs.isdisjoint(("二是", "其次")) and _is_shuffled(text),
        "spun-words": not signs.isdisjoint(spun_words()[0]) and _is_spun(text),
    }
    return tuple(flag for flag, there in found.items() if there)


@functools.cache
def telltale() -> re.Pattern[str]:
    """What one scan can find of all these, but for stutter."""
    return re.compile(
        "|".join(map(re.escape, ["\ufffd", "锟斤拷", "*", "●", "■", "二是", "其次", *spun_words()[0]]))
    )


def _is_stuttered(text: str) -> bool:
    """Whether characters are told twice, as far as the beginning of the text shows."""
    codes = np.frombuffer(text[:SAMPLE].encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    twice = np.count_nonzero(codes[1:] == codes[:-1])
    return bool(twice >= LEAST_TWICE) and TWICE.search(text) is not None


def _is_spun(text: str) -> bool:
    """Whether so many words of the list are there; one of those that tell by themselves was seen."""
    return sum(word in text for word in spun_words()[1]) >= LEAST_SPUN


def _is_filtered(text: str) -> bool:
    """Whether several words were starred out."""
    if sum(map(text.count, "*●■")) < LEAST_FILTERED:
        return False
    rows = (match.span() for match in FILTERED.finditer(text))
    inside = (
        end - start <= MOST_FILTERED
        and "\u4e00" <= text[start - 1 : start] <= "\u9fff"
        and "\u4e00" <= text[end : end + 1] <= "\u9fff"
        for start, end in rows
    )
    return sum(inside) >= LEAST_FILTERED


def _is_shuffled(text: str) -> bool:
    """Whether points that are counted off come in a wrong order more often than in the right one."""
    numbers = [ORDINALS.get(a or b, 0) for mark, a, b in ORDINAL.findall(text) if a or mark != "，"]
    steps = [(x, y) for x, y in pairwise(numbers) if x and y]
    wrong = sum(y not in (x + 1, 1) for x, y in steps)
    return wrong >= 2 and 2 * wrong > len(steps)
