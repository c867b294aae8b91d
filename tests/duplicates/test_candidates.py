"""Pairs are found without comparing all with all."""

from __future__ import annotations

from random import Random

import numpy as np

from pipelines.duplicates import candidates, normalise, sketches
from tests.duplicates.texts import FORM, NEWS, OTHER, spun


def found(*texts: str) -> set[tuple[int, int]]:
    return {(one, two) for one, two in candidates(sketches([normalise(text) for text in texts])).tolist()}


def test_copies_are_candidates_and_others_are_not() -> None:
    assert found(NEWS, OTHER, spun(NEWS), FORM, NEWS + OTHER) == {(0, 2), (0, 4), (1, 4), (2, 4)}


def test_nothing_and_one_have_no_pairs() -> None:
    assert found() == set()
    assert found(NEWS) == set()


def variants(count: int) -> list[str]:
    rng = Random(1)
    return ["".join(rng.choice((*char * 24, "甲")) for char in NEWS) for _ in range(count)]


def test_pairs_do_not_grow_with_the_square_of_the_texts() -> None:
    assert len(found(*variants(1200))) < 1200 * 64


def test_a_large_cluster_hangs_together() -> None:
    pairs = found(*variants(300))
    near: dict[int, set[int]] = {number: set() for number in range(300)}
    for one, two in pairs:
        near[one].add(two)
        near[two].add(one)
    reached = new = {0}
    while new:
        new = set().union(*(near[number] for number in new)) - reached
        reached = reached | new
    assert len(reached) == 300


def test_sketches_do_not_depend_on_what_is_sketched_with_them() -> None:
    letters = [normalise(text) for text in (NEWS, OTHER, FORM)]
    alone = [sketches([text])[0] for text in letters]
    assert np.array_equal(sketches(letters), np.array(alone))
