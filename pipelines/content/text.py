"""What the characters of a block say: kinds of characters, and words of page furniture."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Kinds of characters, in the order of the columns that count_kinds gives.
_KINDS = {
    "stop": "。！？!?；;…",
    "comma": "，、,：:",
    "quote": '《》“”‘’「」『』"',
    "bracket": "（）()【】[]〔〕<>",
    "mark": "|｜›»_/·•→←↑↓▲△■◆※#@*=+~",
}
KINDS = (*_KINDS, "digit", "latin", "space", "han", "other")
# Longer texts than this are counted by their beginning: kinds are read as shares.
MAX_COUNTED = 20_000
SHORT = 60  # characters; words of page furniture are sought in whole blocks up to here ...
EDGE = 24  # ... and in so many characters at either end of longer ones


@cache
def _kind_table() -> NDArray[np.uint8]:
    table = np.full(0x10000, KINDS.index("other"), np.uint8)
    table[0x3400:0xA000] = KINDS.index("han")
    table[0xF900:0xFB00] = KINDS.index("han")
    for first, last in (("a", "z"), ("A", "Z"), ("ａ", "ｚ"), ("Ａ", "Ｚ"), ("À", "ɏ")):
        table[ord(first) : ord(last) + 1] = KINDS.index("latin")
    for first, last in (("0", "9"), ("０", "９")):
        table[ord(first) : ord(last) + 1] = KINDS.index("digit")
    table[[0x20, 0xA0, 0x3000]] = KINDS.index("space")
    for kind, characters in _KINDS.items():
        table[[ord(c) for c in characters]] = KINDS.index(kind)
    return table


def count_kinds(texts: list[str]) -> NDArray[np.int64]:
    """How many characters of each of :data:`KINDS` each text has; one row a text."""
    texts = [text[:MAX_COUNTED] for text in texts]
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.minimum(np.frombuffer(joined, np.uint32), 0xFFFF)
    rows = np.repeat(np.arange(len(texts)) * len(KINDS), [len(text) for text in texts])
    counts = np.bincount(rows + _kind_table()[codes], minlength=len(texts) * len(KINDS))
    return counts.reshape(len(texts), len(KINDS))


@cache
def _cues() -> tuple[re.Pattern[str], dict[str, int], int]:
    groups: dict[str, int] = {}
    count = 0
    for line in files(__package__).joinpath("cues.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            for word in line.split()[1:]:
                groups.setdefault(word, count)
            count += 1
    words = sorted(groups, key=len, reverse=True)
    # All alternatives begin with a literal, so that the engine skips by first character.
    pattern = "|".join([re.escape(word) for word in words] + [r"20\d\d[-年/.]\d", r"19\d\d[-年/.]\d"])
    return re.compile(pattern), groups, count


def count_cues(texts: list[str]) -> NDArray[np.float64]:
    """How many characters of each text belong to each group of ``cues.txt``; the last column is dates."""
    pattern, groups, width = _cues()
    views = [text if len(text) <= SHORT else f"{text[:EDGE]}\t{text[-EDGE:]}" for text in texts]
    starts = list(accumulate((len(view) + 1 for view in views), initial=0))
    counts = np.zeros((len(texts), width + 1))
    for match in pattern.finditer("\n".join(views)):
        row = bisect_right(starts, match.start()) - 1
        word = match.group()
        counts[row, groups.get(word, width)] += len(word)
    return counts
