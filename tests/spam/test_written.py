"""The blocks written by hand that the judge learns from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tools.spam_corpus import WRITTEN

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(WRITTEN.glob("*/*.txt"))


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_one_block_a_line(path: Path) -> None:
    assert path.parent.name in {"spam", "clean"}
    assert all(line.strip() == line != "" for line in _lines(path))


def test_no_block_stands_twice_or_on_both_sides() -> None:
    count = Counter(line for path in FILES for line in _lines(path))
    assert [line for line, times in count.items() if times > 1] == []
