"""Scrapy's HTTP handler with the address guard and the limits around it."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    NotConfigured,
)
from scrapy.utils.misc import load_object
from twisted.web.client import ResponseFailed

from crawler.guard.addresses import everywhere, networks, objection
from crawler.guard.headers import CappedFactory, HeadersTooLargeError, cap
from crawler.guard.resolver import GuardedResolver, Permit
from crawler.middlewares.errors import Refused, refuse
from crawler.middlewares.scope import Scope

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class GuardedHandler(HTTP11DownloadHandler):
    """Fetches ``http:`` and ``https:``, from public addresses only.

    Reads from ``request.meta``: ``allow_addresses``, addresses and CIDR blocks that this request may be connected to
    although they are not public (a test site on this machine). A proxy that the operator set looks names up itself;
    only addresses written in the URL are checked then, by the scope middleware.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        self.crawler = crawler
        resolver = getattr(reactor, "nameResolver", None)
        if not isinstance(resolver, GuardedResolver):  # fail closed: a script may have installed another
            raise NotConfigured("TWISTED_DNS_RESOLVER has to be crawler.guard.resolver.GuardedResolver")
        # Made before the engine starts, for it listens to that; only where the operator installed the extra.
        self.browser = None
        if find_spec("scrapy_playwright"):
            self.browser = load_object("scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler")(crawler)
        self._pool._factory = CappedFactory
        # As many as a source may use at once, not the default of all sources: each page would open one anew.
        self._pool.maxPersistentPerHost = crawler.settings.getint("CONCURRENT_REQUESTS")
        # Twisted would open the second connection outside of the permit; the retry middleware opens it within.
        self._pool.retryAutomatically = False
        # It warns of what is refused here with a reason that gets recorded.
        logging.getLogger("scrapy.core.downloader.handlers.http11").setLevel(logging.ERROR)

    async def download_request(self, request: Request) -> Response:
        """Fetch; :class:`Refused` for an address, a body or headers that are out of bounds."""
        if request.meta.get("proxy"):
            permit = Permit(everywhere())
        else:
            permit = Permit(networks(tuple(request.meta.get("allow_addresses", ()))))
        try:
            with permit.granted():
                response = await self._fetch(request)
        except CannotResolveHostError:
            if permit.objections:
                raise self._refuse("address", f"leads to {permit.objections[0]}") from None
            raise
        except DownloadCancelledError:
            limit = request.meta.get("download_maxsize", self._default_maxsize) / 2**20
            raise self._refuse("too-large", f"is larger than DOWNLOAD_MAXSIZE ({limit:g} MiB)") from None
        except DownloadFailedError as error:
            if isinstance(error.__cause__, ResponseFailed) and any(
                reason.check(HeadersTooLargeError) for reason in error.__cause__.reasons
            ):
                raise self._refuse("headers", "sends headers without end") from None
            raise
        return self._checked(response, permit)

    async def _fetch(self, request: Request) -> Response:
        if self.browser is None or not request.meta.get("playwright"):
            return await super().download_request(request)
        response: Response = await self.browser.download_request(request)
        # A browser follows redirects by itself; where it arrived has to be in scope, too.
        if scope := self.crawler.get_downloader_middleware(Scope):
            scope.process_request(request.replace(url=response.url))
        return response

    async def close(self) -> None:
        """Close connections, and the browser."""
        await super().close()
        if self.browser is not None:
            await self.browser.close()

    def _checked(self, response: Response, permit: Permit) -> Response:
        # A connection is kept for the next request to the host, whose source may allow less.
        if response.ip_address and (why_not := objection(str(response.ip_address), permit.allowed)):
            raise self._refuse("address", f"leads to {why_not}")
        if kept := cap(response.headers):
            return response.replace(headers=kept, flags=[*response.flags, "headers-cut"])
        return response

    def _refuse(self, code: str, reason: str) -> Refused:
        return refuse(self.crawler, code, reason)
