# ruff: noqa: N818  # named for what is wrong, as Scrapy names DropItem and NotConfigured
"""What can be wrong with an archive. Each message is one line: what, where, what to do."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


class ArchiveError(Exception):
    """Root of every error of this room; raised as itself where SQLite reports something unforeseen."""


class ArchiveMissing(ArchiveError):
    """The reader was asked for an archive that does not exist."""


class NotAnArchive(ArchiveError):
    """The file is not a SQLite database, is damaged, or belongs to another program. It is left untouched."""


class ArchiveTooNew(ArchiveError):
    """A newer version of this program wrote the archive. It is left untouched."""


class ArchiveTooOld(ArchiveError):
    """The reader found an archive that the writer has yet to bring up to date."""


class ArchiveLocked(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveReadOnly(ArchiveError):
    """The archive, its folder or its disk cannot be written to."""


class ArchiveFull(ArchiveError):
    """The disk is full. What was committed before is still there."""


class Undecidable(ArchiveError):
    """An operator's decision that cannot be carried out: an ID that means nothing or several things, and the like."""


class ArchiveClosed(ArchiveError):
    """A write came after the archive was closed."""


_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def translate(error: sqlite3.Error | OSError, path: Path) -> ArchiveError:
    """The error of this room that stands for one of SQLite or the system, met at ``path``."""
    if isinstance(error, OSError):
        what = error.strerror or str(error)
        if error.errno in _FULL:
            return _full(path)
        if error.errno in _READ_ONLY:
            return _read_only(path, what)
        return ArchiveError(f"cannot open the archive {path}: {what}")
    name = str(getattr(error, "sqlite_errorname", "") or "")
    if name.startswith("SQLITE_FULL"):
        return _full(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArchiveLocked(
            f"the archive {path} is locked by another program: close what is writing to it and start again"
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return _read_only(path, str(error))
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return NotAnArchive(
            f"{path} is not an archive ({error}): it was left as it is, choose another path or move it away"
        )
    return ArchiveError(f"the archive {path} failed: {error}; what was committed before is still there")


def _full(path: Path) -> ArchiveFull:
    return ArchiveFull(
        f"no room on the disk for the archive {path}: what was committed is kept, free space and start again"
    )


def _read_only(path: Path, what: str) -> ArchiveReadOnly:
    return ArchiveReadOnly(
        f"cannot write the archive {path} ({what}): make its folder writable or choose another"
    )
