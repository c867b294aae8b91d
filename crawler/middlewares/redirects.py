"""Redirects that end, and that lose no page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy.downloadermiddlewares import redirect
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.errors import Refused, refuse
from crawler.middlewares.scope import Scope

if TYPE_CHECKING:
    from scrapy.http import Response

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Redirect(redirect.RedirectMiddleware):
    """Scrapy's, with a recorded reason where a redirect is not followed.

    ``REDIRECT_MAX_TIMES`` hops; where they lead is for the scope middleware, which sees each of them.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow, or refuse with the reason."""
        try:
            result = super().process_response(request, response)
        except IgnoreRequest:
            raise refuse(self.crawler, "redirects", _too_many(self.max_redirect_times)) from None
        except ValueError as error:  # of urljoin and Request
            raise refuse(self.crawler, "redirects", f"redirects to no address: {error}") from error
        if isinstance(result, Request):
            return _moved(request, result)
        if response.status in _REDIRECTS and not self._wanted(request, response):
            target = (response.headers.get("Location") or b"nowhere").decode("latin-1")[:200]
            raise refuse(self.crawler, "scheme", f"redirects to {urljoin(request.url, target)}")
        return result

    def _wanted(self, request: Request, response: Response) -> bool:
        """Whether the spider handles this status itself."""
        wanted = {
            *getattr(self.crawler.spider, "handle_httpstatus_list", ()),
            *request.meta.get("handle_httpstatus_list", ()),
        }
        return bool(
            request.meta.get("dont_redirect")
            or request.meta.get("handle_httpstatus_all")
            or response.status in wanted
        )


class MetaRefresh(redirect.MetaRefreshMiddleware):
    """Scrapy's, except that a page with a refresh that is not followed is kept.

    Pages refresh themselves every minute, and hijacked ones refresh to another site: what stands on them is what the
    archive is for. ``request.meta["refresh"]`` says why a refresh was not followed.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a refresh that leads on within the source."""
        if (
            b"refresh" not in response.body[:4096].lower()
        ):  # Scrapy looks no further, but decodes the whole page first
            return response
        try:
            result = super().process_response(request, response)
        except IgnoreRequest:
            raise refuse(self.crawler, "redirects", _too_many(self.max_redirect_times)) from None
        except ValueError:
            return response
        if not isinstance(result, Request) or result.url == request.url:
            return response
        scope = self.crawler.get_downloader_middleware(Scope)
        try:
            if scope is not None:
                scope.process_request(result)
        except Refused as error:
            request.meta["refresh"] = f"a refresh to {result.url[:200]} was not followed: it {error.reason}"
            return response
        return _moved(request, result)


def _moved(request: Request, redirected: Request) -> Request:
    """Without the old host's download slot, which Scrapy leaves in the copied meta."""
    if urlparse_cached(request).netloc != urlparse_cached(redirected).netloc:
        redirected.meta.pop("download_slot", None)
    return redirected


def _too_many(limit: int) -> str:
    return f"is redirected more than {limit} times"
