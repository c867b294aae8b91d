"""Set phrases of campaign news in which a spinner has put another word: ``都会办理`` for ``城市管理``."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.spam.lexicon import READ_AT_MOST

_FILE = Path(__file__).with_name("spun.toml")
_PHRASE = 4  # characters, two words of two
_BITS = 16


def spun_phrases(text: str) -> tuple[tuple[str, str], ...]:
    """The broken set phrases of a text, in its order, each once, with what they were."""
    phrases, table = _broken(), _table()
    points = np.frombuffer(text[:READ_AT_MOST].encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    # The second and third character stand next to each other in no other words: few places are left to look at.
    places = table.take(_hash(points[:-1], points[1:])).nonzero()[0].tolist()
    found = (text[max(0, at - 1) : at - 1 + _PHRASE] for at in places)
    return tuple((phrase, phrases[phrase]) for phrase in dict.fromkeys(found) if phrase in phrases)


@cache
def _broken() -> dict[str, str]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    others = {word: [word, *text.split()] for word, text in data["words"].items()}
    broken: dict[str, str] = {}
    for phrase in data["phrases"].replace("\n", "|").split("|"):
        words = phrase.split()
        broken |= {
            "".join(put): "".join(words) for put in product(*(others.get(word, [word]) for word in words))
        }
    return {phrase: meant for phrase, meant in broken.items() if phrase not in broken.values()}


@cache
def _table() -> np.ndarray[Any, np.dtype[np.bool_]]:
    table = np.zeros(1 << _BITS, dtype=np.bool_)
    for phrase in _broken():
        table[_hash(ord(phrase[1]), ord(phrase[2]))] = True
    return table


def _hash(first: Any, second: Any) -> Any:
    return (first * 1597 + second) & ((1 << _BITS) - 1)
