"""What needs a browser: walls are told from pages, and sources that want one get one where it is installed."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.middlewares.backoff import Backoff
from crawler.middlewares.errors import refuse
from crawler.middlewares.walls import find_wall

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)


class Walls:
    """Refuses pages that are walls, with their kind as code; the host's circuit breaker counts them as failures.

    ``request.meta["allow_walls"]`` lets them through, for a spider that wants to look at one.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the crawler."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Judge by status, headers and body."""
        if request.meta.get("allow_walls"):
            return response
        headers = {
            name.decode("latin-1").lower(): [
                value.decode("latin-1") for value in response.headers.getlist(name)
            ]
            for name in response.headers
        }
        wall = find_wall(
            response.status,
            headers,
            response.body,
            url=response.url,
            redirected=_elsewhere(request.meta.get("redirect_urls", ()), response.url),
        )
        if wall is None:
            return response
        if backoff := self.crawler.get_downloader_middleware(Backoff):
            backoff.failed(request)
        raise refuse(self.crawler, wall.kind, wall.reason)


def _elsewhere(redirects: Sequence[str], url: str) -> bool:
    """Whether redirects led to another page, not only to another scheme or host."""
    return bool(redirects) and urlsplit(redirects[-1]).path.rstrip("/") != urlsplit(url).path.rstrip("/")


class Browser:
    """Has requests with ``meta["javascript"]`` fetched by a browser, if the extra ``javascript`` is installed.

    Without it, says so once; the wall that the page is behind is then reported for each page.
    """

    def __init__(self, installed: bool) -> None:
        self.installed = installed
        self.told = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 - Scrapy's signature
        """Look whether scrapy-playwright is there."""
        return cls(find_spec("scrapy_playwright") is not None)

    def process_request(self, request: Request) -> None:
        """Set what scrapy-playwright reads."""
        if not request.meta.get("javascript"):
            return
        if self.installed:
            request.meta["playwright"] = True
        elif not self.told:
            self.told = True
            logger.warning(
                "a source needs a browser: pip install 'chuangcheng[javascript]' && playwright install"
            )
