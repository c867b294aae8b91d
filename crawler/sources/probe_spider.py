"""Fetches what a probe of a new site wants to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import scrapy

from crawler.sources.probe import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.sources.probe import Probe


class ProbeSpider(scrapy.Spider):
    """Looks at a site that is not known yet, in a dozen requests; the settings' politeness and guards apply.

    Arguments:
        probe: to be filled.
    """

    name = "probe"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}, "WARC_FOLDER": ""}  # noqa: RUF012 - Scrapy declares it so
    probe: Probe

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The page that was given, and robots.txt."""
        yield self.request(self.probe.url, self.home)
        yield self.request(urljoin(self.probe.url, "/robots.txt"), self.robots)

    def request(self, url: str, callback: Any, **kwargs: Any) -> scrapy.Request:
        """A request that stays with the site."""
        source = self.probe.source
        meta = {
            "hosts": source.hosts,
            "allow_addresses": source.allow_addresses,
            "handle_httpstatus_all": True,
            "dont_obey_robotstxt": callback == self.robots,
        }
        return scrapy.Request(
            url, callback, errback=self.failed, cb_kwargs=kwargs, meta=meta, dont_filter=True
        )

    def home(self, response: Response) -> Iterator[scrapy.Request]:
        """Columns and feeds of the page."""
        if response.status != 200:
            self.probe.notes.append(f"{response.url}: status {response.status}")
            return
        columns, feeds = self.probe.read_home(_fetched(response))
        for link in columns:
            yield self.request(link.url, self.column, title=link.title)
        for link in feeds:
            yield self.request(link.url, self.feed, kind="feed")

    def robots(self, response: Response) -> Iterator[scrapy.Request]:
        """Sitemaps."""
        for url in self.probe.read_robots(_fetched(response)):
            yield self.request(url, self.feed, kind="sitemap")

    def column(self, response: Response, title: str) -> None:
        """One column."""
        if response.status == 200:
            self.probe.read_list(_fetched(response), title)
        else:
            self.probe.notes.append(f"{title} {response.url}: status {response.status}")

    def feed(self, response: Response, kind: str) -> None:
        """A feed or sitemap."""
        self.probe.read_feed(_fetched(response), kind)

    def failed(self, failure: Failure) -> None:
        """Why something could not be looked at."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        self.probe.notes.append(f"{request.url}: {failure.getErrorMessage()}")


def _fetched(response: Response) -> Fetched:
    header = response.headers.get("Content-Type")
    return Fetched(response.url, response.status, response.body, header.decode("latin-1") if header else None)
