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
TWICE = re.compile(r"(?:([\u4e00-\u9fff])\1){5}")
FILTERED = re.compile(r"(?<=[\u4e00-\u9fff])(?:\*{1,4}|[●■]{1,4})(?=[\u4e00-\u9fff])")
LEAST_FILTERED = 2
ORDINAL = re.compile("(?<=[。；，\n])([一二三四五六七八九])是|(?<=[。；\n])(首先|其次|再次|最后)，")
ORDINALS = {**{c: i for i, c in enumerate("一二三四五六七八九", 1)}, "首先": 1, "其次": 2, "再次": 3}


@functools.cache
def spun_words() -> tuple[re.Pattern[str], frozenset[str]]:
    """The words of spun texts, and those of them that tell by themselves."""
    strong, weak = (
        [row for row in part.split() if row and not row.startswith("#")]
        for part in re.sub("(?m)^#.*$", "", SPUN.read_text(encoding="utf-8")).split("----")
    )
    return re.compile("|".join(strong + weak)), frozenset(strong)


def damage_flags(text: str) -> tuple[str, ...]:
    """Names of the damage that a text shows, in a fixed order.

    ``mojibake``: read in a wrong encoding with bytes lost. ``lost-characters``: replaced by a sign for
    unknown ones. ``stuttered-characters``: each told twice. ``filtered-words``: starred out.
    ``shuffled-sentences``: what counts one, two, three is out of order. ``spun-words``: synonyms put for words.
    """
    found = {
        "mojibake": encoding.is_garbled(text),
        "lost-characters": "\ufffd" in text or "锟斤拷" in text,
        "stuttered-characters": TWICE.search(text) is not None,
        "filtered-words": ("*" in text or "●" in text or "■" in text)
        and len(FILTERED.findall(text)) >= LEAST_FILTERED,
        "shuffled-sentences": _is_shuffled(text),
        "spun-words": _is_spun(text),
    }
    return tuple(flag for flag, there in found.items() if there)


def _is_spun(text: str) -> bool:
    pattern, strong = spun_words()
    if not any(word in text for word in strong):
        return False
    words = set(pattern.findall(text))
    return len(words) >= LEAST_SPUN and not words.isdisjoint(strong)


def _is_shuffled(text: str) -> bool:
    """Whether points that are counted off come in a wrong order more often than in the right one."""
    if "二是" not in text and "其次" not in text:
        return False
    numbers = [ORDINALS.get(a or b, 0) for a, b in ORDINAL.findall(text)]
    steps = [(x, y) for x, y in pairwise(numbers) if x and y]
    wrong = sum(y not in (x + 1, 1) for x, y in steps)
    return wrong >= 2 and 2 * wrong > len(steps)
