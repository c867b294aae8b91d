"""The schema of what is exported, for other tools: JSON Schema, and a data dictionary of every table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.store import tables as _tables  # noqa: F401  # registers tables and views
from pipelines.store.columns import TABLES, VIEWS, Column, Shape, Table, View

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES: dict[Shape, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "real": {"type": "number"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
    "list": {"type": "array", "items": {"type": "string"}},
    "object": {"type": "object", "additionalProperties": {"type": "string"}},
}
# What each shape is in the archive, in JSON Lines, in CSV and in Parquet.
_SHAPES = (
    ("text", "TEXT", "string", "text; `'` before what a spreadsheet would calculate", "string"),
    ("integer", "INTEGER", "number", "number", "int64"),
    ("real", "REAL", "number", "number", "double"),
    ("flag", "INTEGER, 0 or 1", "true or false", "0 or 1", "bool"),
    ("day", "TEXT, ISO 8601", "string", "text", "date32"),
    ("time", "TEXT, ISO 8601 in UTC", "string", "text", "timestamp[ms, UTC]"),
    ("list", "TEXT, a JSON array", "array of strings", "JSON", "list<string>"),
    ("object", "TEXT, a JSON object", "object of strings", "JSON", "map<string, string>"),
)


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a line of a JSON Lines export."""
    view = VIEWS["export"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article",
        "description": view.about,
        "type": "object",
        "properties": {column.name: _property(column) for column in view.columns},
        "required": [column.name for column in view.columns],
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    kind = dict(_TYPES[column.shape])
    if column.null:
        kind["type"] = [kind["type"], "null"]
    return {"description": column.about, **kind}


def data_dictionary() -> str:
    """Every table and view with its columns, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary\n"
    yield "Written by `python -m tools.schema_docs` from `pipelines/store/tables.py`; a test fails where they part."
    yield "The archive describes itself, too: `sqlite-utils schema output/archive.db`.\n"
    yield "| shape | in the archive | JSON Lines | CSV | Parquet |\n|---|---|---|---|---|"
    for shape in _SHAPES:
        yield f"| {' | '.join(shape)} |"
    yield "\nAbsent values are null, in CSV empty cells.\n"
    yield from _section(VIEWS["export"], "what `scrapy export` writes, and a view in the archive")
    for table in TABLES.values():
        yield from _section(table, "table")


def _section(table: Table | View, what: str) -> Iterator[str]:
    yield f"\n## {table.name}\n"
    yield f"{table.about} ({what}; key: {', '.join(table.key)})\n"
    yield "| column | shape | null | |\n|---|---|---|---|"
    for column in table.columns:
        about = column.about.replace("|", "\\|")
        yield f"| {column.name} | {column.shape} | {'yes' if column.null else ''} | {about} |"
