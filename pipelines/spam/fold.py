"""Folds many texts at once into one array of characters that obfuscation cannot tell apart.

Full width, circled and mathematical letters become plain lower case, Traditional becomes Simplified,
zero-width and combining characters go, and so do signs and single separators put between the characters
of a word (``内★部``, ``绝/地``). What was taken out is counted: it is evidence.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Classes of folded characters; those of words, HAN to KANA, stand together. PAD stands around every block and at
# nothing else.
PAD, HAN, DIGIT, LATIN, KANA, SEPARATOR, SENTENCE, SPACE, SIGN, OTHER = range(10)
DELETED = 0xFFFF  # fold target of characters that carry nothing
GAP = "\0" * 8  # as long as the widest look at neighbours, so that no block is judged by another


@dataclass(frozen=True, slots=True)
class Folded:
    """Many texts as one array.

    Attributes:
        codes: folded characters, uint16; each block begins with one PAD and ends with seven.
        classes: of each code, uint8.
        starts: index of each block's leading PAD.
        invisible: zero-width, combining and control characters taken out, per block.
        signs: signs and separators taken out between the characters of words, per block.
        references: numeric character references decoded, per block.
    """

    codes: NDArray[np.uint16]
    classes: NDArray[np.uint8]
    starts: NDArray[np.int64]
    invisible: NDArray[np.int64]
    signs: NDArray[np.int64]
    references: NDArray[np.int64]


def decode_references(text: str) -> tuple[str, int]:
    """The text with character references (``&#x4EE3;``, ``&nbsp;``) decoded, and how many were numeric."""
    if "&" not in text:
        return text, 0
    return html.unescape(text), text.count("&#")


def fold(texts: Sequence[str], table: NDArray[np.uint16], kinds: NDArray[np.uint8]) -> Folded:
    """Fold every text; takes time linear in their length and never raises on foreign text.

    Args:
        texts: any strings, with lone surrogates and control characters too.
        table: folded character of each code point below 0x110000, ``DELETED`` for none.
        kinds: class of each folded character.
    """
    joined = GAP.join(texts)
    references = np.zeros(len(texts), np.int64)
    if "&" in joined:
        decoded = [decode_references(text) for text in texts]
        texts = [text for text, _ in decoded]
        references[:] = [count for _, count in decoded]
        joined = GAP.join(texts)
    raw = np.frombuffer(f"\0{joined}{GAP[1:]}".encode("utf-32-le", "surrogatepass"), np.uint32)
    codes, classes = np.empty(len(raw), np.uint16), np.empty(len(raw), np.uint8)
    starts, invisible, signs = np.zeros((3, len(texts)), np.int64)
    starts[1:] = np.fromiter(map(len, texts), np.int64, len(texts))[:-1].cumsum()
    starts += np.arange(len(texts)) * len(GAP)
    size = _fold(raw, table, kinds, codes, classes, starts, invisible, signs)
    return Folded(codes[:size], classes[:size], starts, invisible, signs, references)


@compiled
def _fold(
    raw: NDArray[Any],
    table: NDArray[Any],
    kinds: NDArray[Any],
    codes: NDArray[Any],
    classes: NDArray[Any],
    starts: NDArray[Any],
    invisible: NDArray[Any],
    signs: NDArray[Any],
) -> int:
    """Fill the arrays, where fewer characters stand in the end than there were; how many do."""
    size, block, before = 0, -1, OTHER
    for i in range(raw.size):
        if block + 1 < starts.size and i == starts[block + 1]:
            block += 1
            starts[block] = size
        code = table[raw[i]]
        kind = kinds[code]
        if code == DELETED:
            invisible[block] += 1
        elif kind != SPACE or before != SPACE:
            codes[size], classes[size] = code, kind
            size += 1
        before = kind
    # a sign inside a word, or a lone separator beside a word of one character, goes too
    kept, block, digits = 0, -1, 0
    two = one = PAD  # what stood before
    for i in range(size):
        if block + 1 < starts.size and i == starts[block + 1]:
            block += 1
            starts[block] = kept
        here = classes[i]
        then = classes[i + 1] if i + 1 < size else PAD
        gone = False
        if here == SIGN:
            gone = HAN <= one <= KANA and HAN <= then <= KANA
        elif (here in (SEPARATOR, SPACE)) and one == HAN and then == HAN:
            behind = classes[i + 2] if i + 2 < size else PAD
            gone = two in (SEPARATOR, SPACE) or behind in (SEPARATOR, SPACE)
        two, one = one, here
        if gone:
            signs[block] += 1
            continue
        codes[kept], classes[kept] = codes[i], here
        digits = digits + 1 if here == DIGIT else 0
        if digits == 3:  # runs of three and more digits are all one number
            codes[kept - 2] = codes[kept - 1] = 0x30
        if digits >= 3:
            codes[kept] = 0x30
        kept += 1
    return kept
