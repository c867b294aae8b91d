"""Fits the two layers of the spam judge: n-gram weights, then a small network over block features."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier

from pipelines.spam.fold import fold
from pipelines.spam.grams import BITS, FEATURES, buckets, silent
from pipelines.spam.model import FORMAT, Model, base_table
from tools.spam_tables import tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

HIDDEN = 16
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled block; ``source`` is what must not be on both sides of a split."""

    text: str
    spam: bool
    source: str
    hard: bool = False
    weight: float = 1.0


def matrix(texts: Sequence[str], model: Model) -> scipy.sparse.csr_matrix:
    """N-gram counts over the square root of the length, as ``features`` adds them up."""
    folded = fold(texts, model.table, model.kinds)
    owner = np.searchsorted(folded.starts, np.arange(len(folded.codes)), "right") - 1
    quiet = silent(folded.classes) | (owner < 0)
    size = np.maximum(np.diff(folded.starts, append=len(folded.codes)) - 4, 1)
    rows, columns = [], []
    for index in buckets(folded.codes):
        loud = ~quiet[: len(index)]
        rows.append(owner[: len(index)][loud])
        columns.append(index[loud])
    row, column = np.concatenate(rows), np.concatenate(columns)
    data = (1 / np.sqrt(size))[row].astype(np.float32)
    counts = scipy.sparse.csr_matrix((data, (row, column)), shape=(len(texts), 1 << BITS))
    counts.sum_duplicates()
    return counts


def fit_weights(
    x: scipy.sparse.csr_matrix, y: NDArray[np.bool_], w: NDArray[np.float64], seen: int
) -> NDArray[np.float32]:
    """Weight of each bucket; buckets met in fewer than ``seen`` blocks get none, so that few are filled."""
    used = np.flatnonzero(np.bincount(x.indices, minlength=x.shape[1]) >= seen)
    model = SGDClassifier("log_loss", alpha=ALPHA, max_iter=EPOCHS, tol=None, average=True, random_state=5)
    model.fit(x[:, used], y, sample_weight=w)
    weights = np.zeros(x.shape[1], np.float32)
    weights[used] = model.coef_[0]
    return weights


ALPHA = 1e-6
EPOCHS = 12
SEEN = 3


def quantise(model: Model, weights: NDArray[np.float32]) -> Model:
    """The model with these n-gram weights as bytes."""
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9995)) / 127
    return replace(model, weights=np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale=scale)


def blank_model() -> Model:
    """A model that knows characters and nothing else."""
    table, kinds = tables()
    none, one = np.zeros(len(FEATURES), np.float32), np.ones(len(FEATURES), np.float32)
    return Model("", table, kinds, np.zeros(1 << BITS, np.int8), 1.0, none, one, ())


def folds(rows: Sequence[Row], seed: int = 7) -> NDArray[np.int64]:
    """A fold for each row, at random."""
    return np.random.default_rng(seed).integers(FOLDS, size=len(rows))


def fit(rows: Sequence[Row], blank: Model, groups: NDArray[np.int64] | None = None) -> Model:
    """A model of these rows.

    The network learns from n-gram weights that were fitted without the row's group: on weights that know the
    row it would learn to trust them too much.
    """
    x = matrix([row.text for row in rows], blank)
    y = np.array([row.spam for row in rows])
    w = np.array([row.weight for row in rows])
    groups = folds(rows) if groups is None else groups
    held = np.zeros((len(rows), len(blank.mean)), np.float32)
    for group in np.unique(groups):
        train, test = groups != group, np.flatnonzero(groups == group)
        part = quantise(blank, fit_weights(x[train], y[train], w[train], SEEN))
        held[test] = part.features([rows[int(i)].text for i in test])
    model = quantise(blank, fit_weights(x, y, w, SEEN))
    mean, spread = held.mean(axis=0), held.std(axis=0) + 1e-3
    normal = np.clip((held - mean) / spread, -6, 6)
    layers = fit_network(normal, y, w)
    return replace(model, mean=mean, spread=spread, layers=layers)


def fit_network(
    x: NDArray[np.float32], y: NDArray[np.bool_], w: NDArray[np.float64]
) -> tuple[NDArray[np.float32], ...]:
    """Hidden and output layer."""
    network = MLPClassifier(
        (HIDDEN,), alpha=1e-2, learning_rate_init=3e-3, batch_size=256, max_iter=40, random_state=3
    )
    network.fit(x, y, sample_weight=w)
    (w1, w2), (b1, b2) = network.coefs_, network.intercepts_
    return tuple(np.asarray(a, np.float32) for a in (w1, b1, w2, b2))


def save(model: Model, path: Path) -> None:
    """Write the model; :func:`pipelines.spam.model.read` gives it back."""
    base = base_table()
    points = np.flatnonzero(model.table != base).astype(np.int32)
    index = np.flatnonzero(model.weights).astype(np.int32)
    w1, b1, w2, b2 = model.layers
    np.savez_compressed(
        path, format=FORMAT, points=points, targets=model.table[points], kinds=model.kinds, index=index,
        weights=model.weights[index], scale=model.scale, mean=model.mean, spread=model.spread,
        w1=w1, b1=b1, w2=w2, b2=b2,
    )  # fmt: skip
