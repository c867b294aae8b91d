"""Cleans pages and keeps them. The public API: :func:`clean_page`, :func:`repair_text`, :func:`score_blocks`.

They are imported where they are first used: who only reads an archive needs nothing of what cleaning loads.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from pipelines.types import CleanPage, Place, Quarantined, Repair, Repaired

if TYPE_CHECKING:
    from pipelines.clean import clean_page
    from pipelines.repair import repair_text
    from pipelines.spam import score_blocks
else:
    _ROOMS = {"clean_page": "clean", "repair_text": "repair", "score_blocks": "spam"}

    def __getattr__(name: str) -> object:
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


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
