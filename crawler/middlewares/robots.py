"""robots.txt as RFC 9309 has it: what cannot be read for the server's fault is closed, and asked for again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.errors import Refused, describe, refuse

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

# RFC 9309, 2.5: a parser reads 500 KiB at least; RFC 9309, 2.4: rules are good for a day.
_READ = 512 * 1024
_FRESH = 24 * 3600.0
# How long a host counts as closed before its robots.txt is asked for again.
_CLOSED = 60.0
# The server is there and has no rules for us to read: RFC 9309, 2.3.1.3, unavailable.
_UNAVAILABLE = frozenset(
    {"scope", "scheme", "address", "redirects", "javascript", "login", "captcha", "blocked"}
)
# It waits in the line of the pages that wait for it: alone, it would wait for AutoThrottle's first 5 s and for the
# rules of every other port of the machine.
_PACE = ("download_slot", "delay", "concurrency", "autothrottle_dont_adjust_delay")
# What is told of the host needs no mention of robots.txt.
_HOST = frozenset({"left", "dns", "connection", "timeout", "tls"})


@dataclass(frozen=True, slots=True)
class _Rules:
    """Rules of one origin; without a parser all is allowed, unless it is closed."""

    expires: float
    parser: ProtegoRobotParser | None = None
    closed: str | None = None
    code: str = "unreachable"
    until: datetime | None = None


class Robots:
    """Refuses what robots.txt forbids; takes the place of Scrapy's, to which an error 500 means «allowed».

    Per origin and run: 2xx is obeyed (crawl-delay too, see the back-off), 4xx but 429 and more than five redirects
    mean that there are no rules, all else that nothing may be fetched for a minute.
    """

    clock = staticmethod(monotonic)

    def __init__(self, crawler: Crawler, agent: str, patience: float) -> None:
        self.crawler = crawler
        self.agent = agent
        self.patience = patience
        self._rules: dict[str, asyncio.Future[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read ``ROBOTSTXT_OBEY``, ``ROBOTSTXT_USER_AGENT`` and ``HOST_PATIENCE``."""
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        return cls(crawler, agent, settings.getfloat("HOST_PATIENCE", 120.0))

    async def process_request(self, request: Request) -> None:
        """Wait for the rules of the request's origin and apply them."""
        url = urlparse_cached(request)
        if request.meta.get("dont_obey_robotstxt") or url.scheme not in ("http", "https"):
            return
        rules = await self._of(f"{url.scheme}://{url.netloc}", request)
        if rules.closed is not None:
            raise refuse(self.crawler, rules.code, rules.closed, rules.until)
        if rules.parser is None:
            return
        if not rules.parser.allowed(request.url, self.agent):
            raise refuse(self.crawler, "robots", "is forbidden by robots.txt")
        delay = rules.parser.crawl_delay(self.agent) or 0.0
        if delay > self.patience:
            raise refuse(self.crawler, "robots", f"may be fetched once in {delay:.0f} s only (robots.txt)")

    async def _of(self, origin: str, request: Request) -> _Rules:
        known = self._rules.get(origin)
        if known is None or (known.done() and known.result().expires <= self.clock()):
            known = self._rules[origin] = asyncio.ensure_future(self._fetch(origin, request))
        return known.result() if known.done() else await asyncio.shield(known)

    async def _fetch(self, origin: str, request: Request) -> _Rules:
        assert self.crawler.engine is not None
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value("robotstxt/request_count")
        # No hosts: a redirect to another host's rules is followed, says RFC 9309. The address guard stays.
        meta = {name: request.meta[name] for name in _PACE if name in request.meta}
        meta |= {"dont_obey_robotstxt": True, "allow_addresses": request.meta.get("allow_addresses", ())}
        robots = Request(f"{origin}/robots.txt", priority=1000, meta=meta, callback=NO_CALLBACK)
        try:
            return await self._read(await self.crawler.engine.download_async(robots), request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the host's rules are not known
            return self._failed(error)

    def _failed(self, error: Exception) -> _Rules:
        code, reason = describe(error)
        if code in _UNAVAILABLE:
            return _Rules(self.clock() + _FRESH)
        until = error.until if isinstance(error, Refused) else None
        if code not in _HOST:
            code, reason = "unreachable", f"has a robots.txt that {reason}"
        return _Rules(self.clock() + _CLOSED, closed=reason, code=code, until=until)

    async def _read(self, response: Response, request: Request) -> _Rules:
        if response.status == 429 or response.status >= 500:
            reason = f"has a robots.txt that was answered with status {response.status}"
            return _Rules(self.clock() + _CLOSED, closed=reason)
        if not 200 <= response.status < 300:
            return _Rules(self.clock() + _FRESH)
        parser = ProtegoRobotParser(response.body[:_READ], self.crawler.spider)
        await self.crawler.signals.send_catch_log_async(
            signals.robots_parsed, robotparser=parser, request=request
        )
        return _Rules(self.clock() + _FRESH, parser)
