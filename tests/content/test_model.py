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


def test_no_blocks_no_answers() -> None:
    assert load().predict(np.zeros((len(NAMES), 0), np.float32)).shape == (0,)
