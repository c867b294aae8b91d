"""JSON Lines: one article a line, in UTF-8."""

from __future__ import annotations

from json.encoder import encode_basestring
from math import isfinite
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.store.columns import Column, Shape
    from pipelines.store.export.format import Options, Rows

# Lists and objects are JSON already: the writer made them, so they are copied as they are.
_ENCODERS: dict[Shape, Callable[[Any], Any]] = {
    "text": encode_basestring,
    "time": encode_basestring,
    "day": encode_basestring,
    "integer": int,
    "real": lambda number: repr(float(number)) if isfinite(number) else "null",
    "flag": lambda flag: "true" if flag else "false",
    "list": str,
    "object": str,
}


class JsonLines:
    """Writes JSON Lines; keys are the columns' names, absent values null."""

    resumable: ClassVar[bool] = True
    columns: ClassVar[tuple[str, ...]] = ()
    newest: ClassVar[int] = 0
    condition: ClassVar[str] = ""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], options: Options) -> None:  # noqa: ARG002
        self._file = file
        self._encoders = [_ENCODERS[column.shape] for column in columns]
        keys = (encode_basestring(column.name).replace("%", "%%") for column in columns)
        self._line = "{" + ", ".join(f"{key}: %s" for key in keys) + "}\n"

    def begin(self) -> None:
        """Nothing stands before the first line."""

    def write(self, rows: Rows) -> None:
        """Write a batch."""
        encoders, line = self._encoders, self._line
        lines = [
            line
            % tuple(
                [
                    "null" if value is None else encode(value)
                    for encode, value in zip(encoders, row, strict=False)
                ]
            )
            for row in rows
        ]
        self._file.write("".join(lines).encode())

    def end(self) -> None:
        """Nothing stands after the last line."""
