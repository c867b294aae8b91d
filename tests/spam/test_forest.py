"""Trees as arrays: they answer as the trees they were made of."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.spam.forest import Forest
from pipelines.spam.model import default_model

# One tree of depth 2: feature 0 above 1, then feature 1 above 5 on the left; the right side ends early.
TREE = Forest(
    np.array([[0, 1, 0]], np.int16),
    np.array([[1.0, 5.0, np.inf]], np.float32),
    np.array([[-2.0, 3.0, 7.0, 0.0]], np.float32),
)


@pytest.mark.parametrize(
    ("row", "odds"), [((0, 0), -2), ((1, 5), -2), ((0, 6), 3), ((2, 0), 7), ((2, 9), 7)], ids=str
)
def test_a_row_goes_down_to_its_leaf(row: tuple[int, int], odds: float) -> None:
    assert TREE.odds(np.array([row], np.float32)).tolist() == [odds]


def test_trees_add_up() -> None:
    two = Forest(
        np.vstack((TREE.columns, TREE.columns)),
        np.vstack((TREE.limits, TREE.limits)),
        np.vstack((TREE.leaves, TREE.leaves)),
    )
    assert two.odds(np.array([(0, 6), (2, 0)], np.float32)).tolist() == [6, 14]


def test_many_rows_are_judged_like_each_alone() -> None:
    rows = np.random.default_rng(1).normal(1, 3, (1500, 2)).astype(np.float32)
    assert TREE.odds(rows).tolist() == [TREE.odds(row[None])[0] for row in rows]


def test_no_row_is_no_error() -> None:
    assert TREE.odds(np.zeros((0, 2), np.float32)).shape == (0,)


@pytest.mark.parametrize("nodes", [2, 4])
def test_trees_that_are_not_complete_are_refused(nodes: int) -> None:
    with pytest.raises(ValueError, match="shape"):
        Forest(
            np.zeros((1, nodes), np.int16),
            np.zeros((1, nodes), np.float32),
            np.zeros((1, nodes + 1), np.float32),
        )


def test_a_block_is_judged_alike_alone_and_among_others() -> None:
    model = default_model()
    texts = ["澳门金沙网址开户送彩金", "全县召开创建文明城市推进会", "代开发票加微信", "首页 上一页 下一页"]
    together = model.scores(texts)
    assert together.tolist() == pytest.approx([model.scores([text])[0] for text in texts], abs=1e-5)
