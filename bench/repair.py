"""The repair as a function from text to text, for ../shared/bench/bench_repair.py."""

from __future__ import annotations

from pipelines.repair import repair_text


def text_of(text: str) -> str:
    """The repaired text."""
    return repair_text(text).text
