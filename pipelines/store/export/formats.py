"""The formats by name. A new one is a class with the methods of Format, and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.store.export.csv import Csv
from pipelines.store.export.feed import AtomFeed, JsonFeed
from pipelines.store.export.jsonl import JsonLines
from pipelines.store.export.parquet import Parquet

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.store.export.format import Format

FORMATS: dict[str, type[Format]] = {
    "jsonl": JsonLines,
    "csv": Csv,
    "parquet": Parquet,
    "feed": AtomFeed,
    "json-feed": JsonFeed,
}
# By the ending of a file, where no format is named.
_ENDINGS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet", ".xml": "feed", ".atom": "feed",
    ".json": "json-feed",
}  # fmt: skip


def format_of(path: Path | None, name: str | None) -> type[Format]:
    """The format of that name, or for such a file; a ``feed`` in a ``.json`` file is a JSON Feed."""
    ending = path.suffix.lower() if path else ""
    if name == "feed" and ending == ".json":
        name = "json-feed"
    return FORMATS[name or _ENDINGS.get(ending, "jsonl")]
