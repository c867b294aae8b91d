"""Spam joined to titles and standing within blocks."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spam import runs, split_title, strip_spam_runs
from pipelines.spam.rows import whole_rows

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


@pytest.mark.parametrize("mark", ["_", "|"])
@pytest.mark.parametrize("after", [" 副乡长罗成介绍，整治还将继续。", "\n副乡长罗成介绍，整治还将继续。"])
@pytest.mark.parametrize("before", ["", "群众代表 "])
def test_a_row_of_keywords_goes_with_its_first_and_last_item(before: str, after: str, mark: str) -> None:
    row = mark.join(("金蟾平台客户端", "金蟾app下载", "金蟾官方网站", "金蟾手机版登录"))
    kept, runs = strip_spam_runs(f"{BODY}{before}{row}{after}")
    assert "金蟾" not in kept
    assert "".join(kept.split()) == "".join(f"{BODY}{before}{after}".split())
    assert runs == (row,)


@pytest.mark.parametrize(
    "honest",
    [
        "柳河乡 全面打响攻坚战，群众拍手称好。",
        "创建文明城市 副乡长罗成介绍，整治还将继续。",
        "警方破获网络赌博案 涉案金额过亿元。",
        "澳门回归纪念日 乡干部走村入户，群众拍手称好。",
        "金蟾村 全面打响攻坚战，金蟾村干部走村入户。",
    ],
)
@pytest.mark.parametrize(
    "row",
    [
        "澳门网上赌场_澳门百家乐网址_澳门真人娱乐_",
        "柳河棋牌下载_柳河百家乐网址_",
        "金蟾app下载_金蟾官方网站_",
    ],
)
def test_honest_words_after_a_row_of_keywords_stay(row: str, honest: str) -> None:
    kept, _ = strip_spam_runs(f"{BODY}{row}{honest}")
    assert kept.endswith(honest)


@pytest.mark.parametrize(
    ("row", "honest"),
    [
        ("金蟾官方网站_", "金蟾网吧 全面整治。"),  # one item tells of no name
        ("石桥棋牌下载_石桥百家乐网址_", "石桥村党支部 全面整治。"),  # nothing suspect
        ("金蟾app下载_金蟾官方网站_", "金蟾网吧 全面整治，金蟾网吧停业。"),  # a clause speaks of it
        ("澳门网上赌场_澳门百家乐网址_", "澳门俱乐部 全面整治。"),  # a word of honest text too
    ],
)
def test_a_row_ends_before_what_may_be_honest(row: str, honest: str) -> None:
    text = f"{BODY}{row}{honest}"
    run = (len(BODY), len(BODY) + len(row))
    assert whole_rows(text, [run]) == [run]


@given(st.text("金蟾app_|丨 \n。，", max_size=60), st.integers(0, 30), st.integers(0, 30))
@settings(deadline=None, max_examples=60)
def test_rows_only_grow_and_never_overlap(text: str, start: int, length: int) -> None:
    start, end = min(start, len(text)), min(start + length, len(text))
    grown = whole_rows(text, [(start, end)] if start < end else [])
    assert all(0 <= first <= start and end <= last <= len(text) for first, last in grown)


def test_clean_text_comes_back_as_it_is() -> None:
    assert strip_spam_runs(BODY) == (BODY, ())


@given(st.text(st.characters(), max_size=80), st.text(max_size=40))
@settings(deadline=None, max_examples=60)
def test_no_title_raises(title: str, body: str) -> None:
    kept, phrases = split_title(title, body)
    assert kept in title
    assert all(phrases)


@pytest.mark.parametrize(
    ("score", "sentence", "is_run"),
    [
        (0.6, "罗成翻开台账，密密麻麻记着40页记录", False),  # no word of spam: the judge must be surer
        (0.95, "罗成翻开台账，密密麻麻记着40页记录", True),
        (0.6, "百家乐平台已经上线", True),
        (0.4, "百家乐平台已经上线", False),
    ],
)
def test_a_sentence_without_a_word_of_spam_is_a_run_only_where_that_is_sure(
    monkeypatch: pytest.MonkeyPatch, score: float, sentence: str, is_run: bool
) -> None:
    model = SimpleNamespace(scores=lambda texts: np.array([score if t == sentence else 0.0 for t in texts]))
    monkeypatch.setattr(runs, "default_model", lambda: model)
    for text in (f"{BODY}{sentence}。", f"{sentence}。{BODY}"):
        assert strip_spam_runs(text)[1] == ((sentence,) if is_run else ())
