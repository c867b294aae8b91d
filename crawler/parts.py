"""Articles that are spread over several pages."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.items import Failure, Page
from crawler.steps import content_type
from pipelines.join import join_pages
from pipelines.stages import Clean
from pipelines.store import Fetch

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from pipelines.store import Visit
    from pipelines.types import CleanPage

logger = logging.getLogger(__name__)

MOST_PARTS = 50
_PATIENCE = 3  # failures of an article before its beginning is kept alone


class JoinParts:
    """Fetches the further pages of an article and makes one of them, before anything is stored.

    They are fetched with the same middlewares as everything else. Where one cannot be had the article is tried again
    later as a whole; after some tries it ends there, which is flagged: ``incomplete: …``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the crawler: its engine fetches, its stage cleans."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Join an article's pages; everything else passes."""
        if (
            isinstance(item, Page)
            and item.visit is not None
            and item.clean is not None
            and item.clean.next_page
        ):
            return await self.join(item, item.clean, item.visit)
        return item

    async def join(self, page: Page, first: CleanPage, visit: Visit) -> Page | Failure:
        """Set ``clean`` to the whole article, and ``parts`` to where it came from; or what stood in the way."""
        pages, parts, seen, flags = [first], [], {page.url}, []
        spider: Any = self.crawler.spider
        source = spider.sources[visit.source]
        while (url := pages[-1].next_page) and url not in seen:
            seen.add(url)
            if not source.covers(url):
                break
            if len(pages) >= MOST_PARTS:
                flags.append(f"incomplete: more than {MOST_PARTS} pages")
                break
            try:
                part, fetch = await self.fetch(url, page, visit)
            except Exception as error:  # noqa: BLE001  # whatever a middleware raises
                if visit.failures < _PATIENCE and not isinstance(error, IgnoreRequest):
                    return Failure(
                        visit.url, f"its page {len(pages) + 1} could not be had", page.fetched_at, visit=visit
                    )
                flags.append(f"incomplete: page {len(pages) + 1} could not be had")
                logger.warning("%(url)s could not be had: %(error)s", {"url": url, "error": error})
                break
            if part is None:
                flags.append(f"incomplete: page {len(pages) + 1} was answered with status {fetch.status}")
                break
            parts.append((url, fetch))
            if part.verdict != "article" or any(part.body == other.body for other in pages):
                break  # a list, an advertisement, or the same page again
            pages.append(part)
        page.clean = join_pages(pages)
        if flags:
            page.clean = replace(page.clean, flags=(*page.clean.flags, *flags))
        page.parts = tuple(parts)
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value("pages/parts", len(parts))
        return page

    async def fetch(self, url: str, page: Page, visit: Visit) -> tuple[CleanPage | None, Fetch]:
        """One further page, cleaned; None where there was no page."""
        engine, spider = self.crawler.engine, self.crawler.spider
        assert engine is not None
        request: Request = spider.prepare(Request(url), visit)  # type: ignore[union-attr]
        response = await engine.download_async(request)
        record = response.meta.get("warc")
        fetch = Fetch(
            at=record.at if record else datetime.now(UTC),
            status=response.status,
            size=len(response.body),
            body_digest=record and record.digest,
            warc_file=record and record.file,
            warc_offset=record and record.offset,
        )
        if response.status != 200:
            return None, fetch
        part = Page(response.url, response.body, fetch.at, content_type(response), encoding=page.encoding)
        clean = self.crawler.get_item_pipeline(Clean)
        assert clean is not None
        return await clean.clean(part), fetch
