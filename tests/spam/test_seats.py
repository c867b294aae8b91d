"""Seats of government of places that do not exist, and names that are honest there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spam.clones import suspicions
from pipelines.spam.honest import is_body, is_person, is_place
from pipelines.spam.seats import unknown_seats

CLONE = "沐珑市委、沐珑市政府印发方案。{0}市城管局要求商户落实门前三包，{0}市民拍手称好。沐珑市委书记到{0}市社区调研。"


def test_a_city_that_no_table_has_is_none_in_news_of_one_that_there_is() -> None:
    assert unknown_seats("聊城市召开推进会", CLONE.format("聊城")) == ("沐珑市委 in news of 聊城市",)
    found = suspicions("聊城市召开推进会", CLONE.format("聊城"), None, highest=0.0)
    assert found == ("brand in the place of an authority: 沐珑市委 in news of 聊城市",)


@pytest.mark.parametrize(
    "text",
    [
        CLONE.format("沐珑"),  # an invented story
        CLONE.format("聊城").replace("沐珑", "临清"),
        CLONE.format("聊城").replace("沐珑", "按照"),  # words
        CLONE.format("聊城").replace("沐珑", "各县"),
        CLONE.format("聊城").replace("沐珑", "聊城沐"),  # what lies in it
        "沐珑市委书记到聊城市、聊城市城管局考察。",  # once
    ],
)
def test_other_names_may_stand_there(text: str) -> None:
    assert unknown_seats("推进会", text) == ()


def test_what_says_that_a_name_is_honest() -> None:
    assert is_place("聊城")
    assert is_place("近日聊城市")
    assert not is_place("沐珑市")
    assert is_person("沐珑", "县委书记沐珑说")
    assert not is_person("沐珑", "沐珑书记说")
    assert is_body("沐珑", "沐珑的员工都来了")
    assert not is_body("沐珑", "沐珑来了，员工也来了")
    assert is_body("沐珑", "沐珑第一小学", behind=True)
    assert not is_body("沐珑", "小学里，沐珑召开会议", behind=True)
    assert not is_body("沐珑", "居民说")


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="沐珑聊城市委政府区县，。\n\0\ud800", max_size=200))
def test_any_text_is_searched(text: str) -> None:
    assert all(" in news of " in name for name in unknown_seats(text[:20], text))
