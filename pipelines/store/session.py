"""An archive open for writing: one connection, one lock, writes committed in batches."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipelines.store.connection import BUSY_TIMEOUT, open_writer
from pipelines.store.errors import ArchiveClosed, ArchiveError, ArchiveMissing, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from pipelines.store.rows import Bound


class Session:
    """What :class:`pipelines.store.writer.Archive` says of batches, failures and arguments."""

    def __init__(
        self,
        path: Path | str,
        *,
        batch_pages: int = 100,
        batch_seconds: float = 1.0,
        busy_timeout: float = BUSY_TIMEOUT,
        create: bool = True,
    ) -> None:
        self.path = Path(path)
        if not create and not self.path.exists():
            raise ArchiveMissing(f"there is no archive {path}: run a crawl first, or name another")
        self._batch_pages = batch_pages
        self._batch_seconds = batch_seconds
        self._pages = 0
        self._began = 0.0
        self._within = 0
        self._failure: ArchiveError | None = None
        self._held: dict[str, list[Sequence[Bound]]] = {}
        self._guard = Guard(self)
        self._unit = Unit(self)
        self._conn, self._lock = open_writer(self.path, busy_timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Commit what is pending, close the database and let the lock go; again does nothing.

        Raises:
            ArchiveError: the last batch could not be committed; the archive is closed all the same.
        """
        if not self._lock.is_locked:
            return
        try:
            if self._failure is None:
                self.flush()
                # Closing does so only where nobody else has the archive open; whoever copies the file wants it whole.
                self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._conn.close()
            self._lock.release()
            self._failure = self._failure or ArchiveClosed(f"the archive {self.path} is closed")

    def flush(self) -> None:
        """Commit the batch. A slow crawl calls this about every second."""
        with self._guard:
            if self._conn.in_transaction:
                self._settle()
                self._conn.execute("COMMIT")
            self._pages = 0

    def _hold(self, statement: str, rows: Iterable[Sequence[Bound]]) -> None:
        """Write rows at the end of the batch, or before somebody reads: together they take half the time."""
        held = self._held.get(statement)
        if held is None:
            held = self._held[statement] = []
        held.extend(rows)

    def _settle(self) -> None:
        """Write what is held."""
        for statement, rows in self._held.items():
            self._conn.executemany(statement, rows)
        self._held.clear()

    def unit(self) -> Unit:
        """A context: what is written within is committed together; then the batch, where it is full or old."""
        return self._unit

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for the modules of this package that read beside the writer."""
        with self._guard:
            if self._held:
                self._settle()
            yield self._conn

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection within the batch, for the modules of this package that have writes of their own."""
        with self.unit():
            self._settle()
            yield self._conn

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _fail(self, error: BaseException) -> None:
        """Roll the batch back; from here on the archive takes no more writes."""
        if self._failure is not None:
            return  # told by the unit within
        broken = isinstance(error, sqlite3.Error)
        self._failure = (
            translate(error, self.path)
            if isinstance(error, sqlite3.Error)
            else ArchiveClosed(f"the archive {self.path} takes no more writes after {error!r}")
        )
        with suppress(sqlite3.Error):  # SQLite may have ended it by itself, as where the disk is full
            self._conn.execute("ROLLBACK")
        if broken:
            raise self._failure from error


# Classes, not generators: a page passes through three of these, and a generator takes several times as long.
class Guard:
    """Turns any failure within into a rolled-back batch and an archive that takes no more writes."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def __enter__(self) -> None:
        self._session._check()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._session._fail(error)


class Unit:
    """Makes what is written within one; the outermost begins a batch, and commits it where it is full or old."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def __enter__(self) -> None:
        session = self._session
        session._check()
        if not session._conn.in_transaction:
            with session._guard:
                # IMMEDIATE: a transaction that reads first and writes later can fail at the write.
                session._conn.execute("BEGIN IMMEDIATE")
            session._began = time.monotonic()
        session._within += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        session = self._session
        session._within -= 1
        if error is not None:
            session._fail(error)
        elif not session._within:
            session._pages += 1
            old = time.monotonic() - session._began >= session._batch_seconds
            if old or session._pages >= session._batch_pages:
                session.flush()
