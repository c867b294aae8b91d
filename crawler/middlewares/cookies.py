"""Cookies, without asking the net what a top-level domain is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler


class Cookies(cookies.CookiesMiddleware):
    """Scrapy's, with the list of public suffixes that the library carries.

    Scrapy's own fetches that list when the first cookie with a domain comes, with another HTTP client, past every
    guard, and with the whole crawl waiting for it.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Put the reader of the carried list where Scrapy looks for its own."""
        cookies._split_domain = TLDExtract(
            cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
        )
        return super().from_crawler(crawler)
