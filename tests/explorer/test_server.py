"""The server as browsers and programs meet it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.commands.explore import _is_local
from crawler.explorer.server import Pieces
from pipelines.store import ArchiveError
from pipelines.store.live import Live

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "explore", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.fixture
def port(path: Path) -> Iterator[int]:
    with start("--archive", str(path), "--port", "0") as process:
        try:
            assert process.stdout
            yield int(process.stdout.readline().split("/")[2].rpartition(":")[2])
        finally:
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
            assert errors == ""
            assert process.returncode == 0


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return (
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )
    finally:
        connection.close()


def test_it_answers_for_reading_and_to_its_own_name_only(port: int) -> None:
    status, headers, page = ask(port, "/?q=%E5%88%9B%E5%9F%8E")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "创城" in page.decode()
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert headers["x-content-type-options"] == "nosniff"

    assert ask(port, "/", **{"If-None-Match": headers["etag"]})[0] == 304
    status, about, nothing = ask(port, "/", "HEAD")
    assert (status, nothing) == (200, b"")
    assert int(about["content-length"]) > 0
    assert ask(port, "/api/export", "HEAD")[0] == 200

    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        status, about, _ = ask(port, "/", method)
        assert (status, about["allow"]) == (405, "GET, HEAD")
    for name in ("evil.example", f"evil.example:{port}", ""):
        assert ask(port, "/", Host=name)[0] == 421
    assert ask(port, "/", Host=f"localhost:{port}")[0] == 200

    status, headers, lines = ask(port, "/api/export?columns=url")
    assert (status, headers["x-last-change"], lines.count(b"\n")) == (200, "7", 3)
    assert ask(port, "/style.css")[1]["content-type"].startswith("text/css")
    assert ask(port, "/robots.txt")[2].endswith(b"Disallow: /\n")
    assert ask(port, "/../../etc/passwd")[0] == 404
    assert ask(port, "/%00%ff?%ff=%00&q=%ed%a0%80")[0] in (400, 404)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--bind", "0.0.0.0"), 2, "--allow-host"),
        (("--port", "70000"), 2, "--port"),
        (("--archive", "nothing.db"), 5, "there is no archive"),
    ],
)
def test_what_it_does_not_do_is_said_in_one_line(arguments: tuple[str, ...], code: int, says: str) -> None:
    process = start(*arguments)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert says in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x.example", False)],
)
def test_which_addresses_only_this_machine_reaches(address: str, local: bool) -> None:
    assert _is_local(address) == local


class Connection:
    """What a request does with its connection."""

    def __init__(self) -> None:
        self.done: list[object] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def finish(self) -> None:
        self.done.append("finish")

    def unregisterProducer(self) -> None:  # noqa: N802
        self.done.append("unregister")

    def loseConnection(self) -> None:  # noqa: N802
        self.done.append("lose")


def test_an_answer_is_sent_piece_by_piece() -> None:
    connection = Connection()
    pieces = Pieces(connection, iter([b"one", b"", b"two"]))
    for _ in range(3):
        pieces.resumeProducing()
    assert connection.done == [b"one", b"two", "unregister", "finish"]


def test_an_answer_that_breaks_off_does_not_look_whole() -> None:
    def broken() -> Iterator[bytes]:
        yield b"one"
        raise ArchiveError("gone")

    connection = Connection()
    pieces = Pieces(connection, broken())
    pieces.resumeProducing()
    pieces.resumeProducing()
    assert connection.done == [b"one", "unregister", "lose"]


def test_nothing_is_read_for_whoever_has_left() -> None:
    read = []

    def numbers() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b"x"

    pieces = Pieces(Connection(), numbers())
    pieces.resumeProducing()
    pieces.stopProducing()
    assert read == [0]


def test_a_question_that_takes_too_long_is_broken_off(path: Path) -> None:
    with Live(path) as live:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        with pytest.raises(ArchiveError), live.within(0.0):
            live.rows(endless)
        assert live.rows("SELECT 1") == [(1,)]
