"""What two texts differ in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.differences import Part, compare, words


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("全县有三十个村", "全县有五十个村", "全县有[三|五]十个村"),
        ("投入300万元", "投入1200万元", "投入[300|1200]万元"),
        ("甲乙", "甲乙", "甲乙"),
        ("", "新的一段", "[|新的一段]"),
        ("会议由张三主持", "会议由李四主持", "会议由[张三|李四]主持"),
        ("一二三四五", "六二七八五", "[一二三四|六二七八]五"),  # one character alike is chance
    ],
)
def test_the_words_that_differ_are_told(before: str, after: str, shown: str) -> None:
    assert show(words(before, after)) == shown


def show(parts: list[Part]) -> str:
    text, gone = "", ""
    for kind, part in [*parts, Part("same", "")]:
        if kind == "gone":
            gone = part
            continue
        text += f"[{gone}|{part if kind == 'new' else ''}]" if gone or kind == "new" else ""
        text += part if kind == "same" else ""
        gone = ""
    return text


def test_paragraphs_that_stayed_are_one_part() -> None:
    assert compare("甲\n乙\n丙", "甲\n丙") == [
        [Part("same", "甲")],
        [Part("gone", "乙")],
        [Part("same", "丙")],
    ]


@given(st.text("甲乙丙1\n ", max_size=40), st.text("甲乙丙1\n ", max_size=40))
def test_both_texts_can_be_put_together_again(before: str, after: str) -> None:
    paragraphs = compare(before, after)
    for text, other in ((before, "new"), (after, "gone")):
        kept = [[part for part in parts if part.kind != other] for parts in paragraphs]
        joined = ["".join(part.text for part in parts) for parts in kept if parts]
        assert "".join(joined) == text.replace("\n", "")
