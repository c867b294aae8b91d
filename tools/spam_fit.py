"""Fits the spam judge: n-gram weights, a small network over block features, trees for what it leaves in doubt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier

from pipelines.spam.fold import GAP, fold
from pipelines.spam.grams import BITS, EVIDENCE, FEATURES, VIEWS, buckets, silent
from pipelines.spam.model import FOREST, FORMAT, Model, base_table, blend
from tools.spam_forest import DOUBT, fit_forest, held_odds
from tools.spam_tables import tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from tools.spam_rows import Row

HIDDEN = 16
FOLDS = 5


def matrix(texts: Sequence[str], model: Model) -> scipy.sparse.csr_matrix:
    """N-gram counts over the square root of the length, as ``features`` adds them up."""
    folded = fold(texts, model.table, model.kinds)
    owner = np.searchsorted(folded.starts, np.arange(len(folded.codes)), "right") - 1
    quiet = silent(folded.classes) | (owner < 0)
    size = np.maximum(np.diff(folded.starts, append=len(folded.codes)) - len(GAP), 1)
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
    x: scipy.sparse.csr_matrix, rows: Sequence[Row], w: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Weights of each bucket in the two views; buckets met in fewer than ``SEEN`` blocks get none.

    Topic learns spam against ordinary text, style spam against clean text about the same things.
    """
    y = np.array([row.spam for row in rows])
    hard = np.array([row.hard and not row.spam for row in rows])
    used = np.flatnonzero(np.bincount(x.indices, minlength=x.shape[1]) >= SEEN)
    part = x[:, used]
    weights = np.zeros((x.shape[1], VIEWS), np.float32)
    for view, share in enumerate((np.where(hard, ASIDE, 1.0), np.where(hard | y, 1.0, ASIDE))):
        model = SGDClassifier(
            "log_loss", alpha=ALPHA, max_iter=EPOCHS, tol=None, average=True, random_state=5
        )
        model.fit(part, y, sample_weight=w * share)
        weights[used, view] = model.coef_[0]
    return weights


def fit_ratios(
    x: scipy.sparse.csr_matrix, rows: Sequence[Row], w: NDArray[np.float64]
) -> NDArray[np.float32]:
    """How much oftener blocks of spam hold each bucket than clean ones, as a logarithm, in the same two views.

    Where weights share what is known among all n-grams of a block, each ratio knows of its own alone: a word that
    only spam uses stays one in a long title of ordinary words.
    """
    y = np.array([row.spam for row in rows])
    hard = np.array([row.hard and not row.spam for row in rows])
    used = np.flatnonzero(np.bincount(x.indices, minlength=x.shape[1]) >= SEEN)
    held = x[:, used].T.tocsr()
    held.data[:] = 1
    ratios = np.zeros((x.shape[1], VIEWS), np.float32)
    for view, share in enumerate((np.where(hard, ASIDE, 1.0), np.where(hard | y, 1.0, ASIDE))):
        spam, clean = w * share * y, w * share * ~y
        ratios[used, view] = np.log((held @ spam + SMOOTH) / (spam.sum() + 2 * SMOOTH)) - np.log(
            (held @ clean + SMOOTH) / (clean.sum() + 2 * SMOOTH)
        )
    return ratios


SMOOTH = 2.0  # blocks of each kind that every bucket is thought to have been met in besides
ALPHA = 1e-6
EPOCHS = 6
SEEN = 3
ASIDE = 0.1  # weight of the rows that a view is not about
# Share of clean blocks, and of clean look-alikes, from sources the weights never saw that may be called spam. Sources
# left out of all training then see a fifth of it: there the weights know more than a fold's do.
ALARMS = (0.0013, 0.0045)
COMPOSED = 0.5  # weight of composed rows in the network: their kinds are never new to it


