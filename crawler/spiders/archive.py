"""Pages out of WARC and WACZ files that others made."""

from __future__ import annotations

import asyncio
import glob
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals
from scrapy.exceptions import CloseSpider

from crawler.documents import why_not_text
from crawler.items import Failure, Page
from crawler.warc import read
from crawler.warc.records import Record

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.warc.read import Stored

logger = logging.getLogger(__name__)

_UNDER_WAY = 64  # records in memory
_TEXT = ("text/", "application/xhtml", "application/xml", "multipart/related")


class ArchiveSpider(scrapy.Spider):
    """Cleans and stores the pages of web archives; fetches nothing.

    Arguments:
        warc: a WARC or WACZ file, a folder of them, or a glob such as ``'crawls/**/*.warc.gz'``; made by browsertrix,
            wget, Common Crawl or anybody.

    Responses with status 200 that are text are pages; the rest is counted. The time of the record is the time of the
    page, so an old capture never replaces a newer text. The archive refers to the files where they lie.
    """

    name = "archive"
    custom_settings = {  # noqa: RUF012 - Scrapy declares it as a variable of instances
        # As with documents: items of start() would keep Scrapy 2.19 from ending.
        "DOWNLOAD_HANDLERS": {
            "warc": "crawler.handlers.RecordHandler",
            **dict.fromkeys(("http", "https", "file", "data", "ftp", "s3")),
        },
        "DOWNLOADER_MIDDLEWARES": {},
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "AUTOTHROTTLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
    }

    def __init__(self, warc: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.warc = warc
        self._room = asyncio.Semaphore(_UNDER_WAY)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Hear of every item that is through, whatever became of it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.through, signal=signal)
        return spider

    def through(self) -> None:
        """Make room for another record."""
        self._room.release()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """One request a record."""
        if not self.warc:
            self.stop("usage", "no archives given: add -a warc=FILE, FOLDER or GLOB")
        files = sorted(find(self.warc))
        if not files:
            self.stop("nothing", f"{self.warc}: no WARC or WACZ files: check -a warc=")
        stats = self.crawler.stats
        assert stats is not None
        for path in files:
            try:
                for number, stored in enumerate(read.stored(path)):
                    if not is_page(stored):
                        stats.inc_value("pages/no_page")
                        continue
                    await self._room.acquire()
                    yield scrapy.Request(
                        f"warc://disk/{number}",
                        self.parse,
                        errback=self.failed,
                        cb_kwargs={"stored": stored, "path": path},
                        dont_filter=True,
                    )
            except (OSError, ValueError) as error:  # a zip that is none is a ValueError's child or an OSError
                logger.error(
                    "%(path)s: cannot be read to its end: %(error)s",
                    {"path": path, "error": error},
                    extra={"spider": self},
                )

    def stop(self, reason: str, message: str) -> None:
        """End the run with one clear line."""
        logger.error("%(message)s", {"message": message}, extra={"spider": self})
        raise CloseSpider(reason)

    def parse(self, response: Response, *, stored: Stored, path: Path) -> Iterator[Page | Failure]:  # noqa: ARG002
        """A record as a page, or what it is instead."""
        place = read.place_of(path, stored)
        record = Record(place, stored.offset, stored.digest or "", stored.kind, stored.url, stored.at)
        if problem := why_not_text(stored.content):
            yield Failure(stored.url, problem, stored.at)
        else:
            flags = (f"partial: {stored.truncated}",) if stored.truncated else ()
            yield Page(stored.url, stored.content, stored.at, stored.content_type, flags=flags, warc=record)

    def failed(self, failure: TwistedFailure) -> None:
        """Nothing of this can fail but by a mistake of ours."""
        failure.raiseException()


def is_page(stored: Stored) -> bool:
    """Whether a record can hold an article: text that was there."""
    return stored.status == 200 and (stored.content_type or _TEXT[0]).lower().startswith(_TEXT)


def find(given: str) -> list[Path]:
    """The WARC and WACZ files that a file, folder or glob names."""
    path = Path(given)
    found = [path] if path.is_file() else [Path(name) for name in glob.glob(given, recursive=True)]  # noqa: PTH207  # Path takes no absolute pattern
    if path.is_dir():
        found = list(path.rglob("*"))
    return [one for one in found if one.is_file() and one.name.endswith((".warc", ".warc.gz", ".wacz"))]
