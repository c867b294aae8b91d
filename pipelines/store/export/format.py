"""What a format is: it is given columns, then rows in batches, and writes bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.store.columns import Column
    from pipelines.store.reader import Reader

Rows = list[tuple[Any, ...]]  # as SQLite gives them; the number of the change stands last


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a format may need to know beside the rows.

    Attributes:
        reader: the archive, for formats that keep more than rows.
        bom: begin with a byte order mark, by which spreadsheets know UTF-8.
        title: of a feed.
        link: address of a feed.
    """

    reader: Reader
    bom: bool = False
    title: str = "创城档案"
    link: str | None = None


class Format(Protocol):
    """Writes rows to a file.

    Attributes:
        resumable: rows can be added to what an earlier run wrote; :meth:`begin` is not called then.
        columns: names of the columns that it takes, whatever was asked for; empty for any.
        newest: it wants the last changes first, and by default no more than this many; 0 for all in order.
        condition: SQL that its articles fulfil; empty for none.
        raw: it takes texts as bytes, as they are on the disk.
    """

    resumable: ClassVar[bool]
    columns: ClassVar[tuple[str, ...]]
    newest: ClassVar[int]
    condition: ClassVar[str]
    raw: ClassVar[bool]

    def __init__(self, file: BinaryIO, columns: Sequence[Column], options: Options) -> None: ...

    @staticmethod
    def select(column: Column) -> str:
        """The SQL of a column."""

    def begin(self) -> None:
        """Write what stands before the rows."""

    def write(self, rows: Rows) -> None:
        """Write a batch."""

    def end(self) -> None:
        """Write what stands after the rows."""