def quantise(
    weights: NDArray[np.float32], largest: int = 127
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """N-gram weights as bytes, and one unit of each view."""
    scales = np.array(
        [np.quantile(np.abs(view[view != 0]), 0.9995) / largest for view in weights.T], np.float32
    )
    return np.clip(np.rint(weights / scales), -largest, largest).astype(np.int8), scales


def weighted(blank: Model, x: scipy.sparse.csr_matrix, rows: Sequence[Row], w: NDArray[np.float64]) -> Model:
    """The model with the weights and ratios of these rows."""
    weights, scales = quantise(fit_weights(x, rows, w))
    ratios, ratio_scales = quantise(
        fit_ratios(x, rows, w), 31
    )  # finer steps tell nothing, coarse ones pack well
    return replace(blank, weights=weights, scales=scales, ratios=ratios, ratio_scales=ratio_scales)


def blank_model() -> Model:
    """A model that knows characters and nothing else."""
    table, kinds = tables()
    none, one = np.zeros(len(FEATURES), np.float32), np.ones(len(FEATURES), np.float32)
    weights, scales = np.zeros((1 << BITS, VIEWS), np.int8), np.ones(VIEWS, np.float32)
    return Model("", table, kinds, weights, scales, none, one, (), weights, scales, None, 0.0)


def folds(rows: Sequence[Row], seed: int = 7) -> NDArray[np.int64]:
    """A fold for each row: a source's rows together, composed rows by the part of the grammar they come from."""
    rng = np.random.default_rng(seed)
    sources = sorted({row.source for row in rows if not row.composed})
    order = {source: i % FOLDS for i, source in enumerate(rng.permutation(sources))}
    return np.array([row.part if row.composed else order[row.source] for row in rows])


def fit(rows: Sequence[Row], blank: Model, groups: NDArray[np.int64] | None = None) -> Model:
    """A model of these rows.

    The network learns from n-gram weights that were fitted without the row's group: on weights that know the
    row it would learn to trust them too much.
    """
    x = matrix([row.text for row in rows], blank)
    y = np.array([row.spam for row in rows])
    w = np.array([row.weight for row in rows])
    groups = folds(rows) if groups is None else groups
    held = np.zeros((len(rows), 2 * len(FEATURES) - EVIDENCE), np.float32)
    for group in np.unique(groups[groups >= 0]):
        train, test = (groups != group) & (groups >= 0), np.flatnonzero(groups == group)
        part = weighted(
            blank, x[train], [row for row, used in zip(rows, train, strict=True) if used], w[train]
        )
        texts = [rows[int(i)].text for i in test]
        held[test] = part.closer(texts, part.features(texts))
    model = weighted(blank, x, rows, w)
    known = groups < 0  # blocks by writers who knew every part: no weights can be strangers to them
    held, rows = held[~known], [row for row, skip in zip(rows, known, strict=True) if not skip]
    y, w, groups = y[~known], w[~known], groups[~known]
    first = held[:, : len(FEATURES)]
    mean, spread = first.mean(axis=0), first.std(axis=0) + 1e-3
    normal = np.clip((first - mean) / spread, -6, 6)
    real = np.array([not row.composed for row in rows])
    w1, b1, w2, b2 = fit_network(normal, y, w * np.where(real, 1.0, COMPOSED))
    odds = (np.maximum(normal @ w1 + b1, 0) @ w2 + b2)[:, 0]
    doubt = float(np.quantile(odds[real & ~y], 1 - DOUBT))
    # The trees learn from what they will be asked, and a little beyond it.
    asked = odds > np.quantile(odds[real & ~y], 1 - 4 * DOUBT)
    forest = fit_forest(held[asked], y[asked], w[asked])
    # What the network takes for clean scores no more than what the trees are asked for at most.
    shift = np.float32(doubt - AT_DOUBT)
    second = np.full(len(odds), -np.inf, np.float32)
    second[asked] = blend(odds[asked] - shift, held_odds(held[asked], y[asked], w[asked], groups[asked]))
    second[odds <= doubt] = -np.inf
    forest = replace(
        forest, leaves=forest.leaves - np.float32(_calibration(second, rows) / FOREST / len(forest.leaves))
    )
    return replace(
        model, mean=mean, spread=spread, layers=(w1, b1, w2, b2 - shift), forest=forest, doubt=AT_DOUBT
    )


def _calibration(odds: NDArray[np.float32], rows: Sequence[Row]) -> float:
    """What to take from the log-odds so that 0.5 calls as few clean blocks spam as ``ALARMS`` allows.

    Measured on n-gram weights that never saw the row's source, so that it holds for pages from elsewhere.
    """
    real = np.array([not row.spam and not row.composed for row in rows])
    hard = np.array([not row.spam and row.hard for row in rows])
    limits = [
        float(np.quantile(odds[part], 1 - rate))
        for part, rate in zip((real, hard), ALARMS, strict=True)
        if part.any()
    ]
    shift = max(0.0, *limits)
    print(f"calibration: {shift:.2f} off the log-odds")
    return shift


def fit_network(
    x: NDArray[np.float32], y: NDArray[np.bool_], w: NDArray[np.float64]
) -> tuple[NDArray[np.float32], ...]:
    """Hidden and output layer of ``NETWORKS`` networks side by side, their odds averaged."""
    layers = []
    for seed in range(NETWORKS):
        network = MLPClassifier(
            (HIDDEN,), alpha=3e-2, learning_rate_init=3e-3, batch_size=1024, max_iter=15, random_state=seed
        )
        network.fit(x, y, sample_weight=w)
        layers.append((*network.coefs_, *network.intercepts_))
    w1, w2, b1, b2 = zip(*layers, strict=True)
    joined = (np.hstack(w1), np.hstack(b1), np.vstack(w2) / NETWORKS, np.mean(b2, axis=0))
    return tuple(np.asarray(layer, np.float32) for layer in joined)


NETWORKS = 3
AT_DOUBT = -3.9  # log-odds where the trees take over: what they are not asked about is far from being spam


def save(model: Model, path: Path) -> None:
    """Write the model; :func:`pipelines.spam.model.read` gives it back.

    Raises:
        ValueError: it has not been fitted.
    """
    forest = model.forest
    if forest is None:
        raise ValueError("a model without trees")
    base = base_table()
    points = np.flatnonzero(model.table != base).astype(np.int32)
    w1, b1, w2, b2 = model.layers
    np.savez_compressed(
        path, format=FORMAT, points=points, targets=model.table[points], kinds=model.kinds,
        weights=model.weights.T, scales=model.scales, mean=model.mean, spread=model.spread,
        w1=w1, b1=b1, w2=w2, b2=b2, ratios=model.ratios.T, ratio_scales=model.ratio_scales,
        columns=forest.columns, limits=forest.limits, leaves=forest.leaves, doubt=model.doubt,
    )  # fmt: skip
