"""What a browser may load for a page: nothing from private addresses, and nothing that is not text."""

from __future__ import annotations

import asyncio
import socket
from typing import Any
from urllib.parse import urlsplit

from crawler.guard.addresses import literal, objection

_NOT_NEEDED = frozenset({"image", "media", "font"})


async def abort(request: Any) -> bool:
    """Whether to abort a request of Playwright's; the setting ``PLAYWRIGHT_ABORT_REQUEST`` names this function.

    Playwright asks for the first address of a chain of redirects only, and the browser looks names up again: this is
    a fence, not the wall that the resolver is. The address that a page came from is checked afterwards.
    """
    if request.resource_type in _NOT_NEEDED:
        return True
    try:
        url = urlsplit(request.url)
        host = url.hostname or ""
    except ValueError:
        return True
    if url.scheme not in ("http", "https"):
        return url.scheme not in ("data", "blob", "about")
    if address := literal(host):
        return objection(address) is not None
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    return any(objection(str(where[0])) for *_, where in found)
