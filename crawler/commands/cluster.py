"""`scrapy cluster`: finds the articles that tell the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.progress_line import ProgressLine
from crawler.tables import format_table
from pipelines.store import Archive, Reader

if TYPE_CHECKING:
    import argparse

    from pipelines.store.clusters import Outcome


class Command(ArchiveCommand):
    """Reads what changed since the last run, compares what is alike, and stores which articles tell the same text.

    A run that is stopped or killed goes on where it was when it is started again. The result does not depend on the
    order in which articles came.
    """

    stopped = "stopped: the same command goes on"

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

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Cluster, or show."""
        if opts.show or opts.list is not None:
            self._show(opts)
            return
        from pipelines.store.clusters import cluster

        show = ProgressLine()
        with Archive(self.archive, create=False) as archive:
            outcome = cluster(
                archive,
                rebuild=opts.rebuild,
                progress=lambda what, done, total: show(
                    lambda: f"{done:,} of {total:,} {what}", last=done >= total
                ),
            )
        print(told(outcome))

    def _show(self, opts: argparse.Namespace) -> None:
        from pipelines.store.clusters import Member, largest, members

        with Reader(self.archive) as reader:
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
