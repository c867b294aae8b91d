"""Half-width marks to full-width, where the text around them is Chinese."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.compiled import compiled
from pipelines.repair.edits import Edit, applied
from pipelines.repair.gbk import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# What makes the text beside a mark Chinese: ideographs and the signs of Chinese text. The marks themselves do
# not count in either width, so that widening one never changes the judgement of the next.
CHINESE = re.compile("[\u3001-\u301b\u3400-\u9fff\uf900-\ufaff“”‘’…—·]")
HALF = re.compile("[,:;?!()]")
MARKS = re.compile("[,:;?!()，：；？！（）]+")
ACCENT = re.compile("[\u0300-\u036f]")
ACCENTED = re.compile("[^\n\u0300-\u036f][\u0300-\u036f]+")
JUDGED = re.compile("[,:;?!()（）]")
# Faces such as :) and ;-( keep their width.
FACE = re.compile(r"[:;]-?[()]+")
ENTITY = re.compile(r"&#?[A-Za-z0-9]{1,8};")
BLANKS = " \u3000\xa0"
_MARK, _CHINESE, _PLAIN, _HALF = 1, 2, 4, 8
WIDER = 0xFEE0  # from a mark of ASCII to its full-width form
MARK_CHARACTERS = frozenset(",:;?!()，：；？！（）")


def wide_marks(text: str) -> Iterator[Edit]:
    """The marks to widen.

    A mark is widened beside Chinese text, blanks aside; between figures, letters and signs (08:30, 1,000,
    1:5, http://, f(x)) it stays. Parentheses are judged in pairs. Dots and straight quotes stay: which mark
    they stand for cannot be told.
    """
    if not HALF.search(text):
        return
    opened: list[bool] = []
    for start, end in _rows(text):
        marks = text[start:end]
        if FACE.fullmatch(marks):
            continue
        before, after = _neighbour(text, start - 1, -1), _neighbour(text, end, 1)
        left, right = CHINESE.match(before) is not None, CHINESE.match(after) is not None
        ampersand = text.rfind("&", max(0, start - 10), start) if marks[0] == ";" else -1
        kept_entity = ampersand >= 0 and ENTITY.match(text, ampersand)
        wider = []
        for mark in marks:
            if mark in "(（":
                # f(x) stays, and so does a parenthesis around letters that only follows Chinese at a distance
                wide = right or (left and text[start - 1 : start] not in BLANKS)
                opened.append(wide)
            elif mark in ")）":
                wide = opened.pop() if opened else left or right
            else:
                wide = left or (right and before != "")
            wider.append(WIDE[mark] if wide and mark in WIDE else mark)
        if kept_entity:
            wider[0] = ";"
        if len(opened) > 50:
            opened.clear()
        result = "".join(wider)
        if result != marks:
            yield Edit(start, end, result, "punctuation")


def _rows(text: str) -> Iterator[tuple[int, int]]:
    """The rows of marks that hold one to judge: a half-width one, or a parenthesis whose partner is."""
    judged = JUDGED if "(" in text or ")" in text else HALF
    end = 0
    while match := judged.search(text, end):
        start = match.start()
        while start > end and text[start - 1] in MARK_CHARACTERS:
            start -= 1
        row = MARKS.match(text, start)
        end = row.end() if row else match.end()
        yield start, end


def _neighbour(text: str, position: int, step: int) -> str:
    """The next character that is neither blank nor mark, a few places away; "" at the end of a line."""
    for _ in range(8):
        c = text[position : position + 1] if position >= 0 else ""
        if c not in BLANKS and c not in MARK_CHARACTERS:
            return "" if c == "\n" else c
        position += step
        if not c:
            return ""
    return ""


def accents(text: str) -> Iterator[Edit]:
    """Letters and the accents behind them as one character each."""
    if not ACCENT.search(text):
        return
    for match in ACCENTED.finditer(text):
        yield Edit(match.start(), match.end(), unicodedata.normalize("NFC", match[0]), "encoding")


def composed(text: str) -> Iterator[Edit]:
    """All else that NFC changes, such as ideographs that are there twice; no compatibility forms (NFKC).

    Only after byte slips were undone: to them the two ideographs are different bytes.
    """
    if unicodedata.is_normalized("NFC", text):
        return
    for match in re.finditer(r"[^\n]+", text):
        line = match[0]
        if not unicodedata.is_normalized("NFC", line):
            for start, end in _apart(line):
                meant = unicodedata.normalize("NFC", line[start:end])
                yield Edit(match.start() + start, match.start() + end, meant, "encoding")


def _apart(line: str) -> Iterator[tuple[int, int]]:
    """Stretches of a line that NFC treats apart: a character and the combining ones behind it."""
    start = 0
    for i in range(1, len(line) + 1):
        if i == len(line) or (not unicodedata.combining(line[i]) and not _joins(line[i])):
            if not unicodedata.is_normalized("NFC", line[start:i]):
                yield start, i
            start = i


def _joins(c: str) -> bool:
    """Whether a character that is no accent may join the one before it (Hangul vowels, Indic vowel signs)."""
    return (
        unicodedata.is_normalized("NFC", c)
        and unicodedata.category(c) in ("Mc", "Lo")
        and ("\u1160" <= c <= "\u11ff" or unicodedata.category(c) == "Mc")
    )


def normalise_punctuation(text: str) -> str:
    """The text with the marks of its Chinese parts in full width."""
    text, done = _behind_chinese(text)
    return text if done else applied(text, wide_marks(text))


def _behind_chinese(text: str) -> tuple[str, bool]:
    """The plain cases at once, lone marks right behind Chinese text, and whether there are no others.

    :func:`wide_marks` would do the same.
    """
    try:
        units = np.frombuffer(bytearray(text, "utf-16-le"), dtype=np.uint16)
    except UnicodeEncodeError:  # a lone surrogate, which might meet another
        return text, False
    widened, left = _widen(units, _table())
    return (units.tobytes().decode("utf-16-le") if widened else text), not left


@compiled
def _widen(units: NDArray[Any], table: NDArray[Any]) -> tuple[int, int]:
    """Widen the plain cases where they stand; how many, and how many half-width marks are left."""
    widened = left = before = 0
    for i in range(units.size):
        here = int(table[units[i]])
        after = int(table[units[i + 1]]) if i + 1 < units.size else 0
        if here & _PLAIN and before & _CHINESE and not after & _MARK:
            units[i] += WIDER
            widened += 1
        elif here & _HALF:
            left += 1
        before = here
    return widened, left


@functools.cache
def _table() -> NDArray[np.uint8]:
    """For each UTF-16 unit whether it is Chinese, a plain mark, any mark, a half-width one: bits."""
    table = np.zeros(0x10000, dtype=np.uint8)
    for start, end in ((0x3001, 0x301C), (0x3400, 0xA000), (0xF900, 0xFB00)):
        table[start:end] = _CHINESE
    table[list(map(ord, "“”‘’…—·"))] = _CHINESE
    table[list(map(ord, MARK_CHARACTERS))] = _MARK
    table[list(map(ord, ",:;?!()"))] |= _HALF
    table[list(map(ord, ",:?!"))] |= _PLAIN
    return table
