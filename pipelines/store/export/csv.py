"""CSV as RFC 4180 has it, in UTF-8, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, BinaryIO, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.store.columns import Column
    from pipelines.store.export.format import Options, Rows

# What makes a spreadsheet take a text for a formula (https://owasp.org/www-community/attacks/CSV_Injection), with
# the full-width forms that East Asian editions take for the same. A text of the web must never run as one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"  # before such a text, and before one that begins with it, so that it can be taken away again
_BOM = "\ufeff"


def guarded(text: str) -> str:
    """The text as a cell that is shown and never calculated; :func:`unguarded` gives it back."""
    return GUARD + text if text.startswith((*_FORMULA, GUARD)) else text


def unguarded(cell: str) -> str:
    """The text that a cell was made of."""
    return cell.removeprefix(GUARD)


class Csv:
    """Writes CSV: a header, lists and objects as JSON, absent values as empty cells."""

    resumable: ClassVar[bool] = True
    columns: ClassVar[tuple[str, ...]] = ()
    newest: ClassVar[int] = 0
    condition: ClassVar[str] = ""
    raw: ClassVar[bool] = False

    def __init__(self, file: BinaryIO, columns: Sequence[Column], options: Options) -> None:
        self._file = file
        self._names = [column.name for column in columns]
        self._bom = _BOM if options.bom else ""
        self._texts = [i for i, column in enumerate(columns) if column.shape == "text"]

    @staticmethod
    def select(column: Column) -> str:
        """As it is in the archive."""
        return f'"{column.name}"'

    def begin(self) -> None:
        """Write the header."""
        self._file.write(self._bom.encode())
        self._put([self._names])

    def write(self, rows: Rows) -> None:
        """Write a batch."""
        texts = self._texts
        table = []
        for row in rows:
            cells = list(row[:-1])
            for i in texts:
                if cells[i]:
                    cells[i] = guarded(cells[i])
            table.append(cells)
        self._put(table)

    def end(self) -> None:
        """Nothing stands after the last row."""

    def _put(self, table: list[list[object]] | list[list[str]]) -> None:
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(table)
        self._file.write(buffer.getvalue().encode())
