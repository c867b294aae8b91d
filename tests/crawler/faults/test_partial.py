"""A page that was cut short is asked for again, and told from a whole one if that does not help."""

from __future__ import annotations

import gzip
import random

import pytest

from pipelines.decode import decode
from tests.crawler.faults.running import crawl
from tests.crawler.faults.server import FaultServer, Write, page

BODY = b"<p>" + random.Random(1).randbytes(20_000).hex().encode() + b"</p>"
SHORT = page(gzip.compress(BODY)[:-2000], "Content-Encoding: gzip")


def test_a_truncated_gzip_is_fetched_again(server: FaultServer) -> None:
    server.answers["/"] = [SHORT, page(gzip.compress(BODY), "Content-Encoding: gzip")]
    response = crawl(server.url()).responses[server.url()]
    assert response.body == BODY
    assert "partial" not in response.meta
    assert "dataloss" not in response.flags


def test_a_page_that_stays_truncated_is_flagged(server: FaultServer) -> None:
    server.answers["/"] = SHORT
    outcome = crawl(server.url())
    response = outcome.responses[server.url()]
    assert BODY.startswith(response.body)
    assert response.body
    assert "dataloss" in response.flags
    assert response.meta["partial"] == "its gzip ends early or is damaged"
    assert len(server.paths) == 2
    assert outcome.stats["fetch/partial"] == 1


def test_a_damaged_checksum_counts_as_truncated(server: FaultServer) -> None:
    data = bytearray(gzip.compress(BODY))
    data[-6] ^= 255
    server.answers["/"] = page(bytes(data), "Content-Encoding: gzip")
    response = crawl(server.url()).responses[server.url()]
    assert response.meta["partial"]


def test_a_body_shorter_than_its_length_is_fetched_again_and_flagged(server: FaultServer) -> None:
    server.answers["/"] = page(b"<p>half", length=1000)
    server.answers["/mended"] = [page(b"<p>half", length=1000), page(b"<p>whole</p>")]
    outcome = crawl(server.url(), server.url("/mended"))
    response = outcome.responses[server.url()]
    assert response.body == b"<p>half"
    assert response.meta["partial"] == "it is shorter than its Content-Length"
    assert outcome.responses[server.url("/mended")].body == b"<p>whole</p>"


def test_a_chunked_body_without_its_last_chunk_is_flagged(server: FaultServer) -> None:
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ha\r\n"
    assert crawl(server.url()).responses[server.url()].meta["partial"]


def test_a_body_that_ends_with_the_connection_is_whole(server: FaultServer) -> None:
    server.answers["/"] = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old server</p>"
    response = crawl(server.url()).responses[server.url()]
    assert response.body == b"<p>old server</p>"
    assert "partial" not in response.meta


def test_nothing_readable_is_recorded(server: FaultServer) -> None:
    server.answers["/"] = page(b"\x1f\x8b\x08\x00", "Content-Encoding: gzip")
    assert crawl(server.url()).codes == {server.url(): "encoding"}
    assert len(server.paths) == 2


def test_plain_pages_labelled_gzip_are_read(server: FaultServer) -> None:
    server.answers["/"] = page(b"<p>plain</p>", "Content-Encoding: gzip")
    server.answers["/charset"] = page(b"<p>plain</p>", "Content-Encoding: UTF-8")
    outcome = crawl(server.url(), server.url("/charset"))
    assert {response.body for response in outcome.responses.values()} == {b"<p>plain</p>"}


@pytest.mark.parametrize(
    "start", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: y\r\n"]
)
def test_a_connection_that_breaks_off_is_tried_again_and_recorded(start: bytes, server: FaultServer) -> None:
    server.answers["/"] = start
    outcome = crawl(server.url())
    assert outcome.codes == {server.url(): "connection"}
    assert len(server.paths) == 2


TEXT = "<p>我县召开创建全国文明城市工作推进会，部署下一阶段的工作。</p>"


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("gbk", "utf-8"),
        ("utf-8", "gbk"),
        ("gbk", None),
        ("gb18030", None),
        ("utf-8-sig", "gbk"),
        ("utf-16", None),
    ],
)
def test_the_bytes_arrive_as_they_were_sent_whatever_their_label(
    encoding: str, label: str | None, server: FaultServer
) -> None:
    body = (TEXT * 5).encode(encoding)
    kind = f"text/html; charset={label}" if label else "text/html"
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nContent-Type: {kind}\r\n\r\n"
    server.answers["/"] = head.encode() + body
    response = crawl(server.url()).responses[server.url()]
    assert response.body == body
    assert decode(response.body, kind).text.lstrip("\ufeff") == TEXT * 5


def test_one_failing_page_leaves_the_others_alone(server: FaultServer) -> None:
    async def vanish(_: Write) -> None:
        raise ConnectionResetError

    server.answers.update({"/a": vanish, "/b": page(b"<p>b</p>"), "/c": SHORT})
    outcome = crawl(*map(server.url, ("/a", "/b", "/c")))
    assert set(outcome.responses) == {server.url("/b"), server.url("/c")}
    assert outcome.codes == {server.url("/a"): "connection"}
