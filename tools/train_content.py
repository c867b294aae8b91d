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

from pipelines.content.features import NAMES, describe
from pipelines.content.model import LEAVES, Trees
from tools.content_cases import chinese, composed, english, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.content_cases import Case

VERSION = "content-3"
TREES = 100
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
    "max_bin": 63,
    "verbose": -1,
}
# Weight of a page: the real ones have the right words, the others more kinds of layout.
ENGLISH, COMPOSED, PLAIN = 0.5, 0.6, 0.15


def load_cases() -> list[Case]:
    """All training pages with their weights; none where the shared cases are absent.

    A Chinese site weighs n^0.5, so that five big ones do not drown the small. The same pages without their
    tags teach what text alone tells.
    """
    real, layouts, drawn = list(chinese()), list(english()), list(composed())
    pages = Counter(case.group for case in real)
    for case in real:
        case.weight = 2 * pages[case.group] ** -0.5
    for case in layouts:
        case.weight = ENGLISH
    for case in drawn:
        case.weight = COMPOSED
    flat = [plain(case) for case in (*real, *drawn[::3])]
    for case in flat:
        case.weight *= PLAIN
    return [case for case in (*real, *layouts, *drawn, *flat) if case.document.blocks]


def dataset(cases: Sequence[Case]) -> lightgbm.Dataset:
    """The labelled blocks of the pages, sorted into bins once for however many models."""
    labels = np.concatenate([case.labels for case in cases])
    rows = np.concatenate([describe(case.document).T for case in cases])
    options = {"max_bin": PARAMETERS["max_bin"], "verbose": -1}
    return lightgbm.Dataset(rows, labels, weight=np.ones(len(labels)), params=options).construct()


def fit(data: lightgbm.Dataset, cases: Sequence[Case], without: str = "") -> Trees:
    """A forest from the pages of all groups but one.

    A block weighs as the root of its length, a page as its weight.
    """
    weights = []
    for case in cases:
        weight = np.sqrt([0 if block.hidden else len(block.text) for block in case.document.blocks])
        share = 0 if case.group == without else case.weight * 100
        weights.append(weight / max(weight.sum(), 1) * share)
    data.set_weight(np.concatenate(weights))
    booster = lightgbm.train(PARAMETERS, data, TREES)
    return to_trees(booster.dump_model(), NAMES)


def to_trees(model: dict[str, Any], names: Sequence[str]) -> Trees:
    """A LightGBM model as arrays; trees of fewer leaves get tests that never fail."""
    count = len(model["tree_info"])
    columns = np.zeros((LEAVES - 1, count), np.int64)
    limits = np.full((LEAVES - 1, count), np.inf, np.float32)
    strikes = np.full((LEAVES - 1, count), 0xFFFF, np.uint16)
    leaves = np.zeros((count, LEAVES), np.float32)
    for i, info in enumerate(model["tree_info"]):
        tests: list[tuple[int, float, int]] = []
        values = _walk(info["tree_structure"], 0, tests)
        leaves[i, : len(values)] = values
        for t, (column, limit, struck) in enumerate(tests):
            columns[t, i], strikes[t, i] = column, 0xFFFF - struck
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
    trees = fit(dataset(cases), cases)
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
