from __future__ import annotations

import numpy as np

from pipelines.content.features import NAMES
from pipelines.content.model import Trees, load


def test_the_model_reads_the_features_there_are() -> None:
    assert load().names == NAMES


def test_a_test_that_fails_strikes_out_the_leaves_to_its_left() -> None:
    trees = Trees(
        "v",
        ("x", "y"),
        columns=np.array([[0], [1]]),
        limits=np.array([[1.0], [2.0]], np.float32),
        strikes=np.array([[0xFFFE], [0xFFFD]], np.uint16),
        leaves=np.array([[-4.0, 0.0, 4.0] + [0.0] * 13], np.float32),
    )
    rows = np.array([[1, 2, 2], [9, 2, 3]], np.float32)
    assert trees.predict(rows).round(2).tolist() == [0.02, 0.5, 0.98]


def test_all_tests_at_once_say_what_each_by_itself_does() -> None:
    trees = load()
    rows = np.random.default_rng(1).normal(0, 20, (len(NAMES), 300)).astype(np.float32)
    found = trees.predict(rows)
    for block in (0, 1, 150, 299):
        odds = 0.0
        for tree in range(trees.columns.shape[1]):
            standing = 0xFFFF
            for column, limit, strike in zip(
                trees.columns[:, tree], trees.limits[:, tree], trees.strikes[:, tree], strict=True
            ):
                standing &= 0xFFFF if rows[column, block] <= limit else int(strike)
            odds += float(trees.leaves[tree, (standing & -standing).bit_length() - 1])
        assert abs(found[block] - 1 / (1 + np.exp(-odds))) < 1e-6


def test_no_blocks_no_answers() -> None:
    assert load().predict(np.zeros((len(NAMES), 0), np.float32)).shape == (0,)
