"""Pages that go on with something other than their article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.blocks import parse_html
from pipelines.content.posts import leave_others

ARTICLE = "近日，云岭县在城东社区开展环境卫生整治，志愿者清扫街巷，劝导乱停车辆，居民纷纷点赞。"
OTHER = "望川市昨天下了今年的第一场雪，许多市民带着孩子来到江边，拍照留念，交通没有受到影响。"


def left(html: str, score: float = 0.9) -> list[str]:
    """What is left where the judge has kept every sentence."""
    blocks = (document := parse_html(html)).blocks
    kept = [i for i, block in enumerate(blocks) if block.text.endswith("。")]
    return [blocks[i].text for i in leave_others(document, kept, [score] * len(blocks))]


@pytest.mark.parametrize(
    "line", ["评论", "网友评论", "最新评论（3）", "登录并评论", "《晨报》已有12条评论", "发表回复"]
)
def test_comments_are_left(line: str) -> None:
    assert left(f"<p>{ARTICLE}</p><h3>{line}</h3><p>{OTHER}</p>") == [ARTICLE]


@pytest.mark.parametrize("line", ["官方回复：", "网友留言：", "评论员观察", "回复内容"])
def test_the_answer_to_a_letter_is_no_comment(line: str) -> None:
    assert left(f"<p>{ARTICLE}</p><h3>{line}</h3><p>{OTHER}</p>") == [ARTICLE, OTHER]


def test_a_tool_bar_before_the_article_ends_nothing() -> None:
    assert left(f"<p>评论(3)</p><p>{ARTICLE}</p><p>{OTHER}</p>") == [ARTICLE, OTHER]


def test_a_link_to_the_comments_below_a_summary_ends_nothing() -> None:
    assert left(f"<p>{ARTICLE}</p><p><a href=#c>评论(3)</a></p><p>{OTHER}</p>") == [ARTICLE, OTHER]


@pytest.mark.parametrize("score", [0.9, 0.3])
def test_a_second_article_in_the_same_dress_is_left(score: float) -> None:
    page = "<h2 class=name>{}</h2><div class=info>2019-3-{} 10:26</div><p>{}</p>"
    assert left(page.format("一", 7, ARTICLE) + page.format("二", 8, OTHER), score) == [ARTICLE]


def test_a_dated_line_in_another_dress_is_the_articles() -> None:
    page = f"<div class=info>2019-3-7</div><p>{ARTICLE}</p><p>2019-3-8</p><p>{OTHER}</p>"
    assert left(page) == [ARTICLE, OTHER]


@pytest.mark.parametrize(("score", "expected"), [(0.4, [ARTICLE]), (0.9, [ARTICLE, f"{OTHER}…"])])
def test_an_unlikely_text_that_breaks_off_behind_a_linked_headline_is_left(
    score: float, expected: list[str]
) -> None:
    document = parse_html(f"<p>{ARTICLE}</p><h4><a href=/t>江边看雪</a></h4><p>{OTHER}…</p>")
    kept = leave_others(document, [0, 2], [0.9, 0.1, score])
    assert [document.blocks[i].text for i in kept] == expected


@given(st.text(max_size=500), st.lists(st.floats(0, 1), max_size=20))
@settings(deadline=None, max_examples=100)
def test_never_raises_and_never_adds(html: str, scores: list[float]) -> None:
    document = parse_html(html)
    some = (scores + [0.5] * len(document.blocks))[: len(document.blocks)]
    kept = list(range(len(some)))
    assert set(leave_others(document, kept, some)) <= set(kept)
