"""Names of meta elements, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def names() -> dict[str, list[str]]:
    """Field to the names that carry it, best first; see names.toml."""
    return tomllib.loads(files("pipelines.metadata").joinpath("names.toml").read_text("utf-8"))
