"""Rows of keywords: their first and last items, which say too little by themselves, go with the rest."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from pipelines.spam.lexicon import hits, rules
from pipelines.spam.model import default_model

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = "_|丨｜"
_BLANKS = " \u3000"
_BETWEEN = re.compile(rf"[\s{MARKS}。！？!?，,；;：]")
_CLAUSE = re.compile(r"[\s。！？!?，,；;：]+")
_DIGITS = "0123456789"


def whole_rows(text: str, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs of spam, each as far as its row of keywords goes.

    An item beside a run belongs to the row where it begins as its two neighbours do, with a name that no clause of
    the text speaks of: ``某某app下载_某某官方网站_某某手机版登录 副乡长介绍``. What they share must be a name, no word
    of the lexicon, as honest text speaks of Macau or of sports too.

    Args:
        text: of a block.
        runs: where runs of spam begin and end, in their order.
    """
    if not any(mark in text[start:end] for start, end in runs for mark in MARKS):
        return list(runs)
    clauses = " ".join(word for word in _CLAUSE.split(text) if not any(mark in word for mark in MARKS))
    grown: list[tuple[int, int]] = []
    for start, end in runs:
        first, last = _first(text, start, end, clauses), _last(text, start, end, clauses)
        if grown and first <= grown[-1][1]:
            grown[-1] = (grown[-1][0], last)
        else:
            grown.append((first, last))
    return grown


def _first(text: str, start: int, end: int, clauses: str) -> int:
    """Where the row of a run begins."""
    longest = int(rules()["row"]["longest"])
    while start > 1 and text[start - 1] in MARKS:
        before = text[max(0, start - longest - 2) : start - 1]
        item = _BETWEEN.split(before)[-1]
        if not _is_kin(item, _items(text[start:end])[:2], clauses):
            break
        start -= len(item) + 1
    return start


def _last(text: str, start: int, end: int, clauses: str) -> int:
    """Where the row of a run ends, with the blank behind it."""
    longest = int(rules()["row"]["longest"])
    while end < len(text) and text[end - 1] in MARKS:
        item = _BETWEEN.split(text[end : end + longest + 1], maxsplit=1)[0]
        if not _is_kin(item, _items(text[start:end])[-2:], clauses):
            break
        end += len(item)
        end += text[end : end + 1] != "" and text[end] in MARKS + _BLANKS
    return end


def _items(row: str) -> list[str]:
    return [item.strip() for item in re.split(rf"[{MARKS}\n]", row) if item.strip()]


def _is_kin(item: str, row: Sequence[str], clauses: str) -> bool:
    rule = rules()["row"]
    same = takewhile(lambda column: len(set(column)) == 1, zip(item, *row, strict=False))
    name = "".join(column[0] for column in same)
    return (
        len(row) == 2
        and len(item) <= rule["longest"]
        and len(name.strip(_DIGITS)) >= rule["name"]
        and name not in clauses
        and not hits(name).coverage
        and float(default_model().scores([item])[0]) >= rule["suspected"]
    )
