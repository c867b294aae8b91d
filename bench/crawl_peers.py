"""What bench/crawl.py measures this project against: ``python -m bench.crawl_peers bare|trafilatura URLS``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response

_SETTINGS: dict[str, Any] = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "LOG_LEVEL": "ERROR",
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
}


class Bare(scrapy.Spider):
    """Fetches and discards."""

    name = "bare"

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """One request an address."""
        for url in Path(self.path).read_text("utf-8").split():
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:  # noqa: ARG002
        """Nothing."""
        yield from ()


class WithItems(Bare):
    """Fetches and hands on."""

    name = "with-items"

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """The page."""
        yield {"html": response.body, "url": response.url}


class Trafilatura:
    """Extracts article and metadata, as its documentation shows."""

    def process_item(self, item: Any) -> Any:
        """Extract; the result is discarded."""
        import trafilatura

        trafilatura.bare_extraction(item["html"], url=item["url"], with_metadata=True)
        return item


def main() -> None:
    """Crawl."""
    kind, path = sys.argv[1:]
    settings = _SETTINGS | ({"ITEM_PIPELINES": {Trafilatura: 1}} if kind == "trafilatura" else {})
    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare if kind == "bare" else WithItems, path)
    process.start()


if __name__ == "__main__":
    main()
