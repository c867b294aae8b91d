"""Tables for the terminal, aligned also where Chinese and Latin stand side by side."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GAP = "  "


def width(text: str) -> int:
    """Columns that a text takes on a terminal: two for wide characters, none for combining ones.

    Wide is what Unicode's East Asian Width calls W or F (UAX #11); ambiguous characters count one.
    """
    return len(text) if text.isascii() else sum(map(_char_width, text))


def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def shorten(text: str, columns: int) -> str:
    """The text, cut with an ellipsis where it takes more than ``columns`` columns of the terminal."""
    if width(text[: columns + 1]) <= columns and width(text) <= columns:
        return text
    kept = 0
    for index, char in enumerate(text):
        kept += _char_width(char)
        if kept > columns - 1:
            return text[:index] + "…"
    return text


def format_table(rows: Iterable[Sequence[object]], headers: Sequence[str], *, max_width: int = 40) -> str:
    """An aligned table, numbers to the right.

    Args:
        rows: of cells; None shows as an empty cell.
        headers: one per column.
        max_width: columns of the terminal that a cell may take; longer cells are cut with an ellipsis.

    Returns:
        Lines without trailing blanks. Control characters in a cell show as U+FFFD, so that a text from the
        web cannot steer the terminal.
    """
    table = [[str(header) for header in headers]]
    numeric = [True] * len(headers)
    for row in rows:
        table.append([shorten(printable("" if cell is None else str(cell)), max_width) for cell in row])
        numeric = [
            was and (cell is None or isinstance(cell, (int, float)))
            for was, cell in zip(numeric, row, strict=True)
        ]
    widths = [max(map(width, cells)) for cells in zip(*table, strict=True)]
    table.insert(1, ["─" * columns for columns in widths])
    return "\n".join(
        GAP.join(
            " " * (columns - width(cell)) + cell if right else cell + " " * (columns - width(cell))
            for cell, columns, right in zip(cells, widths, numeric, strict=True)
        ).rstrip()
        for cells in table
    )


def printable(text: str) -> str:
    """The text with blanks and U+FFFD for what might steer a terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _stand_in(char) for char in text)


def _stand_in(char: str) -> str:
    return " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
