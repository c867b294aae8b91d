"""Response headers: how much of them is read, and how much is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers import http11
from scrapy.http.headers import Headers

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.iweb import IResponse

# Beyond this a server is not answering but attacking; browsers stop at 256 KiB to 1 MiB.
MAX_READ = 1024 * 1024
# What the archive keeps of a response: real ones have about 30 fields and 2 kB.
MAX_KEPT = 64 * 1024
MAX_FIELDS = 200
# Kept before all others, for something is decided by them.
_NEEDED = (
    b"Content-Type",
    b"Content-Encoding",
    b"Content-Length",
    b"Location",
    b"Date",
    b"Etag",
    b"Last-Modified",
    b"Retry-After",
)


class HeadersTooLargeError(Exception):
    """Raised by the parser of a response whose headers do not end; read from what Twisted wraps it in."""


class _Parser(http11._LenientHTTPClientParser):
    _read = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self._read += len(line) + 1
        if self._read > MAX_READ:
            raise HeadersTooLargeError
        super().lineReceived(line)


class _Protocol(http11._LenientHTTP11ClientProtocol):
    def request(self, request: TxRequest) -> Deferred[IResponse]:
        result = super().request(request)
        # As Scrapy does: Twisted names the parser's class in its code, and ours only adds a count.
        self._parser.__class__ = _Parser
        return result


class CappedFactory(http11._LenientHTTP11ClientFactory):
    """Makes connections that end when a response's headers exceed ``MAX_READ``."""

    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: ARG002, N802
        """One connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def cap(headers: Headers) -> Headers | None:
    """The headers without what exceeds ``MAX_KEPT`` bytes or ``MAX_FIELDS`` fields; None where nothing does."""
    names = list(headers)
    sizes = [(len(name) + len(value) + 4) for name in names for value in headers.getlist(name)]
    if len(sizes) <= MAX_FIELDS and sum(sizes) <= MAX_KEPT:
        return None
    kept, left, fields = Headers(), MAX_KEPT, MAX_FIELDS
    for name in sorted(names, key=lambda name: name not in _NEEDED):
        for value in headers.getlist(name):
            size = len(name) + len(value) + 4
            if fields and size <= left:
                kept.appendlist(name, value)
                left, fields = left - size, fields - 1
    return kept
