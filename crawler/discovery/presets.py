"""Presets of content management systems: what tells them, and what their addresses mean."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = Path(__file__).parent / "presets.toml"
#: Marks must weigh this much together before a page counts as one of a system.
CERTAIN = 2.0


@dataclass(frozen=True, slots=True)
class Preset:
    """One system; see presets.toml for what the values mean."""

    name: str
    title: str
    marks: Mapping[str, float]
    articles: tuple[str, ...]
    lists: tuple[str, ...]
    pager: str


@cache
def presets() -> Mapping[str, Preset]:
    """All presets by name."""
    return {
        name: Preset(
            name,
            entry["title"],
            {mark: float(weight) for mark, weight in entry["marks"].items()},
            tuple(entry["articles"]),
            tuple(entry["lists"]),
            entry["pager"],
        )
        for name, entry in tomllib.loads(DATA.read_text("utf-8")).items()
    }


def detect(html: str) -> Preset | None:
    """The system that a page's HTML shows the most marks of; None where none is certain."""
    best, most = None, CERTAIN
    for preset in presets().values():
        weight = sum(value for mark, value in preset.marks.items() if mark in html)
        if weight >= most and (best is None or weight > most):
            best, most = preset, weight
    return best
