"""Text to what the index knows: pairs of Chinese characters, and words of other scripts.

创建文明 is indexed as 创建 建文 文明 明, so that a word of two characters is one look-up and a longer one a phrase.
The last character of a run stands alone, too: a single character is found as the beginning of a pair or as that.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from operator import add

_HAN = "々〇㐀-\u4dbf一-\u9fff豈-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
TITLE = "t"  # mark of the words of titles where they stand among the facets: found there without the texts
_LONGEST = 64  # characters of a word of another script
# Between two runs of a phrase may stand what is no word: a mark, a blank, a line break.
_BETWEEN = r"[\W_]{0,8}"
_FOLDED = re.compile("[\u2e80-\u2fdf\uf900-\ufaff０-９Ａ-Ｚａ-ｚ]")


@cache
def _table() -> dict[int, str]:
    """Compatibility forms of one character each: full-width letters, radicals, compatibility ideographs."""
    # Not the full-width marks: every text has them, and none is part of a word.
    ranges = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0xFF10, 0xFF5B))
    forms = {code: unicodedata.normalize("NFKC", chr(code)) for codes in ranges for code in codes}
    return {code: form for code, form in forms.items() if len(form) == 1}


def fold(text: str) -> str:
    """The text without case and compatibility forms; every character keeps its place."""
    if _FOLDED.search(text):
        text = text.translate(_table())
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def indexed(text: str, mark: str = "") -> str:
    """The tokens of a text, each behind a mark, with blanks between them, as the index takes them."""
    tokens: list[str] = []
    for run, word in _RUNS.findall(fold(text)):
        if run:
            tokens.extend(map(add, run, run[1:]))
            tokens.append(run[-1])
        else:
            tokens.append(word[:_LONGEST])
    return mark + f" {mark}".join(tokens) if tokens else ""


def phrase(text: str, mark: str = "") -> str | None:
    """A text as a phrase of an FTS5 query; None where there is no word in it.

    Only letters, digits and blanks come between the quotation marks, so that nothing can be meant by it but this.
    """
    tokens: list[str] = []
    beginning = False
    for run, word in _RUNS.findall(fold(text)):
        if run:
            tokens.extend(map(add, run, run[1:]))
            tokens.append(run[-1])
            beginning = len(run) == 1
        else:
            tokens.append(word[:_LONGEST])
            beginning = False
    if not tokens:
        return None
    if not beginning and re.match(f"[{_HAN}]", tokens[-1]):  # in the text the run may go on
        tokens.pop()
    whole = f'"{mark}{f" {mark}".join(tokens)}"'
    return f"{whole} *" if beginning else whole  # a single character at the end: whatever pair it begins


def pattern(texts: tuple[str, ...]) -> re.Pattern[str]:
    """Finds in a folded text what one of these phrases matches."""
    return re.compile("|".join(_expression(text) for text in texts))


def _expression(text: str) -> str:
    parts = []
    for run, word in _RUNS.findall(fold(text)):
        parts.append(re.escape(run) if run else rf"(?<![^\W_{_HAN}]){re.escape(word)}(?![^\W_{_HAN}])")
    return _BETWEEN.join(parts)
