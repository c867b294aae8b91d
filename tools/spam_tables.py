"""Makes the character tables of the spam model: what each character folds to, and its class."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import opencc

from pipelines.spam.fold import (
    DELETED,
    DIGIT,
    HAN,
    KANA,
    LATIN,
    OTHER,
    PAD,
    SENTENCE,
    SEPARATOR,
    SIGN,
    SPACE,
)  # fmt: skip
from pipelines.spam.model import base_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEPARATORS = "|_,-/\\;><、·•・~—–―‐→+#=&"
SENTENCE_MARKS = "。!?:…“”\"'‘’()《》「」『』〈〉[]{}【】〔〕.%"
NOISE = "㊣㊙㊝㊕★☆●○◆◇■□▲△▼▽♀♂♥❤♡※§*^`﹏＾¤°¨˜✅✔✖✘❌→←↑↓⇒➜➤►◄☞☛☜☎✆♪♫✿❀✦✧╱╲"
# Letters of other alphabets that look like Latin ones; chosen by eye from the Cyrillic and Greek blocks.
LOOKALIKES = dict(
    zip("авеікмнорстухьѕјԁԛԝορνικαετχγυηωβμ", "abeikmhopctyxbsjdqwopvikaetxyuhwbm", strict=True)
)


def tables() -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Folded character of each code point, and class of each folded character."""
    table = base_table()
    simplify = opencc.OpenCC("t2s")
    for point in range(1, 0x30000):
        table[point] = _fold(chr(point), simplify)
    table[0xE0000:0xE0200] = DELETED  # tags and variation selectors
    kinds = np.array([_kind(chr(point)) for point in range(0x10000)], np.uint8)
    return table, kinds


def _fold(char: str, simplify: opencc.OpenCC) -> int:
    category = unicodedata.category(char)
    if char.isspace() or category == "Zs" or char in "\u3164\u115f\u1160\u2800":
        return ord(" ")
    if category in {"Cc", "Cf", "Mn", "Me", "Mc"}:
        return DELETED
    if category in {"Cs", "Co", "Cn"}:
        return 0xFFFD
    if char == "丨":
        return ord("|")
    if char in NOISE:
        return ord(char)
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) > 1:
        plain = next((part for part in plain if part.isalnum()), plain[0])
    plain = plain.lower()[:1]
    plain = LOOKALIKES.get(plain, plain)
    if category == "So" and plain == char and ord(char) > 0xFFFF:
        return ord("★")
    if _is_han(plain):
        plain = simplify.convert(plain)[:1]
    return ord(plain) if ord(plain) < 0xFFFF else (0x3007 if _is_han(plain) else 0xFFFD)


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿" or char in "々〆〇" or ord(char) >= 0x20000


def _kind(char: str) -> int:
    if char == "\0":
        return PAD
    if char == " ":
        return SPACE
    if char in SEPARATORS:
        return SEPARATOR
    if char in SENTENCE_MARKS:
        return SENTENCE
    if _is_han(char):
        return HAN
    if "0" <= char <= "9":
        return DIGIT
    if "\u3040" <= char <= "\u31ff":
        return KANA
    category = unicodedata.category(char)
    if category[0] in "LN":
        return LATIN
    return SIGN if category[0] == "S" or char in NOISE else OTHER
