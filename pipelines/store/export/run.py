"""One export from beginning to end."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from pipelines.store.export.cursor import Cursor, read_cursor
from pipelines.store.export.files import Draft
from pipelines.store.export.format import Options
from pipelines.store.export.selection import ExportError, Selection, check_condition, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipelines.store.columns import Column
    from pipelines.store.export.format import Format, Rows
    from pipelines.store.reader import Reader

_CHECKPOINT = 2.0  # seconds of work that a killed run may lose


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did.

    Attributes:
        rows: in the file.
        resumed: of them written by an earlier run that was stopped.
        seq: number of the archive's last change: what to ask from next time.
        digest: SHA-256 of the file, in hex; None where there is no file.
    """

    rows: int
    resumed: int
    seq: int
    digest: str | None


def export(
    reader: Reader,
    kind: type[Format],
    out: Path | BinaryIO,
    selection: Selection,
    *,
    cursor: Path | None = None,
    bom: bool = False,
    link: str | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Exported:
    """Write the selected articles.

    All rows are of one moment, whatever a crawl writes meanwhile. A file appears when it is whole. Where the run is
    stopped, ``OUT.part`` stays, and the same call goes on with it if the archive is still the same. The cursor moves when the file is in its place, so
    that nothing is ever missed; what was not acknowledged comes again.

    Args:
        reader: the archive.
        kind: one of FORMATS.
        out: the file to write, or an open one such as standard output; a device or a pipe is written to as it is.
        selection: what to write.
        cursor: file that says what was pulled before; made where it is missing.
        bom: see :class:`Options`.
        link: see :class:`Options`.
        tell: called now and then with the number of rows so far.

    Raises:
        ExportError: the selection or the cursor is wrong.
        ArchiveError: the archive cannot be read.
        OSError: the file cannot be written.
    """
    check_condition(reader, selection.where)
    if cursor is not None and (selection.limit is not None or kind.newest):
        raise ExportError("a cursor goes with neither a limit nor a feed: what is left out would be lost")
    with reader.moment():
        [(last, origin)] = cast(
            "list[tuple[int, str | None]]",
            reader.rows(
                "SELECT (SELECT coalesce(max(seq), 0) FROM changes), (SELECT min(started) FROM crawls)"
            ),
        )
        if cursor is not None:
            known = read_cursor(cursor)
            if known is not None:
                _check(known, cursor, last, origin, selection)
                # A selection without a condition loses nothing, and a first pull had nothing to lose.
                pulled = known.seq if selection.where and known.seq else None
                selection = replace(selection, after=max(selection.after, known.seq), pulled=pulled)
        selection = fitted(kind, selection)
        columns = selection.chosen()
        work = _Work(reader, kind, columns, Options(reader=reader, bom=bom, link=link), tell)
        if not isinstance(out, Path):
            done = work.to_stream(out, selection)
        elif out.exists() and not out.is_file():  # a device or a pipe: renaming would put a file in its place
            with out.open("wb") as stream:
                done = work.to_stream(stream, selection)
        else:
            done = work.to_file(out, selection, last)
    if cursor is not None:
        Cursor(last, origin, selection.where).save(cursor)
    return Exported(done[0], done[1], last, done[2])


def fitted(kind: type[Format], selection: Selection) -> Selection:
    """What a format takes of a selection."""
    if kind.columns:
        selection = replace(selection, columns=kind.columns)
    if kind.newest:
        limit = kind.newest if selection.limit is None else selection.limit
        selection = replace(selection, newest=True, limit=limit, pulled=None)
    if kind.condition:
        both = (kind.condition, *([selection.where] if selection.where else []))
        selection = replace(selection, where=" AND ".join(f"({part}\n)" for part in both))
    return selection


def _check(known: Cursor, path: Path, last: int, origin: str | None, selection: Selection) -> None:
    """Refuse a cursor under which changes would be missed."""
    if known.archive not in (None, origin) or known.seq > last:
        raise ExportError(f"{path} is the cursor of another archive: name another file, or move it away")
    if known.where != selection.where:
        raise ExportError(
            f"{path} is the cursor of --where {known.where!r}: each selection needs a cursor of its own"
        )


@dataclass(frozen=True, slots=True)
class _Work:
    reader: Reader
    kind: type[Format]
    columns: tuple[Column, ...]
    options: Options
    tell: Callable[[int], None]

    def _batches(self, selection: Selection) -> Iterator[Rows]:
        selected = map(self.kind.select, self.columns)
        return read_rows(self.reader, selection, selected, raw=self.kind.raw)

    def to_stream(self, out: BinaryIO, selection: Selection) -> tuple[int, int, str | None]:
        """Write to an open file: rows, none of them resumed, no digest."""
        writer = self.kind(out, self.columns, self.options)
        writer.begin()
        rows = 0
        for batch in self._batches(selection):
            writer.write(batch)
            rows += len(batch)
            self.tell(rows)
        writer.end()
        out.flush()
        return rows, 0, None

    def to_file(self, out: Path, selection: Selection, last: int) -> tuple[int, int, str | None]:
        """Write to a file: rows, how many of them were there already, digest."""
        job = asdict(selection) | {"format": self.kind.__name__, "bom": self.options.bom, "last": last}
        job["columns"] = [column.name for column in self.columns]
        draft = Draft(out, json.loads(json.dumps(job)), resume=self.kind.resumable)
        rows = resumed = draft.rows
        try:
            writer = self.kind(cast("BinaryIO", draft.file), self.columns, self.options)
            if draft.seq is None:
                writer.begin()
            else:
                left = None if selection.limit is None else selection.limit - rows
                selection = replace(selection, after=max(selection.after, draft.seq), limit=left)
            saved = time.monotonic()
            for batch in self._batches(selection):
                writer.write(batch)
                rows += len(batch)
                self.tell(rows)
                if self.kind.resumable and time.monotonic() - saved >= _CHECKPOINT:
                    draft.checkpoint(batch[-1][-1], rows)
                    saved = time.monotonic()
            writer.end()
            return rows, resumed, draft.finish()
        finally:
            draft.close()
