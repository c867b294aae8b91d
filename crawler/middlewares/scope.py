"""Every hop stays with its source: host, scheme and address of each request, redirects and start addresses too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.utils.httpobj import urlparse_cached

from crawler.guard.addresses import literal, networks, objection
from crawler.middlewares.errors import refuse

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
            host, port = url.hostname or "", url.port
        except ValueError:
            host, port = "", None
        if not host or "@" in url.netloc:
            raise refuse(self.crawler, "address", "has no host name that could be used")
        hosts = request.meta.get("hosts")
        if hosts is not None and not covers(
            tuple(hosts), host, port or (443 if url.scheme == "https" else 80)
        ):
            raise refuse(self.crawler, "scope", f"is on {host}, which is none of the source's hosts")
        if address := literal(host):
            allowed = networks(tuple(request.meta.get("allow_addresses", ())))
            if why_not := objection(address, allowed):
                raise refuse(self.crawler, "address", f"leads to {why_not}")


def covers(hosts: tuple[str, ...], host: str, port: int) -> bool:
    """Whether a host is among ``hosts``.

    Args:
        hosts: ``example.gov.cn``, ``*.example.gov.cn`` (that host and all below it), either with ``:port``; without
            a port any will do.
        host: of a URL; case and a dot at its end are of no matter.
        port: of the URL, or its scheme's.
    """
    host = host.rstrip(".").lower()
    return any(_covers(pattern, f"[{host}]" if ":" in host else host, port) for pattern in hosts)


def _covers(pattern: str, host: str, port: int) -> bool:
    name, _, wanted = pattern.rpartition(":")
    if not name or not wanted.isdigit():  # no port: also an IPv6 address, which ends in a bracket
        name, wanted = pattern, ""
    if wanted and int(wanted) != port:
        return False
    if name.startswith("*."):
        return host == name[2:] or host.endswith(name[1:])
    return host == name
