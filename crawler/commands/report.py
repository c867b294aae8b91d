"""`scrapy report`: what is in the archive."""

from __future__ import annotations

import os
import sqlite3
import sys
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode, archive_code
from crawler.quarantine import to_json
from crawler.rules import use_own_rules
from crawler.tables import format_table
from pipelines.store import ArchiveError, Reader

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from pipelines.store.summaries import Cell, Summary

DEFAULT_ARCHIVE = "output/archive.db"


class Command(ArchiveCommand):
    """Prints counts of pages, sources, campaigns, places, spam and repairs, hosts to look at, and the last crawl."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show what is in the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --archive, --crawl and --limit."""
        super().add_options(parser)
        parser.add_argument("--archive", metavar="PATH", help="archive to read (default: setting ARCHIVE)")
        parser.add_argument(
            "--crawl", metavar="N|last", help="what one crawl did, instead of what is in the archive"
        )
        parser.add_argument(
            "--limit", metavar="N", type=int, default=15, help="rows per table (default: %(default)s)"
        )

        parser.add_argument("--json", action="store_true", help="print JSON: a list of rows for each table")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Print the report; one line on stderr and an exit code where there is no archive to read."""
        assert self.settings is not None
        if not use_own_rules(self.settings, "report"):
            self.exitcode = int(ExitCode.USAGE)
            return
        path = opts.archive or self.settings.get("ARCHIVE") or DEFAULT_ARCHIVE
        if opts.crawl and opts.crawl != "last" and not opts.crawl.isdecimal():
            raise UsageError(f"--crawl: expected a number or last, not {opts.crawl!r}")
        limit = max(1, opts.limit)
        try:
            with Reader(path) as reader:
                if opts.crawl:
                    summaries = reader.crawl(None if opts.crawl == "last" else int(opts.crawl), limit=limit)
                else:
                    summaries = reader.summaries(limit=limit)
                shown = list(summaries)
                if opts.crawl and not shown:
                    print(f"report: there is no crawl {opts.crawl} in {path}", file=sys.stderr)
                    self.exitcode = 1
                    return
                if opts.json:
                    print(to_json(_tables(iter(shown))), flush=True)
                    return
                for summary in shown:
                    print(f"{summary.title}\n{format_table(summary.rows, summary.headers)}\n", flush=True)
        except BrokenPipeError:  # `scrapy report | head`: the reader has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except ArchiveError as error:
            print(f"report: {error}", file=sys.stderr)
            self.exitcode = int(archive_code(error))
        else:
            print(f"{path} (SQLite {sqlite3.sqlite_version})")


def _tables(summaries: Iterable[Summary]) -> dict[str, list[dict[str, Cell]]]:
    return {
        summary.title: [dict(zip(summary.headers, row, strict=True)) for row in summary.rows]
        for summary in summaries
    }
