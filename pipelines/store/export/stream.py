"""An export piece by piece, for whoever asks over a network and may read slowly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

from pipelines.store.export.format import Options
from pipelines.store.export.run import fitted
from pipelines.store.export.selection import BATCH, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.store.columns import Column
    from pipelines.store.export.format import Format
    from pipelines.store.export.selection import Selection
    from pipelines.store.reader import Reader


class _Pipe:
    """A file whose contents are taken away as they come."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._size += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        """Nothing is held back."""

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        self.closed = True

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def stream(
    reader: Reader, kind: type[Format], selection: Selection, *, last: int, link: str | None = None
) -> Iterator[bytes]:
    """The same bytes as :func:`export` writes, in pieces.

    No transaction stays open between two pieces, for that would keep the log of a crawl from being cut. So an article
    that changes while it is read may be missing: its change has a number greater than ``last``, from which whoever
    reads goes on.

    Args:
        reader: the archive.
        kind: one of FORMATS.
        selection: what to write.
        last: number of the last change that counts.
        link: see :class:`Options`.

    Raises:
        ExportError: the selection is wrong; before the first piece.
        ArchiveError: the archive cannot be read.
    """
    selection = fitted(kind, selection)
    columns = selection.chosen()
    return _pieces(reader, kind, selection, columns, last, Options(reader=reader, link=link))


def _pieces(
    reader: Reader,
    kind: type[Format],
    selection: Selection,
    columns: tuple[Column, ...],
    last: int,
    options: Options,
) -> Iterator[bytes]:
    pipe = _Pipe()
    writer = kind(cast("BinaryIO", pipe), columns, options)
    writer.begin()
    selected = [kind.select(column) for column in columns]
    where = f"({selection.where}\n) AND seq <= {last}" if selection.where else f"seq <= {last}"
    after, left = selection.after, selection.limit
    while left is None or left > 0:
        size = left if kind.newest else min(BATCH, BATCH if left is None else left)
        part = replace(selection, where=where, after=after, limit=size)
        rows = [row for batch in read_rows(reader, part, selected, raw=kind.raw) for row in batch]
        if not rows:
            break
        writer.write(rows)
        after, left = rows[-1][-1], None if left is None else left - len(rows)
        yield pipe.take()
        if kind.newest:
            break
    writer.end()
    yield pipe.take()
