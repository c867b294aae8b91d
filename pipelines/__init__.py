"""Cleans pages and keeps them. The public API: :func:`clean_page`, :func:`repair_text`, :func:`score_blocks`."""

from pipelines.clean import clean_page
from pipelines.repair import repair_text
from pipelines.spam import score_blocks
from pipelines.types import CleanPage, Place, Quarantined, Repair, Repaired

__all__ = [
    "CleanPage",
    "Place",
    "Quarantined",
    "Repair",
    "Repaired",
    "clean_page",
    "repair_text",
    "score_blocks",
]
