"""Every hop stays with its source: host, scheme and address of each request, redirects and start addresses too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.utils.httpobj import urlparse_cached

from crawler.guard.addresses import literal, networks, objection
from crawler.middlewares.errors import refuse
from crawler.sources.addresses import covers

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler


class Scope:
    """Refuses requests that lead out of the source.

    Takes the place of Scrapy's offsite middleware, which lets every request with ``dont_filter`` through, and so the
    redirects of start addresses. Reads from ``request.meta``:

    - ``hosts``: host patterns of the source, see :func:`covers`; without it every host is in scope.
    - ``allow_addresses``: see :class:`crawler.guard.handler.GuardedHandler`, which checks what names lead to.
    """

    def __init__(self, crawler: Crawler, schemes: frozenset[str]) -> None:
        self.crawler = crawler
        self.schemes = schemes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Schemes are those that have a handler."""
        handlers = crawler.settings.getwithbase("DOWNLOAD_HANDLERS")
        return cls(crawler, frozenset(scheme for scheme, handler in handlers.items() if handler))

    def process_request(self, request: Request) -> None:
        """Refuse by scheme, by host, and by an address written into the URL."""
        url = urlparse_cached(request)
        if url.scheme not in self.schemes:
            raise refuse(self.crawler, "scheme", f"is a {url.scheme}: address")
        if url.scheme not in ("http", "https"):
            return
        try:
            host, _ = url.hostname or "", url.port
        except ValueError:
            host = ""
        if not host or "@" in url.netloc:
            raise refuse(self.crawler, "address", "has no host name that could be used")
        hosts = request.meta.get("hosts")
        if hosts is not None and not covers(tuple(hosts), request.url):
            raise refuse(self.crawler, "scope", f"is on {host}, which is none of the source's hosts")
        if address := literal(host):
            allowed = networks(tuple(request.meta.get("allow_addresses", ())))
            if why_not := objection(address, allowed):
                raise refuse(self.crawler, "address", f"leads to {why_not}")
