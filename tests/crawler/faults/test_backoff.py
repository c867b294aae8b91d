"""Hosts that are busy or broken are slowed down, paused and left, and come back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.middlewares.backoff import Backoff
from crawler.middlewares.breaker import Breaker, retry_after
from crawler.middlewares.errors import Refused
from tests.crawler.faults.running import crawl, wait
from tests.crawler.faults.server import FaultServer, Write, later, page

DATE = "Sat, 21 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", None, 120.0),
        (" 0 ", None, 0.0),
        ("Sat, 21 Nov 2026 10:01:30 GMT", DATE, 90.0),
        ("Sat, 21 Nov 2026 09:00:00 GMT", DATE, 0.0),
        ("Saturday, 21-Nov-26 10:00:10 GMT", DATE, 10.0),
        ("99999999999999999999", None, 604800.0),
        ("Thu, 01 Jan 1970 00:01:00 GMT", None, 50.0),
        ("-5", None, None),
        ("soon", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, date: str | None, seconds: float | None) -> None:
    assert retry_after(value, date, now=10.0) == seconds


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_header_can_be_read(value: str, date: str) -> None:
    wait = retry_after(value, date)
    assert wait is None or 0 <= wait <= 604800


def test_a_busy_host_is_paused_longer_each_time_and_then_left() -> None:
    breaker = Breaker(patience=60)
    assert [breaker.busy(0.0) for _ in range(5)] == [5, 10, 20, 40, 0]
    assert breaker.left_until == 3600


def test_the_pause_that_a_host_asks_for_counts() -> None:
    breaker = Breaker(patience=60)
    assert breaker.busy(0.0, 30.0) == 30
    breaker.answered()
    assert breaker.busy(0.0) == 5
    assert breaker.busy(100.0, 900.0) == 0
    assert breaker.left_until == 1000


def test_a_few_broken_pages_are_no_broken_host() -> None:
    breaker = Breaker(patience=60)
    assert not any(breaker.failed(0.0, "http://a.example/broken") for _ in range(50))
    assert not any(breaker.failed(0.0, f"http://a.example/{page}") for page in range(3))
    breaker.answered()
    assert not any(breaker.failed(0.0, f"http://a.example/{page}") for page in range(4))
    assert breaker.left_until < 0


def test_a_broken_host_gets_trials_with_growing_pauses() -> None:
    breaker = Breaker(patience=60)
    pauses = [breaker.failed(0.0, f"http://a.example/{page}") for page in range(8)]
    assert pauses == [0, 0, 0, 0, 30, 60, 0, 0]  # opened, half-open, left
    assert breaker.left_until == 3600
    again = Breaker(patience=60)
    for number in range(5):
        again.failed(0.0, f"http://a.example/{number}")
    again.answered()  # the trial succeeded
    assert again.failed(0.0, "http://a.example/9") == 0


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_retry_after_is_obeyed_before_anything_else_is_sent(
    status: str, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []
    monkeypatch.setattr(Backoff, "clock", staticmethod(lambda: -1000.0))  # so that the test need not wait
    real = Breaker.busy

    def noted(breaker: Breaker, now: float, asked: float | None = None) -> float:
        paused.append(real(breaker, now, asked))
        return paused[-1]

    monkeypatch.setattr(Breaker, "busy", noted)
    server.answers.update({"/a": [later("Retry-After: 7", status=status), page(b"<p>a</p>")], "/b": page()})
    outcome = crawl(server.url("/a"), server.url("/b"), RETRY_TIMES=2)
    assert paused == [7.0]
    assert set(outcome.responses) == {server.url("/a"), server.url("/b")}
    assert server.paths.count("/a") == 2


def test_nothing_is_sent_during_the_pause(server: FaultServer) -> None:
    times: list[float] = []

    async def note(write: Write) -> None:
        times.append(time.monotonic())
        await write(page() if len(times) > 1 else later("Retry-After: 1"))

    server.answers = dict.fromkeys(("/robots.txt", "/a", "/b", "/c"), note)
    crawl(*map(server.url, ("/a", "/b", "/c")), ROBOTSTXT_OBEY=False)
    assert len(times) == 4
    assert times[1] - times[0] > 0.99


def test_a_host_that_wants_more_than_patience_is_left_with_all_that_waits_for_it(server: FaultServer) -> None:
    paths = [f"/{number}" for number in range(12)]
    server.answers.update({path: later("Retry-After: 3600") for path in paths})
    outcome = crawl(
        *map(server.url, paths), DOWNLOAD_DELAY=0.01
    )  # without any, Scrapy sends a whole queue at once
    assert set(outcome.codes.values()) == {"left"}
    assert len(outcome.codes) == 12
    assert len(server.paths) == 1
    error = outcome.failures[server.url("/5")].value
    assert isinstance(error, Refused)
    assert error.until is not None


def test_a_host_that_stays_busy_is_not_hammered(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backoff, "clock", staticmethod(lambda: -1000.0))
    server.answers["/a"] = later()
    outcome = crawl(server.url("/a"), RETRY_TIMES=2)
    assert outcome.codes == {server.url("/a"): "busy"}
    assert len(server.paths) == 3
    error = outcome.failures[server.url("/a")].value
    assert isinstance(error, Refused)
    assert error.until is not None


def test_one_host_left_leaves_the_others_alone(server: FaultServer) -> None:
    other = wait(FaultServer().start())
    try:
        server.answers["/a"] = server.answers["/x"] = later("Retry-After: 3600")
        other.answers["/b"] = page()
        outcome = crawl(server.url("/a"), server.url("/x"), other.url("/b"))
        assert set(outcome.responses) == {other.url("/b")}
        assert outcome.codes == {server.url("/a"): "left", server.url("/x"): "left"}
    finally:
        wait(other.stop())


def test_a_host_that_fails_at_everything_is_left(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Backoff, "clock", staticmethod(lambda: -10_000.0))
    paths = [f"/{number}" for number in range(30)]
    server.answers.update({path: page(status="500 Error") for path in paths})
    outcome = crawl(*map(server.url, paths), RETRY_TIMES=0, CONCURRENT_REQUESTS=4)
    assert set(outcome.codes.values()) == {"http-500", "left"}
    assert len(server.paths) < 15


def test_a_refused_connection_is_recorded(server: FaultServer) -> None:
    gone = wait(FaultServer().start())
    url = gone.url("/")
    wait(gone.stop())
    outcome = crawl(url, ROBOTSTXT_OBEY=False)
    assert outcome.refused == {url: ("connection", "is on a host that refuses the connection")}
    assert server


def test_a_source_sets_the_least_delay_and_the_concurrency_of_its_hosts(server: FaultServer) -> None:
    server.answers.update({"/a": page(), "/b": page()})
    start = time.monotonic()
    crawl(server.url("/a"), server.url("/b"), meta={"delay": 0.5, "concurrency": 2}, DOWNLOAD_DELAY_JITTER=0)
    assert time.monotonic() - start > 0.45


def test_the_end_of_a_run_does_not_wait_for_a_paused_host(server: FaultServer) -> None:
    paths = [f"/{number}" for number in range(4)]
    server.answers.update({path: later("Retry-After: 110") for path in paths})
    outcome = crawl(*map(server.url, paths), CLOSESPIDER_TIMEOUT=1, DOWNLOAD_DELAY=0.01)
    assert outcome.stats["finish_reason"] == "closespider_timeout"
    assert set(outcome.codes.values()) == {"stopped"}
