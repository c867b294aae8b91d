"""Undoes what mirrors do to a text: byte slips, pinyin, inserted marks, script, page breaks, width."""

from __future__ import annotations

from pipelines.repair.chain import repair_lines, repair_text, repair_title
from pipelines.repair.edits import undo
from pipelines.repair.page_breaks import join_page_breaks
from pipelines.repair.punctuation import normalise_punctuation
from pipelines.repair.signs import shows_damage

__all__ = [
    "join_page_breaks",
    "normalise_punctuation",
    "repair_lines",
    "repair_text",
    "repair_title",
    "shows_damage",
    "undo",
]
