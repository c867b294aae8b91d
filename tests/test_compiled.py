"""Compiled loops do what the same Python does, wherever they are kept."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from pipelines.compiled import compiled

SOURCE = """
def total(values, limit):
    found = 0
    for i in range(values.size):
        if values[i] > limit:
            found += values[i]
    return found
"""


def _total() -> Any:
    names: dict[str, Any] = {}
    exec(compile(SOURCE, "<no file>", "exec"), names)
    return names["total"]


@pytest.mark.parametrize("values", [[], [5], [3, 4, 5]])
def test_a_function_without_a_place_to_keep_its_code_is_compiled_all_the_same(values: list[int]) -> None:
    array = np.array(values, np.int64)
    assert compiled(_total())(array, 3) == _total()(array, 3)


def test_nothing_is_compiled_before_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)  # importing it would fail
    function = compiled(_total())
    with pytest.raises(ImportError):
        function(np.zeros(1), 0)
