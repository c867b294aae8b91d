"""The model file: checked when it is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipelines.spam.model import PATH, ModelError, read

if TYPE_CHECKING:
    from pathlib import Path


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="absent"):
        read(tmp_path / "absent.npz")


@pytest.mark.parametrize("keep", [0, 1, 100, 10_000])
def test_a_truncated_model_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(PATH.read_bytes()[:keep])
    with pytest.raises(ModelError, match=r"model\.npz"):
        read(path)


@pytest.mark.parametrize("at", [300, 5_000, 100_000, -3_000])
def test_a_changed_byte_is_noticed(tmp_path: Path, at: int) -> None:
    content = bytearray(PATH.read_bytes())
    content[at] ^= 0xFF
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError):
        read(path)


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    np.savez(path, format=99)
    with pytest.raises(ModelError, match="format 99"):
        read(path)


def test_the_model_is_small() -> None:
    assert PATH.stat().st_size < 3_000_000
