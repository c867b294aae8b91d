"""Blocks that repeat other spam on their page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.spam import THRESHOLD, Evidence, judge_blocks
from pipelines.spam.judge import judge_block
from pipelines.spam.kin import find_kin

SPAM = "好运彩票网站|好运彩票下载|午夜影院免费"
DOUBTFUL = "午夜影院免费 好运彩票网站"
REPORT = "执法人员清理了写有“午夜影院免费”“好运彩票网站”的小广告。"


@pytest.mark.parametrize(
    ("blocks", "scores", "kin"),
    [
        ((SPAM, DOUBTFUL), (0.9, 0.2), [1]),
        ((SPAM, "全县创建文明城市推进会召开"), (0.9, 0.2), []),  # shares nothing
        ((SPAM, DOUBTFUL), (0.9, 0.001), []),  # its text is clean
        ((SPAM, DOUBTFUL, REPORT), (0.9, 0.2, 0.001), []),  # what clean text says, too, is no spam's
        ((SPAM, "好运"), (0.9, 0.2), []),  # too short to repeat anything
        ((SPAM, SPAM), (0.9, 0.9), []),  # spam already
    ],
)
def test_kin_shares_phrases_with_spam_and_not_with_clean_text(
    blocks: tuple[str, ...], scores: tuple[float, ...], kin: list[int]
) -> None:
    spam = [i for i, score in enumerate(scores) if score >= THRESHOLD]
    assert list(find_kin([Evidence(text) for text in blocks], scores, spam)) == kin


def test_a_doubtful_block_that_is_kin_is_spam_and_says_why() -> None:
    alone, kin = (judge_block(Evidence(DOUBTFUL, kin=kin), 0.2) for kin in (False, True))
    assert alone.score < THRESHOLD <= kin.score
    assert "repeats other spam on the page" in kin.reasons


def test_a_block_that_is_decided_on_is_not_judged_and_speaks_against_no_other() -> None:
    blocks = [
        Evidence("新葡京娱乐城官网|新葡京娱乐城注册"),
        Evidence("新葡京娱乐城官网|新葡京娱乐城注册|太阳城开户"),
    ]
    _, judged = judge_blocks(blocks, blocks.__getitem__)
    _, decided = judge_blocks(blocks, blocks.__getitem__, settled={0, 1})
    assert judged.keys() == {0, 1}
    assert decided == {}


@given(st.lists(st.tuples(st.text(), st.floats(0, 1)), max_size=6))
def test_any_blocks_are_compared(page: list[tuple[str, float]]) -> None:
    spam = [i for i, (_, score) in enumerate(page) if score >= THRESHOLD]
    found = find_kin([Evidence(text) for text, _ in page], [score for _, score in page], spam)
    assert not set(found) & set(spam)
