"""Writes docs/data-dictionary.md and docs/export.schema.json from the tables: `python -m tools.schema_docs`."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.store.export.schema import data_dictionary, json_schema

DOCS = Path(__file__).parents[1] / "docs"


def documents() -> dict[str, str]:
    """File names in docs/ and what belongs into them."""
    return {
        "data-dictionary.md": data_dictionary(),
        "export.schema.json": json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n",
    }


if __name__ == "__main__":
    for name, text in documents().items():
        (DOCS / name).write_text(text, "utf-8")
