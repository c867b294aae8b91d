"""The rules of composition: every slot is filled and labels stand on the right side."""

from __future__ import annotations

import pytest

from tools.spam_grammar import Writer, blocks, grammar

PATTERNS = [
    pattern
    for side in ("spam", "clean")
    for kind in grammar()[side].values()
    for patterns in kind.values()
    for pattern in patterns
]


def test_every_pattern_can_be_filled() -> None:
    writer = Writer(1)
    for pattern in PATTERNS:
        assert not set("{}") & set(writer.expand(pattern)), pattern


def test_as_many_clean_blocks_as_spam_and_the_same_each_time() -> None:
    made = list(blocks(60, seed=3))
    assert sum(spam for _, spam, _ in made) * 2 == len(made)
    assert made == list(blocks(60, seed=3))


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError):
        Writer(1).expand("{nosuchword}")


def test_writers_of_two_parts_share_no_word_of_a_long_list() -> None:
    said = [{Writer(seed, part, 2).expand("{goods}") for seed in range(99)} for part in (0, 1)]
    assert not said[0] & said[1]
    assert all(len(words) > 9 for words in said)


def test_a_writer_of_any_part_can_fill_every_pattern_it_knows() -> None:
    for part in range(5):
        assert all(text for text, _, _ in blocks(40, seed=2, part=part, parts=5))
