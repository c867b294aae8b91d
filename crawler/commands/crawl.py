"""``scrapy crawl``, with an exit code that is true."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import crawl

from crawler.command import ArchiveOption
from crawler.exit_codes import ExitCode, exit_code
from crawler.warc.capture import warc_folder
from crawler.warc.doctor import mend
from pipelines.store import Archive, ArchiveError

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings


class Command(ArchiveOption, crawl.Command):
    """Scrapy's own command; see :mod:`crawler.exit_codes` for what its exit codes mean."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider and judge the run by its stats."""
        if len(args) != 1:  # told as Scrapy tells it
            super().run(args, opts)
            return
        assert self.crawler_process is not None
        assert self.settings is not None
        if not self.use_own_rules():
            return
        names = self.crawler_process.spider_loader.list()
        if args[0] not in names:
            self.fail(ExitCode.USAGE, f"no spider {args[0]}: there are {', '.join(sorted(names))}")
            return
        if self.settings["CLEAN_WORKERS"] is None or self.settings.getint("CLEAN_WORKERS"):
            from pipelines.cleaning import prepare

            prepare()
        crawler = self._create_crawler(args[0])
        # Nobody sees what is less than LOG_LEVEL, but Scrapy makes several such records of each page. Errors count.
        level = logging.getLevelNamesMapping().get(str(crawler.settings["LOG_LEVEL"]), logging.DEBUG)
        logging.disable(min(level, logging.WARNING) - 1)
        self._mend(crawler.settings)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        assert crawler.stats is not None
        self.exitcode = int(exit_code(crawler.stats.get_stats()))
        if self.crawler_process.bootstrap_failed and self.exitcode == ExitCode.DONE:
            self.fail(ExitCode.ERROR)

    def _mend(self, settings: BaseSettings) -> None:
        """Mend what a run that died left behind. Where the archive cannot be used the crawl will say so."""
        folder = warc_folder(settings)
        if folder is None or not Path(settings["ARCHIVE"]).exists():
            return
        try:
            with Archive(settings["ARCHIVE"]) as archive:
                findings = mend(archive, folder)
        except (ArchiveError, OSError):
            return
        if not findings.sound:
            self.tell(
                f"the last run did not end: {findings.recovered} WARC files closed, {findings.indexed} records indexed,"
                f" {findings.lost} lost"
            )
