"""``scrapy crawl``, with an exit code that is true."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy.commands import crawl

from crawler.exit_codes import ExitCode, exit_code
from crawler.rules import use_own_rules

if TYPE_CHECKING:
    import argparse


class Command(crawl.Command):
    """Scrapy's own command; see :mod:`crawler.exit_codes` for what its exit codes mean."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider and judge the run by its stats."""
        if not args:
            super().run(args, opts)
            return
        assert self.crawler_process is not None
        assert self.settings is not None
        if not use_own_rules(self.settings, "crawl"):
            self.exitcode = int(ExitCode.USAGE)
            return
        names = self.crawler_process.spider_loader.list()
        if args[0] not in names:
            print(f"crawl: no spider {args[0]}: there are {', '.join(sorted(names))}", file=sys.stderr)
            self.exitcode = int(ExitCode.USAGE)
            return
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        assert crawler.stats is not None
        self.exitcode = int(exit_code(crawler.stats.get_stats()))
        if self.crawler_process.bootstrap_failed and self.exitcode == ExitCode.DONE:
            self.exitcode = int(ExitCode.ERROR)
