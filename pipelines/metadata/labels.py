"""Labels in a line: where a value begins, and what it is."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_LONGEST = 8  # characters of the longest label
# Every label is followed by a sign, or is one of the words that stand before a name without one.
_SIGNED = re.compile(r"([㐀-鿿/]{1,12})[】\])）]?[ 　]{0,3}[:：丨|]")
_SLASHED = re.compile(r"(?<![㐀-鿿/])(文|图|文字|撰文|图片|摄影|撰稿|采写|编辑|责编)/(?=[㐀-鿿])")
_UNSIGNED = re.compile(
    r"(?<![㐀-鿿])((?:本报|本网|全媒体|融媒体?|见习|特约)?(?:文/图|图/文|文图|摄影报道|记者|通讯员|实习生|作者|编辑|责编|供稿|撰稿))\s{1,4}(?=[㐀-鿿])"
    r"|((?:本文|文章|稿件|信息|新闻|内容)?(?:来源于|转载自|转自|摘自|原载于))"
    r"|((?:本报|本网|全媒体)?(?:记者|通讯员))\s{0,2}(?=[㐀-鿿]{2,4}(?:[、 ）)]|$))"
)


class Mark(NamedTuple):
    """A label: where it begins and ends, its word, its kind as in labels.toml, whether a sign follows it."""

    start: int
    end: int
    label: str
    kind: str
    signed: bool


@cache
def data() -> dict[str, Any]:
    """labels.toml."""
    return tomllib.loads(files("pipelines.metadata").joinpath("labels.toml").read_text("utf-8"))


@cache
def _kinds() -> dict[str, str]:
    return {label: kind for kind, labels in data()["labels"].items() for label in labels}


def find_labels(line: str) -> list[Mark]:
    """The labels of a line in order, none inside another; linear in its length."""
    kinds = _kinds()
    marks: list[Mark] = []
    for match in _SIGNED.finditer(line):
        word = match[1]
        for length in range(min(_LONGEST, len(word)), 0, -1):
            label = word[-length:]
            if label in kinds:
                marks.append(Mark(match.end(1) - length, match.end(), label, kinds[label], True))
                break
    if "/" in line:
        marks += [
            Mark(m.start(), m.end(), m[1], kinds.get(m[1], "author"), True) for m in _SLASHED.finditer(line)
        ]
    for match in _UNSIGNED.finditer(line):
        label = match[1] or match[2] or match[3]
        kind = "source" if match[2] else kinds.get(label, "author")
        marks.append(Mark(match.start(), match.end(), label, kind, False))
    if len(marks) < 2:
        return marks
    marks.sort()
    kept = marks[:1]
    for mark in marks[1:]:
        if mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
