"""Bodies, headers and times that know no end come to one, and memory stays flat."""

from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard.decompress import DecompressionError, TooLargeError, decompress
from tests.crawler.faults.running import crawl
from tests.crawler.faults.server import FaultServer, Write, page

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024
CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: bytes(brotli.compress(data, quality=5)),
    "zstd": zstd.compress,
}


@cache
def bomb(coding: str) -> bytes:
    return CODERS[coding](bytes(64 * MIB))


@pytest.mark.parametrize("coding", CODERS)
def test_a_bomb_ends_at_the_size_limit_with_flat_memory(coding: str) -> None:
    data = bomb(coding)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            decompress(data, [coding], 2 * MIB)
        assert tracemalloc.get_traced_memory()[1] < 5 * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("coding", CODERS)
def test_a_bomb_is_recorded_as_too_large(coding: str, server: FaultServer) -> None:
    server.answers["/"] = page(bomb(coding), f"Content-Encoding: {coding}")
    outcome = crawl(server.url(), DOWNLOAD_MAXSIZE=2 * MIB)
    assert outcome.refused[server.url()] == ("too-large", "is larger than DOWNLOAD_MAXSIZE (2 MiB)")


def test_layers_are_limited_each_and_in_number(server: FaultServer) -> None:
    twice = gzip.compress(gzip.compress(b"<p>text</p>"))
    server.answers["/twice"] = page(twice, "Content-Encoding: gzip, gzip")
    server.answers["/bomb"] = page(gzip.compress(bomb("gzip")), "Content-Encoding: gzip, gzip")
    server.answers["/many"] = page(b"x", f"Content-Encoding: {', '.join(['gzip'] * 1000)}")
    outcome = crawl(*map(server.url, ("/twice", "/bomb", "/many")), DOWNLOAD_MAXSIZE=2 * MIB)
    assert outcome.responses[server.url("/twice")].body == b"<p>text</p>"
    assert outcome.codes == {server.url("/bomb"): "too-large", server.url("/many"): "encoding"}


@pytest.mark.parametrize("told", [True, False])
def test_a_body_beyond_the_limit_is_not_read(told: bool, server: FaultServer) -> None:
    sent = 0

    async def endless(write: Write) -> None:
        nonlocal sent
        length = b"Content-Length: 99999999999\r\n" if told else b""
        await write(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n")
        while True:
            await write(bytes(65536))
            sent += 65536

    server.answers["/"] = endless
    outcome = crawl(server.url(), DOWNLOAD_MAXSIZE=MIB)
    assert outcome.codes == {server.url(): "too-large"}
    assert sent < 32 * MIB  # what buffers on the way hold
    assert len(server.paths) == 1


def test_one_source_may_have_its_own_limit(server: FaultServer) -> None:
    server.answers["/"] = page(bytes(2 * MIB))
    assert crawl(server.url(), meta={"download_maxsize": MIB}).codes == {server.url(): "too-large"}


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_cut_off(start: bytes, server: FaultServer) -> None:
    """Slowloris in the status line, the headers and the body: each byte comes in time, the whole never does."""

    async def drip(write: Write) -> None:
        from asyncio import sleep

        await write(start)
        while True:
            await write(b"a")
            await sleep(0.05)

    server.answers["/"] = drip
    outcome = crawl(server.url(), DOWNLOAD_TIMEOUT=0.3, RETRY_TIMES=0, ROBOTSTXT_OBEY=False)
    assert outcome.codes == {server.url(): "timeout"}


def test_many_headers_are_read_and_kept_up_to_a_cap(server: FaultServer) -> None:
    large = [f"X-Large-{number}: {'x' * 8000}" for number in range(50)]
    many = [f"X-{number}: {number}" for number in range(20_000)]
    server.answers["/large"] = page(b"<p>large</p>", *large, 'ETag: "a"')
    server.answers["/many"] = page(b"<p>many</p>", *many, 'ETag: "b"')
    outcome = crawl(server.url("/large"), server.url("/many"))
    for path, tag in (("/large", b'"a"'), ("/many", b'"b"')):
        response = outcome.responses[server.url(path)]
        assert response.headers["ETag"] == tag
        assert response.headers["Content-Type"] == b"text/html"
        assert "headers-cut" in response.flags
        assert (
            sum(len(value) for name in response.headers for value in response.headers.getlist(name)) < 65536
        )
        assert len(response.headers) <= 200


def test_headers_without_end_are_cut_off(server: FaultServer) -> None:
    async def endless(write: Write) -> None:
        await write(b"HTTP/1.1 200 OK\r\n")
        while True:
            await write(b"X-Header: value\r\n" * 1000)

    server.answers["/"] = endless
    outcome = crawl(server.url())
    assert outcome.refused == {server.url(): ("headers", "sends headers without end")}
    assert len(server.paths) == 1


@given(st.binary(max_size=300), st.lists(st.sampled_from([*CODERS, "x-gzip", "foo"]), max_size=3))
def test_any_body_can_be_tried(body: bytes, codings: list[str]) -> None:
    with suppress(DecompressionError):
        assert len(decompress(body, codings, 1000).body) <= 1000


@given(st.binary(max_size=5000), st.sampled_from(sorted(CODERS)))
def test_what_is_coded_comes_back(body: bytes, coding: str) -> None:
    content = decompress(CODERS[coding](body), [coding], 0)
    assert (content.body, content.partial) == (body, None)
