"""Why a page was not fetched, in one line and one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import SSLError
from twisted.web.client import ResponseFailed

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler


class Refused(IgnoreRequest):
    """Raised by middlewares and the handler for a request or response that must not be used.

    Attributes:
        reason: one line that completes «the page …».
        code: one word of a fixed vocabulary: ``address``, ``scheme``, ``scope``, ``redirects``, ``robots``,
            ``unreachable`` (its robots.txt), ``too-large``, ``headers``, ``encoding``, ``busy``, ``left``, ``stopped``, and of
            walls ``javascript``, ``login``, ``captcha``, ``blocked``.
        until: when it makes sense to ask again, in UTC; None where nothing is known of it.
    """

    def __init__(self, reason: str, code: str, until: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.until = until


def refuse(crawler: Crawler, code: str, reason: str, until: datetime | None = None) -> Refused:
    """The error to raise, counted as ``fetch/refused/<code>``."""
    assert crawler.stats is not None
    crawler.stats.inc_value(f"fetch/refused/{code}")
    return Refused(reason, code, until)


_KNOWN: tuple[tuple[type[Exception], str, str], ...] = (
    (exceptions.CannotResolveHostError, "dns", "has a host name that cannot be resolved"),
    (exceptions.DownloadConnectionRefusedError, "connection", "is on a host that refuses the connection"),
    (exceptions.DownloadTimeoutError, "timeout", "was not answered in time (DOWNLOAD_TIMEOUT)"),
    (exceptions.ResponseDataLossError, "partial", "ended before its end"),
    (exceptions.UnsupportedURLSchemeError, "scheme", "is neither http nor https"),
    (exceptions.NotSupported, "scheme", "is neither http nor https"),
)


def describe(error: BaseException | None) -> tuple[str, str]:
    """The code and the reason for any error that an errback may get; never raises.

    Codes beside those of :class:`Refused`: ``dns``, ``connection``, ``timeout``, ``tls``, ``partial``,
    ``http-<status>`` and ``error``.
    """
    if isinstance(error, Refused):
        return error.code, error.reason
    if isinstance(error, HttpError):
        return f"http-{error.response.status}", f"was answered with status {error.response.status}"
    for kind, code, reason in _KNOWN:
        if isinstance(error, kind):
            return code, reason
    if isinstance(error, exceptions.DownloadFailedError):
        cause = error.__cause__
        if isinstance(cause, SSLError) or (
            isinstance(cause, ResponseFailed)
            and any("SSL" in type(one.value).__module__ for one in cause.reasons)
        ):
            return "tls", "has a certificate or encryption that cannot be trusted"
        return "connection", "was cut off: the connection failed"
    text = " ".join(str(error).split())[:200] or type(error).__name__
    return "error", f"could not be fetched: {text}"
