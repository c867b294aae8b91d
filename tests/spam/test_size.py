"""Long and hostile text: the work grows with the length and nothing raises."""

from __future__ import annotations

import pytest

from pipelines.spam import Evidence, judge_page, score_blocks, split_title, strip_spam_runs
from pipelines.spam.fold import GAP, fold
from pipelines.spam.grams import ORDERS, buckets
from pipelines.spam.model import default_model
from tests.spam.judging import judge_all

HOSTILE = (
    "|",
    "_ ",
    "久",
    "a",
    "★久",
    "\u200b",
    "&#x4E45;",
    "&",
    "，",
    "召开",
    "\n",
    "\ud800",
    "𠀀",
    "0",
    "( ",
    "é\u0301",
    "ⓟ",
    "Ａv",
    "bo cai ",
    "菠\u200d菜&#8203;",
)


@pytest.mark.parametrize("unit", HOSTILE)
def test_arrays_grow_with_the_text_and_no_faster(unit: str) -> None:
    model = default_model()
    for count in (100, 10_000):
        text = unit * count
        folded = fold([text], model.table, model.kinds)
        assert len(folded.codes) <= len(text) + 2 * len(GAP)
        assert sum(map(len, buckets(folded.codes))) <= ORDERS * len(folded.codes)


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_line_of_a_hundred_kilobytes_is_judged(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert 0 <= score_blocks([text])[0] <= 1
    assert len(judge_all([Evidence(text, hidden="marquee", links=9)])) == 1
    assert split_title(text)[0] in text
    assert 0 <= judge_page(text, [text], []).score <= 1
    kept, _ = strip_spam_runs(text)
    assert len(kept) <= len(text)


def test_five_megabytes_are_judged() -> None:
    text = "全县文明城市创建工作推进会召开，" * (5_000_000 // 48)
    assert score_blocks([text])[0] < 0.5
