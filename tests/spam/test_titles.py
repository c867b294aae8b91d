"""Spam joined to titles and standing within blocks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spam import split_title, strip_spam_runs

TITLE = "柳河乡全面打响文明城市创建攻坚战"
BODY = "柳河乡全面打响文明城市创建攻坚战。连日来，乡干部走村入户，清理垃圾，整治环境，群众拍手称好。"


@pytest.mark.parametrize("sign", ["_", "|", ",", "-", " "])
@pytest.mark.parametrize(
    "spam", ["新葡京娱乐城官网{0}真人百家乐开户{0}太阳城注册送彩金", "国产精品无码视频{0}亚洲欧美综合在线"]
)
def test_phrases_beside_a_title_are_taken_off(sign: str, spam: str) -> None:
    spam = spam.format(sign)
    for title in (f"{spam}{sign}{TITLE}", f"{TITLE}{sign}{spam}"):
        kept, phrases = split_title(title, BODY)
        assert kept == TITLE
        assert phrases


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "前三季度 全县财政收入增长5.2%",
        "全县“扫黄打非”工作会议召开_县政府网",
        "警方破获特大网络赌博案 涉案金额过亿元",
        "福彩双色球第2023045期开奖公告",
        "",
    ],
)
def test_clean_titles_stay(title: str) -> None:
    assert split_title(title) == (title, ())


def test_a_title_that_is_all_spam_is_empty() -> None:
    kept, phrases = split_title("亚洲无码一区二区三区_国产成人av在线_久久精品毛片免费观看")
    assert not kept
    assert phrases


def test_a_keyword_line_before_a_clean_line_is_taken_off() -> None:
    spam = "澳门新葡京官网|真人百家乐开户|时时彩平台注册送彩金|太阳城娱乐网址"
    kept, runs = strip_spam_runs(f"{spam}\n{TITLE}\n{BODY}")
    assert kept == f"{TITLE}\n{BODY}"
    assert "".join(runs).startswith("澳门新葡京官网")


def test_clean_text_comes_back_as_it_is() -> None:
    assert strip_spam_runs(BODY) == (BODY, ())


@given(st.text(st.characters(), max_size=80), st.text(max_size=40))
@settings(deadline=None, max_examples=60)
def test_no_title_raises(title: str, body: str) -> None:
    kept, phrases = split_title(title, body)
    assert kept in title
    assert all(phrases)
