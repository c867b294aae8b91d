"""The rules of composition: every slot is filled and labels stand on the right side."""

from __future__ import annotations

import random

import pytest

from tools.spam_grammar import blocks, expand, grammar

PATTERNS = [
    pattern
    for side in ("spam", "clean")
    for kind in grammar()[side].values()
    for patterns in kind.values()
    for pattern in patterns
]


def test_every_pattern_can_be_filled() -> None:
    rng = random.Random(1)
    for pattern in PATTERNS:
        assert not set("{}") & set(expand(pattern, rng)), pattern


def test_as_many_clean_blocks_as_spam_and_the_same_each_time() -> None:
    made = list(blocks(60, seed=3))
    assert sum(spam for _, spam, _ in made) * 2 == len(made)
    assert made == list(blocks(60, seed=3))


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError):
        expand("{nosuchword}", random.Random(1))
