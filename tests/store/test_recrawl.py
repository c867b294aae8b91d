"""The interval follows how often a page had changed; histories are invented."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.recrawl import KEPT, Look, change_rate, next_interval, read_history, write_history


@pytest.mark.parametrize(("visits", "changes"), [(10, 1), (10, 5), (10, 9), (12, 12)])
def test_at_regular_intervals_the_rate_is_that_of_the_paper(visits: int, changes: int) -> None:
    looks = [Look(24.0, number < changes) for number in range(visits)]
    expected = -math.log((visits - changes + 0.5) / (visits + 0.5)) / 24
    assert change_rate(looks) == pytest.approx(expected, rel=1e-6)


def test_the_rate_of_a_page_is_found_from_irregular_visits() -> None:
    chance, rate = random.Random(1), 1 / 48  # a change every two days
    looks = []
    for _ in range(4000):
        hours = chance.choice([6.0, 24.0, 96.0])
        looks.append(Look(hours, chance.random() < 1 - math.exp(-rate * hours)))
    assert change_rate(looks) == pytest.approx(rate, rel=0.1)


@pytest.mark.parametrize(
    ("history", "hours"),
    [
        ("", 6),  # never seen before: the least
        ("6", 12),  # one quiet visit doubles, no more
        ("6 12 24", 48),
        ("6 12 24 48 96 192 336", 336),  # the most
        ("6+ 6+ 6+ 6+", 6),  # always something new: the least
        ("192 336+ 6+ 6+ 6+", 12),  # a column that came alive: soon again, though it was quiet once
    ],
)
def test_the_interval_follows_the_history(history: str, hours: float) -> None:
    assert next_interval(read_history(history), 6, 336) == hours


def test_a_list_that_changes_now_and_then_is_looked_at_in_between() -> None:
    often = next_interval(read_history("24 24+ 24 24+ 24 24+ 24 24+"), 6, 336)
    rarely = next_interval(read_history("24 24 24 24 24 24 24 24+"), 6, 336)
    assert 6 < often < 48
    assert often < rarely <= 48  # no more than twice the last interval


LOOKS = st.lists(st.builds(Look, st.floats(0, 1e5), st.booleans()), max_size=40)


@given(LOOKS)
def test_any_history_gives_an_interval_within_the_limits(looks: list[Look]) -> None:
    assert 6 <= next_interval(looks, 6, 336) <= 336


@given(LOOKS)
def test_a_history_is_read_as_it_was_written(looks: list[Look]) -> None:
    read = read_history(write_history(looks))
    assert [look.changed for look in read] == [look.changed for look in looks[-KEPT:]]
    assert all(math.isclose(a.hours, b.hours, rel_tol=1e-3) for a, b in zip(read, looks[-KEPT:], strict=True))
