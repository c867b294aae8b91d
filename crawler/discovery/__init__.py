"""What list pages, feeds, sitemaps and e-papers lead to; pure functions without Scrapy or network."""

from crawler.discovery.discover import discover
from crawler.discovery.types import Discovery, Learned, Link, LinkKind, Shape

__all__ = ["Discovery", "Learned", "Link", "LinkKind", "Shape", "discover"]
