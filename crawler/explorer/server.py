"""The explorer behind Twisted's web server: who may ask, what every answer says, answers in pieces."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IPullProducer
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site
from zope.interface import implementer

from crawler.explorer.messages import Asked
from pipelines.store import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from crawler.explorer.routes import Explorer

logger = logging.getLogger(__name__)

LOCAL = ("127.0.0.1", "localhost", "[::1]")
_IDLE = 60  # seconds after which a connection without a request is closed
_HEADERS = {
    # Texts of hijacked pages are shown: nothing of them may run, load, or be sent anywhere.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",  # keep, and ask whether it is still so
    "Server": "chuangcheng",
}


class ExplorerResource(Resource):
    """Hands requests on and answers back.

    Args:
        explorer: what answers.
        names: of the host, as browsers may call it; any other is refused, for a page of the web could have its own
            name lead to this machine and read the archive with its reader's browser.
    """

    isLeaf = True  # noqa: N815  # Twisted's name

    def __init__(self, explorer: Explorer, names: Collection[str] = LOCAL) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._explorer = explorer
        self._names = frozenset(name.lower() for name in names)

    def render(self, request: Any) -> bytes | int:
        """Answer a request."""
        for name, value in _HEADERS.items():
            request.setHeader(name, value)
        if request.method not in (b"GET", b"HEAD"):
            request.setHeader("Allow", "GET, HEAD")
            return self._refuse(request, 405, "this server is for reading only")
        if self._host(request) not in self._names:
            return self._refuse(request, 421, "this server does not go by that name: see --allow-host")
        asked = Asked(
            _text(request.path), {_text(name): _text(values[-1]) for name, values in request.args.items()}
        )
        try:
            etag = self._explorer.etag()
            if etag and etag.encode() in (request.getHeader(b"if-none-match") or b""):
                request.setResponseCode(304)
                request.setHeader("ETag", etag)
                return b""
            answer = self._explorer.answer(asked)
        except ArchiveError as error:
            return self._refuse(request, 503, str(error))
        request.setResponseCode(answer.status)
        request.setHeader("Content-Type", answer.kind)
        for name, value in answer.headers.items():
            request.setHeader(name, value)
        if etag and answer.status == 200:
            request.setHeader("ETag", etag)
        if isinstance(answer.body, bytes):
            request.setHeader("Content-Length", str(len(answer.body)))
            return b"" if request.method == b"HEAD" else answer.body
        if request.method == b"HEAD":
            return b""
        request.registerProducer(Pieces(request, answer.body), False)
        return NOT_DONE_YET

    def _host(self, request: Any) -> str:
        host = _text(request.getHeader(b"host") or b"").lower()
        name, colon, port = host.rpartition(":")
        return name if colon and port.isdigit() else host

    def _refuse(self, request: Any, status: int, message: str) -> bytes:
        request.setResponseCode(status)
        request.setHeader("Content-Type", "text/plain; charset=utf-8")
        return f"{message}\n".encode(errors="replace")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@implementer(IPullProducer)
class Pieces:
    """Sends an answer piece by piece, each when the one before has left."""

    def __init__(self, request: Any, pieces: Iterator[bytes]) -> None:
        self._request = request
        self._pieces = pieces

    def resumeProducing(self) -> None:  # noqa: N802  # Twisted's name
        """Send the next piece."""
        try:
            piece = next((piece for piece in self._pieces if piece), None)
        except Exception:
            # Cut off, so that nobody takes what came for the whole.
            logger.exception("an export broke off")
            self._request.unregisterProducer()
            self._request.loseConnection()
            return
        if piece is None:
            self._request.unregisterProducer()
            self._request.finish()
        else:
            self._request.write(piece)

    def stopProducing(self) -> None:  # noqa: N802
        """Nobody is listening any more: nothing further is read."""
        self._pieces = iter(())


def site(explorer: Explorer, names: Collection[str] = LOCAL) -> Site:
    """The server's side of every connection."""
    made: Site = Site(ExplorerResource(explorer, names), timeout=_IDLE)  # type: ignore[no-untyped-call]
    made.displayTracebacks = False
    return made
