"""Set phrases with a synonym put in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spam.clones import suspicions
from pipelines.spam.spun import spun_phrases


def test_broken_phrases_are_found_with_what_they_were() -> None:
    text = "都会办理水平不断晋升，情况整治、志愿办事深得人心，都会办理再上台阶。"
    assert spun_phrases(text) == (
        ("都会办理", "城市管理"),
        ("不断晋升", "不断提升"),
        ("志愿办事", "志愿服务"),
    )
    assert suspicions("", text, None, highest=0.0) == (
        "synonyms in set phrases: 都会办理 for 城市管理, 不断晋升 for 不断提升, 志愿办事 for 志愿服务",
    )


@pytest.mark.parametrize(
    "text",
    [
        "城市管理水平不断提升，环境整治、志愿服务深得人心。",
        "国际都会。办理证件，热心办事，宁静的夜晚，职员与题目，次序井然。",  # each word by itself
        "领导小组带领干部群众，文化建设、平安交通、公众满意，全面展开。",
    ],
)
def test_words_in_other_places_are_no_sign(text: str) -> None:
    assert len(spun_phrases(text)) < 2
    assert suspicions("", text, None, highest=0.0) == ()


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="都会办理城市管\0\ud800\U0001f600", max_size=60))
def test_any_text_is_searched(text: str) -> None:
    assert all(phrase in text for phrase, _ in spun_phrases(text))
