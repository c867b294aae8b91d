"""Train the judge of blocks and write ``pipelines/content/trees.npz``.

    python -m tools.train_content

Reads the labelled pages of ``../shared/cases`` (see tools/content_cases.py) and composed pages; needs the
dependency group ``train``. The same input gives the same file. ``bench/extract.py`` measures it with each
site left out.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from pipelines.content.features import features
from pipelines.content.model import LEAVES, Trees
from tools.content_cases import chinese, english

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.content_cases import Case

VERSION = "content-1"
TREES = 120
PARAMETERS = {
    "objective": "cross_entropy",  # labels are shares
    "learning_rate": 0.14,
    "num_leaves": LEAVES,
    "min_data_in_leaf": 30,
    "min_sum_hessian_in_leaf": 1.0,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "seed": 1,
    "deterministic": True,
    "num_threads": 2,
    "verbose": -1,
}


def load_cases() -> list[Case]:
    """All training pages; a Chinese site weighs n^0.5, so that five big ones do not drown the small."""
    cases = [case for case in (*chinese(), *english()) if case.document.blocks]
    pages = Counter(case.group for case in cases)
    for case in cases:
        case.weight = pages[case.group] ** -0.5 if case.language == "zh" else 0.5
    return cases


def evidence(case: Case) -> tuple[Any, list[str]]:
    """Rows of features, with a row a block, and their names."""
    rows, names = features(case.document)
    return rows.T, names


def fit(cases: Sequence[Case], matrices: Sequence[Any], names: Sequence[str]) -> Trees:
    """A forest from labelled pages; a block weighs as the root of its length, a page as its weight."""
    weights = []
    for case in cases:
        weight = np.sqrt([0 if block.hidden else len(block.text) for block in case.document.blocks])
        weights.append(weight / max(weight.sum(), 1) * case.weight * 100)
    labels = np.concatenate([case.labels for case in cases])
    data = lightgbm.Dataset(np.concatenate(matrices), labels, weight=np.concatenate(weights))
    booster = lightgbm.train(PARAMETERS, data, TREES)
    return to_trees(booster.dump_model(), names)


def to_trees(model: dict[str, Any], names: Sequence[str]) -> Trees:
    """A LightGBM model as arrays; trees of fewer leaves get tests that never fail."""
    count = len(model["tree_info"])
    columns = np.zeros((LEAVES - 1, count), np.int64)
    limits = np.full((LEAVES - 1, count), np.inf, np.float32)
    strikes = np.full((LEAVES - 1, count), 255, np.uint8)
    leaves = np.zeros((count, LEAVES), np.float32)
    for i, info in enumerate(model["tree_info"]):
        tests: list[tuple[int, float, int]] = []
        values = _walk(info["tree_structure"], 0, tests)
        leaves[i, : len(values)] = values
        for t, (column, limit, struck) in enumerate(tests):
            columns[t, i], strikes[t, i] = column, 255 - struck
            rounded = np.float32(limit)  # the greatest single that is not above the limit decides alike
            limits[t, i] = np.nextafter(rounded, np.float32(-np.inf)) if rounded > limit else rounded
    return Trees(VERSION, tuple(names), columns, limits, strikes, leaves)


def _walk(node: dict[str, Any], first: int, tests: list[tuple[int, float, int]]) -> list[float]:
    """Leaf values from left to right; notes each test with the bits of the leaves to its left."""
    if "leaf_value" in node:
        return [node["leaf_value"]]
    left = _walk(node["left_child"], first, tests)
    right = _walk(node["right_child"], first + len(left), tests)
    tests.append((node["split_feature"], node["threshold"], ((1 << len(left)) - 1) << first))
    return left + right


def main() -> None:
    cases = load_cases()
    pairs = [evidence(case) for case in cases]
    trees = fit(cases, [rows for rows, _ in pairs], pairs[0][1])
    path = Path(__file__).resolve().parent.parent / "pipelines" / "content" / "trees.npz"
    np.savez_compressed(
        path,
        version=trees.version,
        names=np.array(trees.names),
        columns=trees.columns.astype(np.int16),
        limits=trees.limits,
        strikes=trees.strikes,
        leaves=trees.leaves,
    )
    print(f"{path.name}: {trees.leaves.shape[0]} trees, {len(trees.names)} features, {len(cases)} pages")


if __name__ == "__main__":
    main()
