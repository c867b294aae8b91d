"""`scrapy export`: articles out of the archive, for other tools."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.warc.capture import warc_folder
from pipelines.store import Reader
from pipelines.store.export import FORMATS, ExportError, Selection, export, format_of, read_since

if TYPE_CHECKING:
    import argparse

    from pipelines.store.export import Exported

# What a reader of a package may open: each article at its newest whole capture.
_PAGES = """
    SELECT a.url, max(f.at), a.title FROM articles a JOIN fetches f ON f.url = a.url
    WHERE f.warc_file IS NOT NULL AND f.status = 200 GROUP BY a.url"""
_EVERY = 1.0  # seconds between two looks at the progress


class Command(ArchiveCommand):
    """Writes articles with their last changes; docs/export.md tells of formats, cursors and columns."""

    stopped = "stopped: the same command goes on where it can"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write articles to a file: JSON Lines, CSV, Parquet, a feed, or WACZ"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what to write, and where."""
        super().add_options(parser)
        add = parser.add_argument
        add("--format", choices=[*FORMATS, "wacz"], help="default: by the ending of FILE, else jsonl")
        add("--out", metavar="FILE", default="-", help="file to write; - is standard output, the default")
        add("--cursor", metavar="FILE", help="only what came since the last export with this cursor")
        add("--since", metavar="SEQ|DATE", help="only changes after this number, or from this day on")
        add("--where", metavar="SQL", help="only articles for which this is true, as: city = '聊城市'")
        add("--columns", metavar="A,B", default="", help="only these columns, in this order")
        add("--limit", metavar="N", type=int, help="no more than N articles (feeds: 100)")
        add("--bom", action="store_true", help="CSV: begin with a byte order mark, as Excel wants")
        add("--link", metavar="URL", help="feeds: address that the feed will have")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Export."""
        if args or (opts.limit is not None and opts.limit < 0):
            self.fail(
                ExitCode.USAGE,
                f"what is {args[0]!r}? see --help" if args else "--limit: no less than 0",
            )
            return
        out = None if opts.out == "-" else Path(opts.out)
        if opts.format == "wacz" or (opts.format is None and out and out.suffix == ".wacz"):
            self._package(out)
            return
        try:
            after, since = read_since(opts.since) if opts.since is not None else (0, None)
            selection = Selection(
                after=after,
                since=since,
                where=opts.where,
                columns=tuple(name.strip() for name in opts.columns.split(",") if name.strip()),
                limit=opts.limit,
            )
            with Reader(self.archive) as reader:
                done = export(
                    reader,
                    format_of(out, opts.format),
                    out or sys.stdout.buffer,
                    selection,
                    cursor=Path(opts.cursor) if opts.cursor else None,
                    bom=opts.bom,
                    link=opts.link,
                    tell=Progress(),
                )
        except ExportError as error:
            self.fail(ExitCode.USAGE, str(error))
        except BrokenPipeError:
            raise
        except OSError as error:
            self.fail(ExitCode.DISK_FULL, f"cannot write {opts.out}: {error.strerror or error}")
        else:
            print(told(done, opts.out), file=sys.stderr)

    def _package(self, out: Path | None) -> None:
        """Write every closed WARC file with its index and the articles as pages."""
        from crawler.warc.wacz import write_wacz

        assert self.settings is not None
        folder = warc_folder(self.settings)
        files = sorted(folder.glob("*.warc.gz")) if folder else []
        if out is None or not files:
            where = f"no closed WARC files in {folder}" if out else "--out: a package needs a file"
            self.fail(ExitCode.USAGE if out is None else ExitCode.NOTHING, where)
            return
        try:
            with Reader(self.archive) as reader:
                pages = [
                    (str(url), str(at), str(title) if title else None)
                    for url, at, title in reader.rows(_PAGES)
                ]
            write_wacz(out, files, pages)
        except OSError as error:
            self.fail(ExitCode.DISK_FULL, f"cannot write {out}: {error.strerror or error}")
        else:
            print(f"{len(files):,} WARC files and {len(pages):,} pages in {out}", file=sys.stderr)


def told(done: Exported, out: str) -> str:
    """What was done, in one line."""
    where = "" if out == "-" else f" in {out}"
    again = f", {done.resumed:,} of them from the run before" if done.resumed else ""
    return f"{done.rows:,} articles{where}{again}; the last change is {done.seq}"


class Progress:
    """Rows so far, on a terminal."""

    def __init__(self) -> None:
        self.watched = sys.stderr.isatty()
        self.told = time.monotonic()

    def __call__(self, rows: int) -> None:
        """Tell, from time to time."""
        if self.watched and time.monotonic() - self.told >= _EVERY:
            self.told = time.monotonic()
            print(f"\r\x1b[K{rows:,} articles", end="\r", file=sys.stderr, flush=True)
