"""Hosts that are slow, busy or broken are slowed down, paused and left."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.breaker import Breaker, retry_after
from crawler.middlewares.errors import Refused, refuse

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

_BUSY = frozenset({429, 503})
# A slot without a delay is never held back; a host that asked for a pause gets one at least between its pages.
_LEAST_DELAY = 0.1
_TICK = 1.0


class Backoff:
    """One circuit breaker per host, acting on Scrapy's download slots.

    429 and 503 are this middleware's, not the retry middleware's: the host's slot sleeps for ``Retry-After`` (or
    longer each time), its delay doubles (AutoThrottle brings it down again), and the request is repeated up to
    ``RETRY_TIMES``. A host that wants longer than ``HOST_PATIENCE`` seconds is left: its requests are refused with
    the code ``left`` and the time at which to come back.

    The delay between two pages of a host is never shorter than robots.txt asks, nor than ``request.meta["delay"]``;
    ``request.meta["concurrency"]`` is how many of its pages may be fetched at once.
    """

    clock = staticmethod(time.monotonic)

    def __init__(self, crawler: Crawler, patience: float, agent: str, longest_delay: float) -> None:
        self.crawler = crawler
        self.patience = patience
        self.agent = agent
        self.longest_delay = longest_delay
        self.hosts: dict[str, Breaker] = {}
        self.crawl_delays: dict[str, float] = {}
        self._ticker: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings and listen to the downloader: AutoThrottle, an extension, listens before."""
        settings = crawler.settings
        backoff = cls(
            crawler,
            settings.getfloat("HOST_PATIENCE", 120.0),
            settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"],
            settings.getfloat("AUTOTHROTTLE_MAX_DELAY"),
        )
        connect = crawler.signals.connect
        connect(backoff.robots_parsed, signal=signals.robots_parsed)
        connect(backoff.keep_pace, signal=signals.request_reached_downloader)
        connect(backoff.downloaded, signal=signals.response_downloaded)
        connect(backoff.spider_opened, signal=signals.spider_opened)
        connect(backoff.spider_closed, signal=signals.spider_closed)
        return backoff

    def process_request(self, request: Request) -> None:
        """Refuse what is for a host that was left."""
        if refused := self._left(_host(request)):
            raise refused

    def downloaded(self, request: Request, response: Response) -> None:
        """Pause a busy host before its next request can leave."""
        host = _host(request)
        if response.status in _BUSY:
            header = response.headers.get
            wait = retry_after(_text(header("Retry-After")), _text(header("Date")), now=time.time())
            self._pause(request, self._of(host).busy(self.clock(), wait))
        elif response.status >= 500:
            self._pause(request, self._of(host).failed(self.clock(), request.url))
        self.keep_pace(request)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Repeat what met a busy host; note that a host answers."""
        host = _host(request)
        if response.status not in _BUSY:
            if response.status < 500 and host in self.hosts:
                self.hosts[host].answered()
            return response
        if refused := self._left(host):
            raise refused
        if not request.meta.get("dont_retry"):
            assert self.crawler.spider is not None
            reason = f"status {response.status}"
            again = get_retry_request(
                request, spider=self.crawler.spider, reason=reason, give_up_log_level="INFO"
            )
            if again is not None:
                return again
        until = datetime.now(UTC) + timedelta(seconds=self.patience)
        raise refuse(self.crawler, "busy", f"was answered with status {response.status} each time", until)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note what the network or the server failed at; the retry middleware decides what to do about it."""
        if not isinstance(exception, IgnoreRequest):
            self.failed(request)

    def failed(self, request: Request) -> None:
        """Count a page that could not be had, also for a wall before it."""
        self._pause(request, self._of(_host(request)).failed(self.clock(), request.url))

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take over a host's crawl-delay."""
        if delay := robotparser.crawl_delay(self.agent):
            self.crawl_delays[_host(request)] = delay

    def keep_pace(self, request: Request) -> None:
        """Hold the slot's delay above what the host and the source ask."""
        slot = self._slot(request)
        if slot is None:
            return
        slot.concurrency = request.meta.get("concurrency") or slot.concurrency
        if crawl_delay := self.crawl_delays.get(_host(request)):
            slot.jitter, slot.concurrency = 0.0, 1  # the delay is the least one, not the mean
        slot.delay = max(slot.delay, crawl_delay or 0.0, request.meta.get("delay") or 0.0)

    def spider_opened(self) -> None:
        """Watch for the end."""
        self._ticker = create_looping_call(self._let_go)
        self._ticker.start(_TICK, now=False)

    def spider_closed(self) -> None:
        """Stop watching."""
        if self._ticker is not None and self._ticker.running:
            self._ticker.stop()

    def _let_go(self) -> None:
        """Refuse all that waits when the run is ending, which would otherwise wait for the longest pause."""
        engine = self.crawler.engine
        assert engine is not None
        if self.crawler.crawling and not (engine._slot and engine._slot.closing):
            return
        for slot in engine.downloader.slots.values():
            waiting = [*slot.queue]
            slot.queue.clear()
            for _, result in waiting:
                result.errback(refuse(self.crawler, "stopped", "was not fetched, for the run is ending"))

    def _of(self, host: str) -> Breaker:
        return self.hosts.setdefault(host, Breaker(self.patience))

    def _slot(self, request: Request) -> Slot | None:
        assert self.crawler.engine is not None
        return self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))

    def _pause(self, request: Request, seconds: float) -> None:
        slot = self._slot(request)
        if slot is None:
            return
        if self._remaining(_host(request)):
            self._empty(slot, _host(request))
        if not seconds:
            return
        slot.delay = max(_LEAST_DELAY, min(2 * slot.delay, self.longest_delay))
        # The downloader sends nothing before delay seconds after the last request, which therefore lies ahead.
        slot.lastseen = max(slot.lastseen, self.clock() + seconds)

    def _empty(self, slot: Slot, host: str) -> None:
        """Refuse the left host's requests that wait in the slot."""
        waiting = [*slot.queue]
        slot.queue.clear()
        for request, result in waiting:
            refused = self._left(host) if _host(request) == host else None
            if refused is None:
                slot.queue.append((request, result))
            else:
                result.errback(refused)

    def _remaining(self, host: str) -> float:
        """Seconds for which a host is still left alone."""
        state = self.hosts.get(host)
        return max(state.left_until - self.clock(), 0.0) if state else 0.0

    def _left(self, host: str) -> Refused | None:
        remaining = self._remaining(host)
        if not remaining:
            return None
        until = datetime.now(UTC) + timedelta(seconds=remaining)
        reason = f"is on a host that is left alone until {until:%Y-%m-%d %H:%M} UTC"
        return refuse(self.crawler, "left", reason, until)


def _host(request: Request) -> str:
    return urlparse_cached(request).netloc.lower()


def _text(value: Any) -> str | None:
    return value.decode("latin-1") if value else None
