"""Crawls within the tests' process: one reactor in a thread, for Twisted starts only once."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import scrapy
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor
from twisted.internet.address import IPv4Address, IPv6Address

import crawler.settings
from crawler.guard.resolver import GuardedResolver
from crawler.middlewares.errors import describe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from scrapy.http import Response
    from twisted.python.failure import Failure

T = TypeVar("T")
HERE = ("127.0.0.1",)
QUICK = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {},
    "WARC_FOLDER": "",
    "DOWNLOAD_TIMEOUT": 10,
    "RETRY_TIMES": 1,
}


@dataclass
class FakeNames:
    """The net's names as a test gives them; numeric forms are read as the C library does, and nothing is asked."""

    table: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def resolveHostName(  # noqa: N802
        self,
        receiver: Any,
        name: str,
        port: int = 0,
        types: Any = None,  # noqa: ARG002
        semantics: str = "TCP",  # noqa: ARG002
    ) -> Any:
        from crawler.guard.addresses import literal

        self.asked.append(name)
        addresses = self.table.get(name.rstrip("."))
        if addresses is None:
            address = literal(name)
            addresses = [address] if address else []
        elif len(addresses) > 1 and addresses[0] == "then":  # a name that moves
            addresses = [addresses.pop(1)]
        receiver.resolutionBegan(self)
        for address in addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()
        return self


@cache
def loop() -> asyncio.AbstractEventLoop:
    """The reactor's loop, running in a thread for as long as the tests."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    reactor = _reactor()
    resolver = GuardedResolver(reactor, 0)
    resolver.original_resolver = cast("Any", FakeNames())
    resolver.install_on_reactor()
    started = threading.Event()
    reactor.callWhenRunning(started.set)
    threading.Thread(
        target=reactor.run,
        kwargs={"installSignalHandlers": False},
        daemon=True,
    ).start()
    started.wait(10)
    running: asyncio.AbstractEventLoop = reactor._asyncioEventloop
    return running


def names() -> FakeNames:
    """What the guarded resolver asks."""
    loop()
    fake: FakeNames = _reactor().nameResolver.original_resolver
    return fake


def _reactor() -> Any:
    from twisted.internet import reactor

    return reactor


def wait(work: Coroutine[Any, Any, T], seconds: float = 60) -> T:
    """Run in the reactor's thread; the limit is for a test that would hang."""
    return asyncio.run_coroutine_threadsafe(work, loop()).result(seconds)


@dataclass
class Outcome:
    """What a crawl came to: responses and (code, reason) by the path first asked for."""

    responses: dict[str, Response]
    refused: dict[str, tuple[str, str]]
    failures: dict[str, Failure]
    stats: dict[str, Any]

    @property
    def codes(self) -> dict[str, str]:
        return {url: code for url, (code, _) in self.refused.items()}


def crawl(*urls: str, meta: dict[str, Any] | None = None, **settings: Any) -> Outcome:
    """Fetch the addresses with the project's settings, a start request each."""
    outcome = Outcome({}, {}, {}, {})

    class Spider(scrapy.Spider):
        name = "faults"

        async def start(self) -> AsyncIterator[scrapy.Request]:
            for url in urls:
                yield scrapy.Request(
                    url,
                    self.got,
                    errback=self.failed,
                    meta={"allow_addresses": HERE, **(meta or {})},
                    cb_kwargs={"asked": url},
                    dont_filter=True,
                )

        def got(self, response: Response, asked: str) -> None:
            outcome.responses[asked] = response

        def failed(self, failure: Failure) -> None:
            asked = failure.request.cb_kwargs["asked"]  # type: ignore[attr-defined]
            outcome.refused[asked] = describe(failure.value)
            outcome.failures[asked] = failure

    configuration = Settings()
    configuration.setmodule(crawler.settings, priority="project")
    configuration.setdict({**QUICK, **settings}, priority="cmdline")

    async def run() -> None:
        runner = AsyncCrawlerRunner(configuration)
        one = runner.create_crawler(Spider)
        await runner.crawl(one)
        assert one.stats is not None
        outcome.stats.update(one.stats.get_stats())

    wait(run())
    return outcome
