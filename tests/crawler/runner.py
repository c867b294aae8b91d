"""Runs crawls one after another in one process, as told on standard input: starting Python and Scrapy takes longest.

A line is a JSON object with ``settings`` and ``arguments``; the answer is what was printed, and one line of JSON with
the exit code.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.log import configure_logging
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor

from crawler.exit_codes import exit_code
from crawler.guard.resolver import GuardedResolver


async def crawl(settings: dict[str, Any], arguments: dict[str, str]) -> int:
    """Run the spider and judge the run, as ``scrapy crawl`` does."""
    merged = get_project_settings()
    merged.setdict(settings, priority="cmdline")
    runner = AsyncCrawlerRunner(merged)
    crawler = runner.create_crawler("news")
    await runner.crawl(crawler, **arguments)
    assert crawler.stats is not None
    return int(exit_code(crawler.stats.get_stats()))


async def serve() -> None:
    """Answer line by line."""
    configure_logging(get_project_settings())
    while line := await asyncio.to_thread(sys.stdin.readline):
        code = await crawl(**json.loads(line))
        print(json.dumps({"code": code}), flush=True)
        print("end", file=sys.stderr, flush=True)


def main() -> None:
    """Serve until standard input ends."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed
    from twisted.internet.defer import Deferred

    reactor: Any = installed
    # As Scrapy's own process does: the guard refuses to work without it.
    crawler = AsyncCrawlerRunner(get_project_settings()).create_crawler("news")
    resolver: Any = GuardedResolver.from_crawler(crawler, reactor)
    resolver.install_on_reactor()
    Deferred.fromFuture(asyncio.ensure_future(serve())).addBoth(lambda _: reactor.stop())
    reactor.run()


if __name__ == "__main__":
    main()
