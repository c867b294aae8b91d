"""The practice site speaks HTTP as sites do, fails on request, and ends with whoever started it."""

from __future__ import annotations

import gzip
import http.client
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tools.practice.client import ROOT, Practice, serving
from tools.practice.world import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

Reply = tuple[int, http.client.HTTPMessage, bytes]


@pytest.fixture(scope="module")
def site() -> Iterator[Practice]:
    with serving(Plan(pages=40, hosts=("trs", "hanweb", "dedecms", "wordpress"))) as running:
        yield running


def get(site: Practice, host: str, path: str, **headers: str) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", site.ports[host], timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=named)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def article(site: Practice, host: str) -> str:
    return next(urlsplit(truth.url).path for truth in site.truth() if truth.host == host)


@pytest.mark.parametrize("host", ["trs", "wordpress"])
def test_a_tag_or_a_date_saves_the_page(site: Practice, host: str) -> None:
    path = article(site, host)
    status, headers, body = get(site, host, path)
    assert (status, bool(body)) == (200, True)
    assert get(site, host, path, If_None_Match=headers["ETag"])[0] == 304
    assert get(site, host, path, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert get(site, host, path, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT")[0] == 200
    assert get(site, host, path, If_None_Match='"other"')[0] == 200
    assert get(site, host, path, If_Modified_Since="yesterday")[0] == 200


def test_what_changes_all_the_time_has_no_validators_but_its_date(site: Practice) -> None:
    path = article(site, "hanweb")
    (_, headers, one), (_, _, other) = (get(site, "hanweb", path) for _ in range(2))
    assert headers["ETag"] is None
    assert one != other


def test_compressed_and_in_chunks_where_it_is_wanted(site: Practice) -> None:
    path = article(site, "wordpress")
    _, headers, packed = get(site, "wordpress", path, Accept_Encoding="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Transfer-Encoding"] == "chunked"
    assert gzip.decompress(packed) == get(site, "wordpress", path)[2]


def test_one_connection_serves_many_requests(site: Practice) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.ports["trs"], timeout=10)
    for _ in range(3):
        connection.request("GET", "/robots.txt")
        assert connection.getresponse().read()
    connection.close()


def test_what_is_not_there(site: Practice) -> None:
    status, _, body = get(site, "trs", "/xwdt/202405/t20240501_9.html")
    assert status == 404
    assert "不存在".encode() in body


@pytest.mark.parametrize(
    ("kind", "status"),
    [("error", 500), ("busy", 503), ("limit", 429), ("challenge", 412), ("login", 302)],
)
def test_a_host_fails_as_often_as_it_is_told(site: Practice, kind: str, status: int) -> None:
    path = article(site, "trs")
    site.fault("trs", kind, share=1, times=1)
    try:
        failed, headers, _ = get(site, "trs", path)
        assert failed == status
        assert (headers["Retry-After"] is not None) == (kind in ("busy", "limit"))
        assert get(site, "trs", path)[0] == 200
        assert get(site, "trs", "/robots.txt")[0] == 200
    finally:
        site.fault("trs", "none")


def test_a_host_cuts_its_answers_short(site: Practice) -> None:
    site.fault("dedecms", "cut", share=1, times=0)
    try:
        with pytest.raises(http.client.IncompleteRead):
            get(site, "dedecms", article(site, "dedecms"))
    finally:
        site.fault("dedecms", "none")


def test_only_robots_txt_fails(site: Practice) -> None:
    site.fault("hanweb", "robots", times=0)
    try:
        assert get(site, "hanweb", "/robots.txt")[0] == 500
        assert get(site, "hanweb", article(site, "hanweb"))[0] == 200
    finally:
        site.fault("hanweb", "none")


def test_an_unknown_fault_is_told(site: Practice) -> None:
    with pytest.raises(ValueError, match="expected one of error"):
        site.fault("trs", "flood")
    with pytest.raises(ValueError, match="no host moon"):
        site.fault("moon", "error")


def test_it_counts_what_it_served(site: Practice) -> None:
    site.counts(reset=True)
    path = article(site, "trs")
    _, headers, _ = get(site, "trs", path)
    get(site, "trs", path, If_None_Match=headers["ETag"])
    told = site.counts()
    assert told["requests"] == {"article 200": 1, "article 304": 1}
    assert told["bytes"] > 10_000


def test_it_is_another_day_when_told(site: Practice) -> None:
    before = len(site.truth())
    site.day(2)
    try:
        assert len(site.truth()) == before + 4 * 16
    finally:
        site.day(0)


def test_it_ends_when_its_input_is_closed() -> None:
    command = [sys.executable, "-m", "tools.practice.server", "--pages", "8", "--hosts", "trs"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline().startswith(b'{"control"')
        process.stdin.close()
        for _ in range(200):
            if process.poll() is not None:
                break
            time.sleep(0.05)
        ended = process.poll()
        process.kill()
        process.wait()
    assert ended == 0
