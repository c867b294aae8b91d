"""`scrapy reprocess`: cleans the whole archive with the present code, without fetching anything."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.progress_line import ProgressLine
from crawler.tables import format_table
from crawler.warc.capture import warc_folder
from pipelines.store import Archive
from pipelines.version import VERSION, fingerprint

if TYPE_CHECKING:
    import argparse

    from crawler.reprocess import Tally
    from crawler.sources import Source
    from pipelines.store.reclean import Difference

_WIDTH = 18  # characters of an example, before and after


class Command(ArchiveCommand):
    """Reads WARC records, cleans them, makes new versions where the result differs, and tells what changed.

    A run that is stopped or killed goes on where it was when it is started again: every page remembers which code
    read it last.
    """

    default_settings = {"LOG_LEVEL": "WARNING"}  # noqa: RUF012  # as in Scrapy's own commands

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Clean what is archived with the present code, without fetching"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what to read, and how."""
        from pipelines.workers import cores

        super().add_options(parser)
        add = parser.add_argument
        add("--since", metavar="DATE", help="only what was fetched since then (ISO 8601)")
        add("--source", metavar="NAME", help="only pages of this source")
        add("--where", metavar="SQL", help="only articles for which this is true, as: city = '聊城市'")
        add(
            "--workers",
            metavar="N",
            type=int,
            default=cores(),
            help="processes that clean (default: %(default)s)",
        )
        add("--all", action="store_true", help="also what the present code has read already")
        add("--dry-run", action="store_true", help="tell what would change, and change nothing")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Reprocess."""
        from crawler.reprocess import Reprocess, Tally
        from pipelines.store.reclean import captures
        from pipelines.workers import Workers

        assert self.settings is not None
        folder = warc_folder(self.settings)
        if folder is None:
            self.fail(ExitCode.USAGE, "WARC_FOLDER is empty: there is nothing to read")
            return
        tally, cleaner = Tally(), fingerprint()
        with Archive(self.archive, create=False) as archive:
            todo = captures(
                archive,
                cleaner,
                since=opts.since,
                source=opts.source,
                where=opts.where,
                everything=opts.all,
            )
            total = len(todo)
            if not opts.dry_run and total:
                archive.begin_crawl("reprocess", arguments=self._arguments(opts), code_version=VERSION)
            sources = self._sources(todo.sources())
            workers = Workers(max(0, opts.workers), seconds=self.settings.getfloat("CLEAN_TIMEOUT"))
            job = Reprocess(archive, folder, workers, sources, cleaner, opts.dry_run)
            progress, reason = Progress(total), "finished"
            try:
                asyncio.run(job.run(todo, tally, progress))
            except KeyboardInterrupt:
                reason = "shutdown"
            if not opts.dry_run and total:
                archive.end_crawl(reason, counts=dict(tally.outcomes))
        self._tell(tally, progress, opts)
        if reason == "shutdown":
            left = total - tally.pages
            self.fail(ExitCode.INTERRUPTED, f"stopped with {left:,} captures left: the same command goes on")
        elif tally.missing:
            self.fail(ExitCode.SOME_FAILED, *tally.missing[:20])

    def _sources(self, names: list[str]) -> dict[str, Source]:
        """The sources that pages came from; without its file a source has no encoding and no threshold of its own."""
        from crawler.sources import FOLDER, SourceError, load

        assert self.settings is not None
        sources, missing = {}, []
        for name in names:
            try:
                sources[name] = load(name, self.settings.get("SOURCES") or FOLDER)
            except SourceError:
                missing.append(name)
        if missing:
            self.tell(
                f"no source file (setting SOURCES) for {', '.join(missing)}: pages of theirs that were not kept stay out"
            )
        return sources

    @staticmethod
    def _arguments(opts: argparse.Namespace) -> dict[str, object]:
        names = ("since", "source", "where", "all")
        return {name: getattr(opts, name) for name in names if getattr(opts, name)}

    @staticmethod
    def _tell(tally: Tally, progress: Progress, opts: argparse.Namespace) -> None:
        """What changed and why."""
        if tally.fields:
            rows = [
                (name, count, shown(tally.examples[name][0], name))
                for name, count in tally.fields.most_common()
            ]
            print(format_table(rows, ("what differs", "articles", "for example")))
            print()
        for version, count in tally.versions.most_common():
            print(f"{count:,} texts of version {version} read anew by {VERSION}, code {fingerprint()}")
        counts = ", ".join(f"{tally.outcomes[name]:,} {name}" for name in ("new", "changed", "unchanged"))
        done = f"{tally.pages:,} of {progress.total:,} captures{' compared' if opts.dry_run else ''}"
        print(f"{done}: {counts}; {progress.rate(tally):,.1f}/s")


def shown(found: Difference, name: str) -> str:
    """A difference in one line: from where the two values part."""
    before, after = found.verdict if name == "verdict" else found.fields[name]
    before, after = str(before or "-"), str(after or "-")
    at = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    start = max(0, at - 8)
    return " → ".join(
        ("…" if start else "") + text[start : start + _WIDTH].replace("\n", "⏎") for text in (before, after)
    )


class Progress:
    """What is done, pages a second since the first, and the time left."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.first: float | None = None
        self.last = 0.0
        self.show = ProgressLine()

    def rate(self, tally: Tally) -> float:
        """Pages a second, without the start of the workers; 0 before there is a second page."""
        return (
            (tally.pages - 1) / max(self.last - self.first, 0.001) if self.first and tally.pages > 1 else 0.0
        )

    def __call__(self, tally: Tally) -> None:
        """Tell, from time to time."""
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.show(lambda: self.line(tally), last=tally.pages == self.total)

    def line(self, tally: Tally) -> str:
        """All of it."""
        rate = self.rate(tally)
        left = (self.total - tally.pages) / max(rate, 0.001)
        return (
            f"{tally.pages:,} of {self.total:,} captures, {rate:.0f}/s, {left / 60:.0f} min left,"
            f" {tally.outcomes['changed']:,} changed"
        )
