"""The numbers the spam judge reads, against the same rules written one character at a time."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spam.fold import GAP, HAN, PAD, SEPARATOR, SIGN, SPACE, fold
from pipelines.spam.grams import FEATURES, weigh
from pipelines.spam.model import default_model

TEXTS = st.lists(
    st.text(st.sampled_from("国产免费代开发票微信\u200b★ ,。|_&#x4e3b;0123abc\0\n\ud800"), max_size=40),
    max_size=5,
)


def _blocks(texts: list[str]) -> list[tuple[list[int], list[list[int]], list[int]]]:
    """Of each block the classes, the weights in each view, and what was taken out."""
    model = default_model()
    folded = fold(texts, model.table, model.kinds)
    weight = weigh(folded, model.weights)
    if not texts:
        return []
    ends = [*folded.starts.tolist(), len(folded.codes)][1:]
    taken = zip(folded.signs, folded.invisible, folded.references, strict=True)
    return [
        (folded.classes[start:end].tolist(), weight[:, start:end].tolist(), list(map(int, out)))
        for start, end, out in zip(folded.starts.tolist(), ends, taken, strict=True)
    ]


def _row(classes: list[int], weights: list[list[int]], taken: list[int]) -> list[float]:
    size = max(len(classes) - len(GAP), 1)
    segments, first = [], 0
    for i, kind in enumerate(classes):
        if kind == PAD or SEPARATOR <= kind <= SPACE:
            segments += [(first, i)] if i - first > 1 else []
            first = i
    some = max(len(segments), 1)
    row = [math.log(size)]
    row += [classes.count(kind) / size for kind in range(HAN, SIGN + 1)]
    row += [min(count / size, 1) for count in taken]
    row += [math.log1p(len(segments)), math.log(size / some)]
    for weight, scale in zip(weights, default_model().scales.tolist(), strict=True):
        windows = [sum(weight[max(0, i - 7) : i + 1]) * scale for i in range(len(weight))]
        levels = [sum(weight[i:j]) * scale / math.sqrt(j - i) for i, j in segments]
        plus = sum(x for x in weight if x > 0) * scale
        whole = sum(weight) * scale
        row += [whole / size, whole / math.sqrt(size), plus / size, (whole - plus) / size]
        row += [max(weight) * scale, max(windows), sum(w > 3 for w in windows) / size]
        bad = [j - i - 1 for (i, j), level in zip(segments, levels, strict=True) if level > 0.5]
        row += [len(bad) / some, sum(bad) / size, sum(level < -0.5 for level in levels) / some]
        row += [max([0, *levels]), min([0, *levels])]
    return row


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_features_are_what_the_rules_say(texts: list[str]) -> None:
    rows = default_model().features(texts)
    assert rows.shape == (len(texts), len(FEATURES))
    for row, block in zip(rows, _blocks(texts), strict=True):
        assert row.tolist() == pytest.approx(_row(*block), rel=1e-5, abs=1e-5)


@given(TEXTS)
@settings(deadline=None, max_examples=60)
def test_a_character_weighs_as_the_n_grams_that_begin_there(texts: list[str]) -> None:
    model = default_model()
    folded = fold(texts, model.table, model.kinds)
    weight = weigh(folded, model.weights)
    for i in range(len(folded.codes)):
        gap = not folded.classes[i : i + 2].any()
        buckets = [] if gap else [_bucket(folded.codes[i : i + n].tolist()) for n in range(1, 5)]
        assert weight[:, i].tolist() == [int(model.weights[buckets, view].sum()) for view in (0, 1)]


def _bucket(codes: list[int]) -> int:
    value = 0x811C9DC5 + codes[0]
    for order, code in enumerate(codes):
        if order:
            value = (value ^ code) + order
        value = value * 0x01000193 % 2**32
    return (value * 0x9E3779B1 % 2**32) >> 12
