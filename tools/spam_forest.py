"""Boosted trees over the features of doubtful blocks, made complete so that a few array operations evaluate them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from pipelines.spam.forest import Forest

if TYPE_CHECKING:
    from numpy.typing import NDArray

DOUBT = 0.04  # share of clean blocks, of sources the weights never saw, that the trees are asked about
DEPTH = 5
TREES = 200
_RULES = {
    "objective": "binary",
    "num_leaves": 15,
    "max_depth": DEPTH,
    "learning_rate": 0.07,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "verbose": -1,
    "num_threads": 2,
    "seed": 1,
    "deterministic": True,
}


def fit_forest(x: NDArray[np.float32], y: NDArray[np.bool_], w: NDArray[np.float64]) -> Forest:
    """Trees that tell spam from what looks like it."""
    booster = lightgbm.train(_RULES, lightgbm.Dataset(x, y, weight=w), TREES)
    trees = booster.dump_model()["tree_info"]
    nodes = (1 << DEPTH) - 1
    columns = np.zeros((len(trees), nodes), np.int16)
    limits = np.full((len(trees), nodes), np.inf, np.float32)
    leaves = np.zeros((len(trees), nodes + 1), np.float32)
    for i, tree in enumerate(trees):
        _place(tree["tree_structure"], 0, columns[i], limits[i], leaves[i])
    return Forest(columns, limits, leaves)


def held_odds(
    x: NDArray[np.float32], y: NDArray[np.bool_], w: NDArray[np.float64], groups: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Log-odds of each row by trees that never saw its group."""
    odds = np.zeros(len(x), np.float32)
    for group in np.unique(groups):
        here = groups == group
        odds[here] = fit_forest(x[~here], y[~here], w[~here]).odds(x[here])
    return odds


def _place(
    node: dict[str, Any],
    at: int,
    columns: NDArray[np.int16],
    limits: NDArray[np.float32],
    leaves: NDArray[np.float32],
) -> None:
    """Copy a node and all below it into a heap; a leaf that comes early goes down the left side."""
    if "leaf_value" in node:
        while at < len(columns):
            at = 2 * at + 1
        leaves[at - len(columns)] = node["leaf_value"]
        return
    limit = np.float32(node["threshold"])
    if limit > node["threshold"]:  # rounding must not let a feature through that the trees hold back
        limit = np.nextafter(limit, np.float32(-np.inf))
    columns[at], limits[at] = node["split_feature"], limit
    _place(node["left_child"], 2 * at + 1, columns, limits, leaves)
    _place(node["right_child"], 2 * at + 2, columns, limits, leaves)
