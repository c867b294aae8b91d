"""Responses without their content coding; those that were cut short are asked for again, then flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.guard.decompress import DecompressionError, TooLargeError, decompress
from crawler.middlewares.errors import refuse

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

_ACCEPTED = b"gzip, deflate, br, zstd"


class Compression:
    """Takes the place of Scrapy's: ``DOWNLOAD_MAXSIZE`` counts after each layer, and nothing ends early unnoticed.

    A page that is not whole (its coding ends early, or its body is shorter than ``Content-Length``) is fetched again
    up to ``RETRY_TIMES``. If that does not help, it passes with ``dataloss`` among its flags, as Scrapy calls it, and
    ``response.meta["partial"]`` says why.
    """

    def __init__(self, crawler: Crawler, max_size: int) -> None:
        self.crawler = crawler
        self.max_size = max_size

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read ``DOWNLOAD_MAXSIZE``."""
        return cls(crawler, crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Ask for what can be undone."""
        request.headers.setdefault("Accept-Encoding", _ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Undo the codings; ask again for what is not whole."""
        if request.method == "HEAD":
            return response
        codings = [value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")]
        partial = "it is shorter than its Content-Length" if "dataloss" in response.flags else None
        if codings:
            try:
                content = decompress(
                    response.body, codings, request.meta.get("download_maxsize", self.max_size)
                )
            except TooLargeError as error:
                raise refuse(self.crawler, "too-large", str(error)) from None
            except DecompressionError as error:
                if again := self._again(request):
                    return again
                raise refuse(self.crawler, "encoding", str(error)) from None
            partial = partial or content.partial
            response = _with(response, content.body, content.left)
        if partial:
            if again := self._again(request):
                return again
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("fetch/partial")
            request.meta["partial"] = partial
            response = response.replace(flags=[*{*response.flags, "dataloss"}])
        return response

    def _again(self, request: Request) -> Request | None:
        assert self.crawler.spider is not None
        if request.meta.get("dont_retry"):
            return None
        return get_retry_request(
            request, spider=self.crawler.spider, reason="partial", give_up_log_level="INFO"
        )


def _with(response: Response, body: bytes, left: tuple[str, ...]) -> Response:
    """The response with another body, and of the class that suits it."""
    headers = response.headers.copy()
    headers.pop("Content-Encoding", None)
    if left:
        headers["Content-Encoding"] = ", ".join(left)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    if issubclass(kind, TextResponse):
        return response.replace(cls=kind, headers=headers, body=body, encoding=None)
    return response.replace(cls=kind, headers=headers, body=body)
