"""One writer per archive: a lock file beside the database that says who holds it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pipelines.store.errors import ArchiveLocked, translate

if TYPE_CHECKING:
    from pathlib import Path


def lock_path(archive: Path) -> Path:
    """Where the lock of an archive lies; the same for every name of the archive."""
    resolved = archive.resolve()
    return resolved.with_name(resolved.name + ".lock")


def acquire(archive: Path) -> FileLock:
    """Lock an archive for writing until the lock is released or the process ends, however it ends.

    Raises:
        ArchiveLocked: someone else holds it; the message says who and since when.
        ArchiveReadOnly, ArchiveError: the lock file cannot be made.
    """
    path = lock_path(archive)
    lock = FileLock(path, timeout=0, on_acquired=_sign)
    try:
        lock.acquire()
    except Timeout:
        raise ArchiveLocked(
            f"the archive {archive} is being written by {_holder(path)}: wait for it to end, or stop it"
        ) from None
    except OSError as error:
        raise translate(error, archive) from error
    return lock


def _sign(fd: int) -> None:
    """Leave pid and time in the lock file; the lock itself is the kernel's, so a stale text does no harm."""
    os.ftruncate(fd, 0)
    os.pwrite(fd, f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n".encode(), 0)


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip() or "another process"
    except OSError:
        return "another process"
