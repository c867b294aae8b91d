"""The examples in docs/examples do what they say."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.store import Archive, Reader
from pipelines.store.export import Selection, export
from pipelines.store.export.parquet import Parquet
from tests.store.conftest import article, fetch

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
SHOWN = {"pandas": "全国文明城市", "polars": "清河市", "duckdb": "清河日报", "datasets": "num_rows: 2"}


def run(name: str, *arguments: Path) -> str:
    done = subprocess.run(
        [sys.executable, EXAMPLES / name, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1", "HF_HOME": str(arguments[0].parent)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", SHOWN)
def test_an_example_runs(path: Path, name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed: it is too much for one example")
    parquet = path.with_name("articles.parquet")
    with Archive(path) as archive:
        archive.put("document:long", article("创城" * 300), fetch=fetch())
    with Reader(path) as reader:
        export(reader, Parquet, parquet, Selection())
    assert SHOWN[name] in run(f"with_{name}.py", path, parquet)


def test_a_nightly_pull_keeps_a_copy(path: Path, tmp_path: Path) -> None:
    assert "3 articles in the copy, 1 of them lost since" in run("nightly_pull.py", path, tmp_path / "copy")
    with Archive(path) as archive:
        archive.put("document:四", article("第四篇。"), fetch=fetch(4))
        archive.put_aside("http://news.qinghe.example/1.html", "gone", "404", fetch=fetch(4))
    assert "4 articles in the copy, 2 of them lost since" in run("nightly_pull.py", path, tmp_path / "copy")
    assert "4 articles in the copy, 2 of them lost since" in run("nightly_pull.py", path, tmp_path / "copy")


def test_every_example_is_run() -> None:
    names = {path.name for path in EXAMPLES.glob("*.py")}
    assert names == {f"with_{name}.py" for name in SHOWN} | {"nightly_pull.py"}
