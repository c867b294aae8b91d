"""Folds many texts at once into one array of characters that obfuscation cannot tell apart.

Full width, circled and mathematical letters become plain lower case, Traditional becomes Simplified,
zero-width and combining characters go, and so do signs and single separators put between the characters
of a word (``内★部``, ``绝/地``). What was taken out is counted: it is evidence.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + len(GAP)
    starts = lengths.cumsum() - lengths
    raw = np.frombuffer(f"\0{joined}{GAP[1:]}".encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = table.take(raw)
    classes = kinds.take(codes)

    # Most pages have nothing to take out: what is not there is not counted block by block.
    deleted = codes == DELETED
    space = classes == SPACE
    doubled = space[1:] & space[:-1]
    invisible = _count(deleted, starts)
    if invisible.any() or doubled.any():
        deleted[1:] |= doubled
        codes, classes, starts = _drop(codes, classes, starts, deleted)

    extra = _inserted(classes)
    signs = _count(extra, starts)
    if signs.any():
        codes, classes, starts = _drop(codes, classes, starts, extra)
    digit = classes == DIGIT
    run = (digit[:-2] & digit[1:-1] & digit[2:]).nonzero()[0]
    for step in range(3):  # runs of three and more digits are all one number
        codes[run + step] = ord("0")
    return Folded(codes, classes, starts, invisible, signs, references)


def _count(found: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many characters of each block were found."""
    at = found.nonzero()[0]
    if not len(at):
        return np.zeros(len(starts), np.int64)
    return np.bincount(starts.searchsorted(at, "right") - 1, minlength=len(starts))


def _drop(
    codes: NDArray[np.uint16], classes: NDArray[np.uint8], starts: NDArray[np.int64], gone: NDArray[np.bool_]
) -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.int64]]:
    keep = ~gone
    return codes[keep], classes[keep], starts - gone.nonzero()[0].searchsorted(starts)


def _inserted(classes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where a sign stands inside a word, or a lone separator beside a word of one character."""
    han = classes == HAN
    gap = (classes == SEPARATOR) | (classes == SPACE)
    found: NDArray[np.bool_] = classes == SIGN
    if found.any():
        word = (classes >= HAN) & (classes <= KANA)
        found[1:-1] &= word[:-2] & word[2:]
    found[2:-2] |= gap[2:-2] & han[1:-3] & han[3:-1] & (gap[:-4] | gap[4:])
    return found
