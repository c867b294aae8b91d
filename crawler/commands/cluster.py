"""`scrapy cluster`: finds the articles that tell the same text."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.tables import format_table
from pipelines.store import Archive, ArchiveError, ArchiveFull, ArchiveLocked, Reader
from pipelines.store.clusters import Member, Outcome, cluster, largest, members

if TYPE_CHECKING:
    import argparse

_EVERY = 10.0  # seconds between two lines of progress where nobody watches
_REFRESH = 0.2  # seconds on a terminal


class Command(ArchiveCommand):
    """Reads what changed since the last run, compares what is alike, and stores which articles tell the same text.

    A run that is stopped or killed goes on where it was when it is started again. The result does not depend on the
    order in which articles came.
    """

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Find reprints, mirrors, clones and excerpts: articles that tell the same text"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what to do."""
        super().add_options(parser)
        add = parser.add_argument
        add("--show", metavar="URL", help="change nothing: print the cluster that an article is in")
        add("--list", metavar="N", type=int, help="change nothing: print the N largest clusters")
        add("--rebuild", action="store_true", help="compare everything anew")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Cluster, or show; see :mod:`crawler.exit_codes`."""
        assert self.settings is not None
        try:
            if opts.show or opts.list is not None:
                self._show(opts)
                return
            with Archive(self.settings["ARCHIVE"], create=False) as archive:
                outcome = cluster(archive, rebuild=opts.rebuild, progress=Progress())
        except KeyboardInterrupt:
            self.fail(ExitCode.INTERRUPTED, "stopped: the same command goes on")
        except BrokenPipeError:  # `scrapy cluster --list 1000 | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except ArchiveLocked as error:
            self.fail(ExitCode.LOCKED, str(error))
        except ArchiveError as error:
            self.fail(ExitCode.DISK_FULL if isinstance(error, ArchiveFull) else ExitCode.ARCHIVE, str(error))
        else:
            print(told(outcome))

    def _show(self, opts: argparse.Namespace) -> None:
        assert self.settings is not None
        with Reader(self.settings["ARCHIVE"]) as reader:
            if opts.show:
                found = members(reader, opts.show)
                for rows in found:
                    print(f"{format_table(rows, Member._fields)}\n", flush=True)
                if not found:
                    self.fail(ExitCode.NOTHING, f"{opts.show}: no article of this address has a duplicate")
            else:
                most = largest(reader, max(1, opts.list))
                print(format_table(most, ("articles", "title", "best text"), max_width=60), flush=True)


def told(outcome: Outcome) -> str:
    """What a run did, in a line."""
    return (
        f"{outcome.read:,} articles read, {outcome.judged:,} pairs compared: {outcome.articles:,} articles"
        f" in {outcome.clusters:,} clusters, {outcome.moved:,} moved"
    )


class Progress:
    """A line on standard error: what is being done, and how much of it."""

    def __init__(self) -> None:
        self.told = time.monotonic()
        self.watched = sys.stderr.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell, from time to time."""
        now = time.monotonic()
        last = done >= total and self.watched
        if now - self.told < (_REFRESH if self.watched else _EVERY) and not last:
            return
        self.told = now
        line = f"{done:,} of {total:,} {what}"
        print(
            f"\r\x1b[K{line}" if self.watched else line,
            end="" if self.watched and not last else "\n",
            file=sys.stderr,
        )
