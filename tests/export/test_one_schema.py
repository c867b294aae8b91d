"""Tables, exports and documents are told once, in tables.py."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.store import Reader
from pipelines.store.columns import VIEWS
from pipelines.store.export import Selection, export
from pipelines.store.export.jsonl import JsonLines
from pipelines.store.export.parquet import arrow_schema
from pipelines.store.export.schema import json_schema
from tools.schema_docs import DOCS, documents

if TYPE_CHECKING:
    from pathlib import Path

_PYTHON = {"string": str, "integer": int, "number": float, "boolean": bool, "array": list, "object": dict}


@pytest.mark.parametrize("name", documents())
def test_the_documents_say_what_the_code_says(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == documents()[name], "run `python -m tools.schema_docs`"


def test_a_line_is_as_the_schema_says(path: Path) -> None:
    out = io.BytesIO()
    with Reader(path) as reader:
        export(reader, JsonLines, out, Selection())
    schema = json_schema()
    for line in out.getvalue().decode().split("\n")[:-1]:
        row: dict[str, Any] = json.loads(line)
        assert list(row) == schema["required"] == list(schema["properties"])
        for name, value in row.items():
            kinds = schema["properties"][name]["type"]
            kinds = kinds if isinstance(kinds, list) else [kinds]
            assert (value is None and "null" in kinds) or isinstance(value, _PYTHON[kinds[0]]), name


def test_every_column_has_an_arrow_type_and_its_description() -> None:
    columns = VIEWS["export"].columns
    schema = arrow_schema(columns)
    assert schema.names == [column.name for column in columns]
    assert [field.nullable for field in schema] == [column.null for column in columns]


def test_the_archive_has_the_view_that_is_exported(path: Path) -> None:
    with Reader(path) as reader:
        [(sql,)] = reader.rows("SELECT sql FROM sqlite_master WHERE name = 'export'")
        assert sql == VIEWS["export"].sql
        assert reader.rows("SELECT url, change FROM export WHERE seq > 4") == [("document:三", "hijacked")]
