"""The Scrapy item pipelines: one class per stage, each a few lines over the functions of the rooms."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.utils.asyncio import create_looping_call

from pipelines.store import Archive, ArchiveError, ArchiveFull, ArchiveLocked, Fetch, Reader
from pipelines.types import UNDECIDED
from pipelines.version import VERSION
from pipelines.workers import Workers, cores

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

    from pipelines.types import CleanPage, Decisions

logger = logging.getLogger(__name__)

_COMMIT_SECONDS = 1.0


class Clean:
    """Cleans pages beside the reactor, as operators decided where they did; counts what was found."""

    def __init__(self, crawler: Crawler, workers: Workers) -> None:
        self.crawler = crawler
        self.workers = workers
        self._decisions: Reader | None = None
        self._asked = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read how many processes clean, and for how long at most."""
        settings = crawler.settings
        count = settings.getint("CLEAN_WORKERS") if settings["CLEAN_WORKERS"] is not None else cores()
        stage = cls(crawler, Workers(count, seconds=settings.getfloat("CLEAN_TIMEOUT")))
        crawler.signals.connect(stage.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(stage.answered, signal=signals.response_received)
        return stage

    def answered(self) -> None:
        """Have the workers load their models while the first lists are read; a run with nothing to do needs none."""
        self.crawler.signals.disconnect(self.answered, signal=signals.response_received)
        self.workers.start()

    def decided(self, url: str) -> Decisions:
        """What operators decided on a page; while the crawl writes to the archive they decide nothing more."""
        if not self._asked:
            self._asked = True
            # Where there is no archive to read, Store says so.
            with suppress(ArchiveError):
                reader = Reader(self.crawler.settings["ARCHIVE"])
                if reader.any_decided():
                    self._decisions = reader
                else:
                    reader.close()
        return self._decisions.decisions(url) if self._decisions is not None else UNDECIDED

    def spider_closed(self) -> None:
        """Let the archive go."""
        if self._decisions is not None:
            self._decisions.close()

    def close_spider(self) -> None:
        """Stop the workers."""
        self.workers.close()

    async def process_item(self, item: Any) -> Any:
        """Set ``clean`` on a page; failures pass."""
        page = ItemAdapter(item)
        if page.get("content") is None:
            return item
        clean = await self.clean(item)
        page["clean"] = clean
        stats = self.crawler.stats
        assert stats is not None
        stats.inc_value(f"clean/{clean.verdict}")
        stats.inc_value("spam/block_dropped", sum(q.kind != "page" for q in clean.quarantined))
        stats.inc_value("repair/changes", len(clean.repairs))
        if clean.published_claimed:
            stats.inc_value("metadata/date_rejected")
        return item

    async def clean(self, item: Any) -> CleanPage:
        """What :func:`clean_page` makes of an item's content."""
        page = ItemAdapter(item)
        return await self.workers.clean(
            page["content"],
            page["url"],
            content_type=page["content_type"],
            fetched_at=page["fetched_at"],
            encoding=page.get("encoding"),
            decided=self.decided(page["url"]),
        )


class Store:
    """Writes pages and failures to the archive named by the setting ``ARCHIVE``."""

    def __init__(self, crawler: Crawler, path: str) -> None:
        self.crawler = crawler
        self.path = path
        self.archive: Archive | None = None
        self._ticker: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting, and close the archive when the reason of the end is known."""
        store = cls(crawler, crawler.settings["ARCHIVE"])
        crawler.signals.connect(store.spider_closed, signal=signals.spider_closed)
        return store

    def open_spider(self) -> None:
        """Open the archive; a run that cannot write to it ends before it fetches anything."""
        spider = self.crawler.spider
        assert spider is not None
        try:
            self.archive = Archive(self.path)
            self.archive.begin_crawl(spider.name, arguments=_arguments(spider), code_version=VERSION)
        except ArchiveError as error:
            logger.error("%(error)s", {"error": error}, extra={"spider": spider})
            self.archive = None
            raise CloseSpider(_reason(error)) from error
        # Pages of a slow crawl are committed in time, too.
        self._ticker = create_looping_call(self._tick)
        self._ticker.start(_COMMIT_SECONDS, now=False)

    def _tick(self) -> None:
        if self.archive is not None:
            try:
                self.archive.flush()
            except ArchiveError as error:
                self.stop(error)

    def process_item(self, item: Any) -> Any:
        """Store one page or failure."""
        page = ItemAdapter(item)
        if self.archive is None:
            raise DropItem("the archive is not open", log_level="DEBUG")
        try:
            return self._store(item, page)
        except ArchiveError as error:
            self.stop(error)
            raise DropItem(str(error), log_level="DEBUG") from error

    def _store(self, item: Any, page: ItemAdapter) -> Any:
        assert self.archive is not None
        assert self.crawler.stats is not None
        content = page.get("content")
        record = page.get("warc")
        fetch = Fetch(
            at=page["fetched_at"],
            status=page.get("status"),
            content_type=page.get("content_type"),
            size=page.get("size") if content is None else len(content),
            body_digest=record and record.digest,
            warc_file=record and record.file,
            warc_offset=record and record.offset,
        )
        outcome = page["outcome"] = item.store(self.archive, fetch)
        if outcome != "failed":
            self.crawler.stats.inc_value(f"store/{outcome}")
        else:
            logger.warning("%(url)s %(reason)s", {"url": page["url"], "reason": page["reason"]})
            self.crawler.stats.inc_value("pages/failed")
        return item

    def stop(self, error: ArchiveError) -> None:
        """End the run: whatever came after would be lost."""
        logger.error("%(error)s", {"error": error}, extra={"spider": self.crawler.spider})
        # The engine may be closing already, with another reason.
        assert self.crawler.stats is not None
        self.crawler.stats.set_value("store/failed", _reason(error))
        archive, self.archive = self.archive, None
        assert archive is not None
        try:
            archive.close()
        except ArchiveError as late:
            logger.debug("%(error)s", {"error": late})
        assert self.crawler.engine is not None
        self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=_reason(error)))

    def spider_closed(self, reason: str) -> None:
        """Write how the run ended, and let the archive go."""
        if self._ticker is not None:
            self._ticker.stop()
        if self.archive is None:
            return
        assert self.crawler.stats is not None
        counts = {
            name: value
            for name, value in self.crawler.stats.get_stats().items()
            if name.startswith(("store/", "clean/", "spam/", "repair/", "pages/", "metadata/", "sources/"))
        }
        try:
            for host, spam, hijacked, pages in self.archive.tainted_hosts():
                logger.warning(
                    "%(host)s: %(spam)d of its %(pages)d pages are spam, %(hijacked)d hijacked;"
                    " to skip it: scrapy quarantine pause %(host)s",
                    {"host": host, "spam": spam, "hijacked": hijacked, "pages": pages},
                    extra={"spider": self.crawler.spider},
                )
            self.archive.end_crawl(reason, counts=counts, finished=datetime.now(UTC))
            self.archive.close()
        except ArchiveError as error:
            logger.error("%(error)s", {"error": error}, extra={"spider": self.crawler.spider})
            # The crawl is over and its finish reason is told; the exit code still has to be true.
            self.crawler.stats.set_value("store/failed", _reason(error))


class DropSpam:
    """Takes spam pages out of the stream, once they are in quarantine."""

    def process_item(self, item: Any) -> Any:
        """Pass articles and failures on."""
        clean = ItemAdapter(item).get("clean")
        if clean is not None and clean.verdict == "spam":
            raise DropItem(f"spam page: {', '.join(clean.quarantined[0].reasons)}", log_level="INFO")
        return item


def _reason(error: ArchiveError) -> str:
    """The finish reason that the exit code is made from."""
    if isinstance(error, ArchiveFull):
        return "disk_full"
    return "locked" if isinstance(error, ArchiveLocked) else "archive"


def _arguments(spider: Spider) -> dict[str, str]:
    """The arguments a spider was started with, as far as they are plain text."""
    given = vars(spider).items()
    return {name: value for name, value in given if isinstance(value, str) and value and name != "name"}
