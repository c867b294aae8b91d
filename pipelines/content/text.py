"""What the characters of a block say: kinds of characters, and words of page furniture.

All texts of a page are one array of code points.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipelines.content.rows import MASK, PRIME, count_characters

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Kinds of characters, in the order of the columns that read_texts gives.
_KINDS = {
    "stop": "。！？!?；;…",
    "comma": "，、,：:",
    "quote": '《》“”‘’「」『』"',
    "bracket": "（）()【】[]〔〕<>",
    "mark": "|｜›»_/·•→←↑↓▲△■◆※#@*=+~",
}
KINDS = (*_KINDS, "digit", "latin", "han", "other")
CUES = tuple("tool related legal credit nav comment header caption date".split())
# Longer texts are read by their beginning: kinds are used as shares.
MAX_READ = 20_000
# Words of page furniture count where they stand within so many characters of either end of a block.
EDGE = 30


@cache
def _kinds() -> NDArray[np.uint8]:
    table = np.full(0x10000, KINDS.index("other"), np.uint8)
    table[0x3400:0xA000] = KINDS.index("han")
    table[0xF900:0xFB00] = KINDS.index("han")
    for first, last in (("a", "z"), ("A", "Z"), ("ａ", "ｚ"), ("Ａ", "Ｚ"), ("À", "ɏ")):
        table[ord(first) : ord(last) + 1] = KINDS.index("latin")
    for first, last in (("0", "9"), ("０", "９")):
        table[ord(first) : ord(last) + 1] = KINDS.index("digit")
    for kind, characters in _KINDS.items():
        table[[ord(c) for c in characters]] = KINDS.index(kind)
    return table


@cache
def _cues() -> NDArray[np.uint8]:
    """Hash of a pair of characters to the number of its group, counted from 1; 0 for all others."""
    table = np.zeros(MASK + 1, np.uint8)
    lines = files(__package__).joinpath("cues.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            name, *words = line.split(" ")
            for word in words:
                for first, second in pairwise(word):
                    key = (ord(first) * PRIME + ord(second)) & MASK
                    table[key] = table[key] or CUES.index(name) + 1
    return table


def read_texts(texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Characters of each of :data:`KINDS`, and pairs of each of :data:`CUES` near the ends; a column a text."""
    if max(map(len, texts), default=0) > MAX_READ:
        texts = [text[:MAX_READ] for text in texts]
    count = len(texts)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.fromiter(map(len, texts), np.int64, count)
    kinds, cues = np.zeros((len(KINDS), count), np.int64), np.zeros((len(CUES), count), np.int64)
    count_characters(codes, sizes, _kinds(), _cues(), KINDS.index("digit"), EDGE, kinds, cues)
    return kinds, cues
