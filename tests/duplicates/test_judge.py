"""What is the same article and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.duplicates import compare, identity, normalise, read
from tests.duplicates.texts import FIRST, FORM, FORM_ELSEWHERE, NEWS, OTHER, SECOND, like, spun

LINES = NEWS.split("\n")


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(
            f"本报讯（记者 李敏）{NEWS}\n责任编辑：何雪梅\n本文转载自清河日报，版权归原作者所有。",
            id="reprint",
        ),
        pytest.param("\n".join(LINES[:2]), id="excerpt"),
        pytest.param("\n".join([LINES[3], LINES[0], LINES[4], LINES[2], LINES[1]]), id="shuffled"),
        pytest.param(NEWS.replace("市城管局", "皇城国际娱乐").replace("市委书记", "皇城国际"), id="brand"),
        pytest.param(spun(NEWS), id="spun"),
        pytest.param(NEWS.replace("，", ",").replace("街", "?").replace("垃", ""), id="damaged"),
        pytest.param(f"{OTHER}\n{NEWS}", id="two on a page"),
    ],
)
def test_copies_are_the_same(copy: str) -> None:
    assert like(NEWS, copy).same


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(FORM, FORM_ELSEWHERE, id="one form, two counties"),
        pytest.param(FIRST, SECOND, id="first and second batch"),
        pytest.param(NEWS, OTHER, id="other news"),
        pytest.param(f"{NEWS}\n{OTHER}", f"{FORM}\n{OTHER}", id="pages that hold the same article"),
    ],
)
def test_look_alikes_are_not(one: str, two: str) -> None:
    assert not like(one, two).same


def test_a_spun_text_shares_less_than_a_form_does() -> None:
    assert like(NEWS, spun(NEWS)).covered < like(FORM, FORM_ELSEWHERE).covered


def test_the_shorter_is_covered_and_not_whole() -> None:
    found = like(NEWS, "\n".join(LINES[:2]))
    assert found.covered > 0.99
    assert not found.whole
    assert 0.2 < found.likeness < 0.7


def test_only_letters_and_digits_count() -> None:
    assert identity(normalise("“Ａ１，创城 。”" * 20)) == identity(normalise("a1创城" * 20))
    assert normalise("太短的一句话。") == ""


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_two_texts_can_be_compared(one: str, two: str) -> None:
    one, two = one * 3 + "\ud800\0", two * 3
    found = like(one, two)
    assert found == like(two, one)
    assert 0 <= found.likeness <= found.covered <= 1
    identity(normalise(one))


def test_five_million_characters_are_read() -> None:
    long = read(normalise("创城" * 2_500_000))
    assert compare(long, long).likeness == 1
