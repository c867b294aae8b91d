"""The learned part of the judge: read from ``model.npz``, checked, applied to many blocks at once."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.compiled import compiled
from pipelines.spam.fold import DELETED, fold
from pipelines.spam.forest import Forest
from pipelines.spam.grams import BITS, EVIDENCE, FEATURES, VIEWS, features, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PATH = Path(__file__).with_name("model.npz")
FORMAT = 3
FOREST = np.float32(0.8)  # share of the trees in the score of a doubtful block; models are fitted with it
_ARRAYS = (
    "points",
    "targets",
    "kinds",
    "weights",
    "scales",
    "mean",
    "spread",
    "w1",
    "b1",
    "w2",
    "b2",
    "ratios",
    "ratio_scales",
    "columns",
    "limits",
    "leaves",
    "doubt",
)


class ModelError(RuntimeError):
    """The model file is missing, damaged or of another version; raised when it is loaded."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Tables and weights; made by ``tools/train_spam.py``.

    Attributes:
        version: short digest of the file, recorded with what the model decided.
        table: folded character of each code point.
        kinds: class of each folded character.
        weights: of each n-gram bucket in each view, in units of ``scales`` log-odds.
        scales: one unit of ``weights`` in each view.
        mean: of each feature over the training blocks.
        spread: standard deviation of each feature over the training blocks.
        layers: matrix and offset of the hidden and of the output layer.
        ratios: of each bucket in each view, the logarithm of how much oftener spam has it, in units of ``ratio_scales``.
        ratio_scales: one unit of ``ratios`` in each view.
        forest: judges again what the network does not take for clean; :func:`blend` says what counts.
        doubt: log-odds of the network from which on the forest is asked.
    """

    version: str
    table: NDArray[np.uint16]
    kinds: NDArray[np.uint8]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    layers: tuple[NDArray[np.float32], ...]
    ratios: NDArray[np.int8]
    ratio_scales: NDArray[np.float32]
    forest: Forest | None
    doubt: float

    def features(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of :data:`pipelines.spam.grams.FEATURES` per text."""
        folded = fold(texts, self.table, self.kinds)
        return features(folded, weigh(folded, self.weights), self.scales)

    def closer(self, texts: Sequence[str], rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The rows of :meth:`features` with what the ratios say of each text besides."""
        folded = fold(texts, self.table, self.kinds)
        return np.hstack(
            (rows, features(folded, weigh(folded, self.ratios), self.ratio_scales)[:, EVIDENCE:])
        )

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Probability of spam per text, in [0, 1]; blank texts score 0."""
        if not texts:
            return np.zeros(0, np.float32)
        rows = self.features(texts)
        odds = np.empty(len(rows), np.float32)
        w1, b1, w2, b2 = self.layers
        _network(rows, self.mean, self.spread, w1, b1, w2, b2, odds)
        doubtful = (odds > self.doubt).nonzero()[0]
        if self.forest is not None and len(doubtful):
            closer = self.closer([texts[i] for i in doubtful.tolist()], rows[doubtful])
            odds[doubtful] = blend(odds[doubtful], self.forest.odds(closer))
        score = (1 / (1 + np.exp(-np.minimum(np.maximum(odds, -30), 30)))).astype(np.float32)
        score[~rows[:, _WORDS].any(1)] = 0
        return score


def blend(network: NDArray[np.float32], forest: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-odds of doubtful blocks by both. The trees know more, the network keeps them from being too sure."""
    return FOREST * forest + (1 - FOREST) * network


@compiled
def _network(
    rows: NDArray[Any], mean: NDArray[Any], spread: NDArray[Any],
    w1: NDArray[Any], b1: NDArray[Any], w2: NDArray[Any], b2: NDArray[Any], odds: NDArray[Any],
) -> None:  # fmt: skip
    units = b1.size
    hidden = np.empty(units, np.float32)
    for i in range(odds.size):
        hidden[:] = b1
        for column in range(mean.size):
            value = min(max((rows[i, column] - mean[column]) / spread[column], np.float32(-6)), np.float32(6))
            for unit in range(units):
                hidden[unit] += value * w1[column, unit]
        total = b2[0]
        for unit in range(units):
            total += max(hidden[unit], np.float32(0)) * w2[unit, 0]
        odds[i] = total


_WORDS = slice(FEATURES.index("han"), FEATURES.index("kana") + 1)  # shares of the characters of words


def read(path: Path) -> Model:
    """Read and check a model file.

    Raises:
        ModelError: says which file and what is wrong with it.
    """
    try:
        content = path.read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            format_ = int(file["format"])
            if format_ != FORMAT:
                raise ModelError(f"{path}: spam model of format {format_}, this version reads {FORMAT}")
            arrays = {name: file[name] for name in _ARRAYS}
    except (
        OSError,
        ValueError,
        KeyError,
        EOFError,
        TypeError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise ModelError(f"{path}: not a spam model or damaged ({error})") from error
    try:
        return _build(arrays, hashlib.sha256(content).hexdigest()[:12])
    except (ValueError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: damaged spam model ({error})") from error


def _build(arrays: dict[str, NDArray[Any]], version: str) -> Model:
    table = base_table()
    table[arrays["points"]] = arrays["targets"]
    weights, ratios = (np.ascontiguousarray(arrays[name].T) for name in ("weights", "ratios"))
    layers = tuple(np.asarray(arrays[name], np.float32) for name in ("w1", "b1", "w2", "b2"))
    shapes = {weights.shape, ratios.shape, (1 << BITS, VIEWS)}
    if len(shapes) > 1 or arrays["kinds"].shape != (0x10000,) or layers[0].shape[0] != len(FEATURES):
        raise ValueError("wrong shape")
    if not all(np.isfinite(layer).all() for layer in (*layers, arrays["leaves"])):
        raise ValueError("weights that are no numbers")
    if {weights.dtype, ratios.dtype} != {np.dtype(np.int8)}:
        raise TypeError("weights that are no bytes")
    if not 0 <= arrays["columns"].min() <= arrays["columns"].max() < 2 * len(FEATURES) - EVIDENCE:
        raise ValueError("trees that ask for unknown features")
    forest = Forest(arrays["columns"], arrays["limits"], arrays["leaves"])
    mean, spread, scales, ratio_scales = (
        np.asarray(arrays[name], np.float32) for name in ("mean", "spread", "scales", "ratio_scales")
    )
    return Model(
        version, table, arrays["kinds"], weights, scales, mean, spread, layers,
        ratios, ratio_scales, forest, float(arrays["doubt"]),
    )  # fmt: skip


def base_table() -> NDArray[np.uint16]:
    """Every character stands for itself; those beyond the basic plane for U+FFFD."""
    table = np.full(0x110000, 0xFFFD, np.uint16)
    table[:0x10000] = np.arange(0x10000, dtype=np.uint16)
    table[DELETED] = 0xFFFD
    return table


@cache
def default_model() -> Model:
    """The model that stands beside this file, read once.

    Raises:
        ModelError: it is missing or damaged.
    """
    return read(PATH)
