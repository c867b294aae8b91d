"""Takes articles out of the archive: one selection, several formats, files that are whole or not there."""

from __future__ import annotations

from pipelines.store.export.cursor import Cursor, read_cursor
from pipelines.store.export.format import Format, Options
from pipelines.store.export.formats import FORMATS, format_of
from pipelines.store.export.run import Exported, export
from pipelines.store.export.selection import ExportError, Selection, read_since
from pipelines.store.export.stream import stream

__all__ = [
    "FORMATS",
    "Cursor",
    "ExportError",
    "Exported",
    "Format",
    "Options",
    "Selection",
    "export",
    "format_of",
    "read_cursor",
    "read_since",
    "stream",
]
