"""Exit codes of ``scrapy crawl`` and of the commands that read or change the archive: true, distinct, and the same in every version."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from pipelines.store.errors import ArchiveError, ArchiveFull, ArchiveLocked, Undecidable


class ExitCode(IntEnum):
    """What a run came to; README.md has the table."""

    DONE = 0  # every document was read and stored; every source is done
    ERROR = 1  # an unexpected error: see the log
    USAGE = 2  # wrong arguments, settings or source files
    NOTHING = 3  # nothing could be read; all sources failed
    SOME_FAILED = 4  # some documents or sources failed; the rest is stored
    ARCHIVE = 5  # the archive cannot be used
    LOCKED = 6  # another run is writing to the archive
    DISK_FULL = 7  # stopped; all that was committed is there
    LIMIT = 8  # a limit ended the run with addresses left; the next run goes on
    INTERRUPTED = 130  # Ctrl-C or SIGTERM


# Finish reasons that mean one thing.
_BY_REASON = {
    "usage": ExitCode.USAGE,
    "nothing": ExitCode.NOTHING,
    "all_failed": ExitCode.NOTHING,
    "some_failed": ExitCode.SOME_FAILED,
    "limit": ExitCode.LIMIT,
    "archive": ExitCode.ARCHIVE,
    "locked": ExitCode.LOCKED,
    "disk_full": ExitCode.DISK_FULL,
    "shutdown": ExitCode.INTERRUPTED,
}


def archive_code(error: ArchiveError) -> ExitCode:
    """The exit code of a command that an archive's error ended."""
    if isinstance(error, Undecidable):
        return ExitCode.USAGE
    if isinstance(error, ArchiveLocked):
        return ExitCode.LOCKED
    return ExitCode.DISK_FULL if isinstance(error, ArchiveFull) else ExitCode.ARCHIVE


def exit_code(stats: dict[str, Any]) -> ExitCode:
    """The exit code for a crawl's stats.

    Scrapy's own is 0 even when nothing could be read, when ``start()`` raised and when the disk was full.
    """
    reason = str(stats.get("store/failed") or stats.get("finish_reason", "error"))
    if reason in _BY_REASON:
        return _BY_REASON[reason]
    if reason != "finished" or stats.get("spider_exceptions/count") or stats.get("log_count/CRITICAL"):
        return ExitCode.ERROR
    # A crawl of sources is judged by them: a page that failed is tried again.
    failed = 0 if any(name.startswith("sources/") for name in stats) else stats.get("pages/failed", 0)
    stored = sum(stats.get(f"store/{outcome}", 0) for outcome in ("new", "changed", "unchanged"))
    if failed:
        return ExitCode.SOME_FAILED if stored else ExitCode.NOTHING
    return ExitCode.ERROR if stats.get("log_count/ERROR") else ExitCode.DONE
