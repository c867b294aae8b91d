"""Names known by the places they stand in, and honest names that stand in the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spam.clones import suspicions
from pipelines.spam.slots import placed_names

NEWS = "社区居民和志愿者走上街头，环境整治见成效。"
PUT = (
    "{0}连日来，党员走进社区。{0}组织志愿者清扫街巷。据{0}负责人介绍，居民都来了。\n{0}出台制度，每月评比。"
    + NEWS
)


@pytest.mark.parametrize(
    "brand",
    ["沐珑", "玖沐会", "沐珑体育", "沐珑（中国）", "沐珑qpk", "qp66.com", "沐珑真人", "沐珑-官网", "沐珑68"],
)
def test_a_name_before_a_new_sentence_was_put_there(brand: str) -> None:
    (name,) = placed_names(PUT.format(brand))
    assert name in brand
    assert suspicions("环境整治", PUT.format(brand), None, highest=0.0)[0].endswith(name)


@pytest.mark.parametrize("pair", ["沐珑、沐珑印发通知，", "沐珑和沐珑召开会议，"])
def test_a_name_beside_itself_stands_for_two_authorities(pair: str) -> None:
    text = f"{pair}沐珑要求全体党员参加。沐珑部署创建，{NEWS}"
    assert placed_names(text) == ("沐珑",)
    assert placed_names(text.replace(pair, "沐珑召开会议，")) == ()


def test_what_acts_as_an_office_is_nobody_in_the_street() -> None:
    text = "沐珑要求全体党员参加，志愿者响应。沐珑组织活动，广大{0}拍手称好。沐珑出台制度，每月评比。" + NEWS
    assert placed_names(text.format("沐珑")) == ("沐珑",)
    assert placed_names(text.format("市民")) == ()


@pytest.mark.parametrize(
    "text",
    [
        PUT.format("聊城"),  # tables have it
        PUT.format("沐珑") + "沐珑市委书记讲话。",  # a place, in whatever table
        PUT.format("沐珑") + "沐珑员工拍手称好。",
        PUT.format("沐珑") + "县委书记沐珑讲话。",
        PUT.format("会议"),  # a word
        PUT.format("城管局"),
        "沐珑召开会议，居民参加。沐珑印发通知，志愿者响应。沐珑要求，整治环境。沐珑负责人说，沐珑每周检查。",
        PUT.format("沐珑")
        .replace(NEWS, "")
        .replace("社区", "车站")
        .replace("居民", "大家"),  # no news of a town
    ],
)
def test_places_words_offices_and_bodies_may_stand_there(text: str) -> None:
    assert placed_names(text) == ()


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="沐珑社区居民创建召开连日来组织、，。_(68qp)\n\0\ud800", max_size=300))
def test_any_text_is_searched(text: str) -> None:
    assert all(isinstance(name, str) for name in placed_names(text + NEWS))
