"""Opens the database file: for the one writer, or for reading."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from pipelines.store import schema
from pipelines.store.errors import ArchiveMissing, ArchiveReadOnly, NotAnArchive, translate
from pipelines.store.lock import acquire

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import FileLock

BUSY_TIMEOUT = 10.0  # seconds to wait for another program's lock; faults.md asks for 5 at least
_MAGIC = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat.html#the_database_header


def open_writer(path: Path, busy_timeout: float) -> tuple[sqlite3.Connection, FileLock]:
    """Lock an archive and open it for writing; the file and its folder are made where they are missing.

    Nothing is written before the file is known to be an archive of this version or older.

    Raises:
        ArchiveError: as in errors.py.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _check_header(path)
    except OSError as error:
        raise translate(error, path) from error
    lock = acquire(path)
    try:
        conn = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)
    except sqlite3.Error as error:
        lock.release()
        raise translate(error, path) from error
    try:
        schema.check(conn, path, complete=False)
        conn.execute(f"PRAGMA page_size = {schema.PAGE_SIZE}")  # counts for a new file only
        conn.execute("PRAGMA journal_mode = WAL")
        # A power cut may take the last commits, never half of one: state and result lie in the same file, so
        # the next run fetches those pages again. A killed process loses nothing.
        conn.execute("PRAGMA synchronous = NORMAL")
        schema.migrate(conn)
    except BaseException as error:
        conn.close()
        lock.release()
        if isinstance(error, sqlite3.Error):
            raise translate(error, path) from error
        raise
    return conn, lock


def open_reader(path: Path) -> sqlite3.Connection:
    """Open an archive for reading only; a writer may be at work.

    Raises:
        ArchiveMissing: no such file.
        ArchiveError: as in errors.py.
    """
    try:
        if not path.exists():
            raise ArchiveMissing(f"there is no archive {path}: run a crawl first, or name another")
        _check_header(path)
    except OSError as error:
        raise translate(error, path) from error
    try:
        return _connect_read_only(path, "mode=ro")
    except ArchiveReadOnly:
        # Reading in WAL mode makes a file of shared memory beside the archive. Where the folder forbids that
        # nobody else can be writing either, and without a log left over the file is all there is.
        if path.with_name(path.name + "-wal").exists():
            raise
        return _connect_read_only(path, "mode=ro&immutable=1")


def _connect_read_only(path: Path, how: str) -> sqlite3.Connection:
    try:
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=BUSY_TIMEOUT)
    except sqlite3.Error as error:
        raise translate(error, path) from error
    try:
        schema.check(conn, path, complete=True)
    except BaseException as error:
        conn.close()
        if isinstance(error, sqlite3.Error):
            raise translate(error, path) from error
        raise
    return conn


def _check_header(path: Path) -> None:
    """Refuse a file of another kind before anything is locked or opened; an empty one is a new archive."""
    if path.is_dir():
        raise NotAnArchive(f"{path} is not an archive but a folder: name a file in it")
    if not path.exists():
        return
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if start and start != _MAGIC:
        raise NotAnArchive(
            f"{path} is not an archive (no SQLite database): it was left as it is, choose another path"
        )
