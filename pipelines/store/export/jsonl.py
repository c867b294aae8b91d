"""JSON Lines: one article a line, in UTF-8."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.store.columns import Column
    from pipelines.store.export.format import Options, Rows

_QUOTED = "json_quote({0})"
# SQLite makes the JSON, and nothing is turned into characters and back: half the time of Python's encoder.
_SELECT = {
    "text": _QUOTED,
    "time": _QUOTED,
    "day": _QUOTED,
    "integer": _QUOTED,
    # 15 digits where they are enough: 0.8 and not 0.80000000000000004
    "real": (
        "iif({0} IS NULL, 'null', iif(CAST(json_quote({0}) AS REAL) = {0}, json_quote({0}), printf('%!.17g', {0})))"
    ),
    "flag": "iif({0} IS NULL, 'null', iif({0}, 'true', 'false'))",
    "list": "coalesce({0}, 'null')",  # JSON already: the writer made it
    "object": "coalesce({0}, 'null')",
}


class JsonLines:
    """Writes JSON Lines; keys are the columns' names, absent values null."""

    resumable: ClassVar[bool] = True
    columns: ClassVar[tuple[str, ...]] = ()
    newest: ClassVar[int] = 0
    condition: ClassVar[str] = ""
    raw: ClassVar[bool] = True

    def __init__(self, file: BinaryIO, columns: Sequence[Column], options: Options) -> None:  # noqa: ARG002
        self._file = file
        pairs = ", ".join(f"{json.dumps(column.name)}: %b" for column in columns)
        self._line = f"{{{pairs}}}\n".encode()

    @staticmethod
    def select(column: Column) -> str:
        """The value as JSON."""
        return "CAST({} AS TEXT)".format(_SELECT[column.shape].format(f'"{column.name}"'))

    def begin(self) -> None:
        """Nothing stands before the first line."""

    def write(self, rows: Rows) -> None:
        """Write a batch."""
        line = self._line
        self._file.write(b"".join([line % row[:-1] for row in rows]))

    def end(self) -> None:
        """Nothing stands after the last line."""
