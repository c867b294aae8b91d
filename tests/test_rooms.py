"""The arrows between the rooms point one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for room in ("crawler", "pipelines")
    for path in (ROOT / room).rglob("*.py")
)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("name", FILES)
def test_arrows_point_one_way(name: str) -> None:
    roots = {module.split(".")[0] for module in imported(ROOT / name)}
    if name.startswith("pipelines/"):
        assert "crawler" not in roots
        if name != "pipelines/stages.py":
            assert "scrapy" not in roots
        if not name.startswith("pipelines/store/"):
            assert not roots & {"sqlite3", "sqlite_utils"}
