"""robots.txt: obeyed, closed where the server fails, open where there is none (RFC 9309)."""

from __future__ import annotations

import time

import pytest

from crawler.middlewares.robots import Robots
from tests.crawler.faults.running import HERE, crawl
from tests.crawler.faults.server import FaultServer, Write, moved, page

FORBIDS = page(b"User-agent: *\nDisallow: /private\nAllow: /private/open\n")


def rules(text: str) -> bytes:
    return page(text.encode())


def test_what_is_forbidden_is_refused_and_recorded(server: FaultServer) -> None:
    server.answers.update({"/robots.txt": FORBIDS, "/a": page(), "/private/open": page()})
    outcome = crawl(*map(server.url, ("/a", "/private/x", "/private/open")))
    assert set(outcome.responses) == {server.url("/a"), server.url("/private/open")}
    assert outcome.refused == {server.url("/private/x"): ("robots", "is forbidden by robots.txt")}
    assert outcome.stats["fetch/refused/robots"] == 1


def test_redirects_are_checked_too(server: FaultServer) -> None:
    server.answers.update({"/robots.txt": FORBIDS, "/a": moved("/private/x")})
    assert crawl(server.url("/a")).codes == {server.url("/a"): "robots"}


def test_the_rules_for_this_crawler_come_before_those_for_all(server: FaultServer) -> None:
    server.answers["/robots.txt"] = rules(
        "User-agent: *\nDisallow: /\n\nUser-agent: chuangcheng\nDisallow: /b\n"
    )
    server.answers.update({"/a": page(), "/b": page()})
    outcome = crawl(server.url("/a"), server.url("/b"))
    assert set(outcome.responses) == {server.url("/a")}


@pytest.mark.parametrize("status", ["400 Bad", "401 No", "403 Forbidden", "404 Not Found", "410 Gone"])
def test_a_server_without_rules_is_open(status: str, server: FaultServer) -> None:
    server.answers.update({"/robots.txt": page(b"User-agent: *\nDisallow: /", status=status), "/a": page()})
    assert server.url("/a") in crawl(server.url("/a")).responses


@pytest.mark.parametrize("status", ["500 Error", "502 Bad Gateway", "504 Timeout", "507 Full", "599 What"])
def test_a_server_that_fails_is_closed(status: str, server: FaultServer) -> None:
    server.answers.update({"/robots.txt": page(status=status), "/a": page()})
    outcome = crawl(server.url("/a"))
    assert outcome.codes == {server.url("/a"): "unreachable"}
    assert status[:3] in outcome.refused[server.url("/a")][1]
    assert not server.paths


def test_rules_that_come_too_late_close_the_server(server: FaultServer) -> None:
    async def hang(_: Write) -> None:
        from asyncio import sleep

        await sleep(60)

    server.answers.update({"/robots.txt": hang, "/a": page()})
    outcome = crawl(server.url("/a"), DOWNLOAD_TIMEOUT=0.3, RETRY_TIMES=0)
    assert outcome.codes == {server.url("/a"): "timeout"}
    assert not server.paths


def test_a_server_that_recovers_is_open(server: FaultServer) -> None:
    server.answers.update({"/robots.txt": [page(status="500 Error"), FORBIDS], "/a": page()})
    assert server.url("/a") in crawl(server.url("/a")).responses


def test_a_closed_server_is_asked_again_after_a_while(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = iter(range(1000))
    monkeypatch.setattr(Robots, "clock", staticmethod(lambda: next(hours) * 3600.0))
    server.answers.update({"/robots.txt": page(status="500 Error"), "/a": page(), "/b": page()})
    crawl(server.url("/a"), server.url("/b"), RETRY_TIMES=0, CONCURRENT_REQUESTS=1)
    assert len(server.requests) == 2  # each time robots.txt
    assert not server.paths


def test_rules_are_read_once_for_all_pages(server: FaultServer) -> None:
    server.answers.update({f"/{number}": page() for number in range(9)})
    crawl(*(server.url(f"/{number}") for number in range(9)))
    assert len(server.requests) == 10


def test_rules_may_have_moved(server: FaultServer) -> None:
    server.answers.update({"/robots.txt": moved("/rules"), "/rules": FORBIDS})
    assert crawl(server.url("/private/x")).codes == {server.url("/private/x"): "robots"}


def test_rules_that_move_for_ever_are_none(server: FaultServer) -> None:
    server.answers.update({"/robots.txt": moved("/robots.txt"), "/a": page()})
    assert server.url("/a") in crawl(server.url("/a")).responses


@pytest.mark.parametrize(
    "body",
    [b"<html>" * 1000, b"\xff\xfe\x00" * 9, b"\x00" * 99, "User-agent: *\nDisallow: /私".encode("gbk"), b""],
)
def test_what_is_no_rules_forbids_nothing(body: bytes, server: FaultServer) -> None:
    server.answers.update({"/robots.txt": page(body), "/a": page()})
    assert server.url("/a") in crawl(server.url("/a")).responses


def test_endless_rules_are_read_up_to_a_limit(server: FaultServer) -> None:
    many = b"User-agent: *\nDisallow: /private\n" + b"Disallow: /x*a*b*c*d*e*f*g\n" * 30_000
    server.answers.update({"/robots.txt": page(many), "/a": page()})
    outcome = crawl(server.url("/a"), server.url("/private/x"), server.url("/x" + "abcdef" * 300))
    assert server.url("/a") in outcome.responses
    assert outcome.codes[server.url("/private/x")] == "robots"


@pytest.mark.parametrize("throttled", [True, False])
def test_crawl_delay_is_obeyed_in_full(throttled: bool, server: FaultServer) -> None:
    """The slot's delay is a mean that Scrapy varies by half and AutoThrottle lowers; a crawl-delay is the least."""
    server.answers["/robots.txt"] = rules("User-agent: *\nCrawl-delay: 0.3\n")
    times: list[float] = []

    async def note(write: Write) -> None:
        times.append(time.monotonic())
        await write(page())

    server.answers.update({f"/{number}": note for number in range(4)})
    crawl(
        *(server.url(f"/{number}") for number in range(4)),
        CONCURRENT_REQUESTS_PER_DOMAIN=4,
        AUTOTHROTTLE_ENABLED=throttled,
        AUTOTHROTTLE_START_DELAY=0,
    )
    assert len(times) == 4
    assert times[-1] - times[0] > 0.6


def test_a_crawl_delay_beyond_all_patience_is_a_no(server: FaultServer) -> None:
    server.answers["/robots.txt"] = rules("User-agent: *\nCrawl-delay: 86400\n")
    server.answers["/a"] = page()
    assert crawl(server.url("/a")).codes == {server.url("/a"): "robots"}


def test_an_unreachable_host_is_told_by_its_cause(server: FaultServer) -> None:
    url = "http://nowhere.example/"
    outcome = crawl(url, meta={"allow_addresses": HERE})
    assert outcome.refused == {url: ("dns", "has a host name that cannot be resolved")}
    assert server
