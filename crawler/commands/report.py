"""`scrapy report`: what is in the archive."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.quarantine import to_json
from crawler.tables import format_table
from pipelines.store import Reader

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from pipelines.store.summaries import Cell, Summary


class Command(ArchiveCommand):
    """Prints counts of pages, sources, campaigns, places, spam and repairs, hosts to look at, and the last crawl."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show what is in the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --crawl, --limit and --json."""
        super().add_options(parser)
        parser.add_argument(
            "--crawl", metavar="N|last", help="what one crawl did, instead of what is in the archive"
        )
        parser.add_argument(
            "--limit", metavar="N", type=int, default=15, help="rows per table (default: %(default)s)"
        )
        parser.add_argument("--json", action="store_true", help="print JSON: a list of rows for each table")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Print the report."""
        if not self.use_own_rules():
            return
        if opts.crawl and opts.crawl != "last" and not opts.crawl.isdecimal():
            raise UsageError(f"--crawl: expected a number or last, not {opts.crawl!r}")
        limit = max(1, opts.limit)
        with Reader(self.archive) as reader:
            if opts.crawl:
                summaries = reader.crawl(None if opts.crawl == "last" else int(opts.crawl), limit=limit)
            else:
                summaries = reader.summaries(limit=limit)
            shown = list(summaries)
        if opts.crawl and not shown:
            self.fail(ExitCode.NOTHING, f"there is no crawl {opts.crawl} in {self.archive}")
        elif opts.json:
            print(to_json(_tables(shown)))
        else:
            for summary in shown:
                print(f"{summary.title}\n{format_table(summary.rows, summary.headers)}\n", flush=True)
            print(f"{self.archive} (SQLite {sqlite3.sqlite_version})")


def _tables(summaries: Iterable[Summary]) -> dict[str, list[dict[str, Cell]]]:
    return {
        summary.title: [dict(zip(summary.headers, row, strict=True)) for row in summary.rows]
        for summary in summaries
    }
