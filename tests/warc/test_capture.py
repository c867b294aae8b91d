"""What a crawl puts into WARC files, and what the Wayback tools make of it."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from fastwarc.warc import ArchiveIterator

from crawler.warc import read
from tests.crawler.faults.running import crawl, wait
from tests.crawler.faults.server import FaultServer, moved, page

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
# In an environment of their own, which `make test` sets up: pywb and Scrapy need different brotli packages.
TOOLS = Path(os.environ.get("REPLAY_TOOLS", ROOT / ".venv" / "replay" / "bin"))
TEXT = "<html><head>{meta}</head><body><p>青禾縣創建全國文明城市，𠮷鎔{more}</p></body></html>"


def html(charset: str, label: str | None = None, more: str = "") -> bytes:
    meta = f"<meta charset='{label or charset}'>"
    return TEXT.format(meta=meta, more=more).encode(charset, "ignore")


PAGES = {
    "/gbk": html("gbk"),
    "/gb2312": html("gbk", "gb2312", "镕"),
    "/gb18030": html("gb18030"),
    "/big5": html("big5"),
    "/gzip": html("utf-8", more="压缩"),
    "/chunked": html("utf-8", more="分块"),
    "/again": html("gbk"),
}


@pytest.fixture
def server() -> Iterator[FaultServer]:
    running = wait(FaultServer().start())
    for path, body in PAGES.items():
        running.answers[path] = page(body)
    running.answers["/gzip"] = page(gzip.compress(PAGES["/gzip"]), "Content-Encoding: gzip")
    running.answers["/chunked"] = b"".join(
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
         b"%x\r\n" % len(PAGES["/chunked"]), PAGES["/chunked"], b"\r\n0\r\n\r\n")
    )  # fmt: skip
    running.answers["/moved"] = moved("/gbk")
    running.answers["/gone"] = page(b"", status="404 Not Found")
    yield running
    wait(running.stop())


def captured(server: FaultServer, folder: Path, *paths: str) -> Path:
    """The one file of a crawl of these paths, one after the other."""
    crawl(
        *map(server.url, paths), WARC_FOLDER=str(folder), CONCURRENT_REQUESTS=1, ARCHIVE=str(folder / "a.db")
    )
    (file,) = folder.glob("*.warc.gz")
    return file


def test_every_response_is_archived_with_its_request(server: FaultServer, tmp_path: Path) -> None:
    file = captured(server, tmp_path, "/moved", "/gone")
    found = [(stored.url.removeprefix(server.url("")), stored.status) for stored in read.stored(file)]
    assert found == [("/robots.txt", 404), ("/moved", 302), ("/gbk", 200), ("/gone", 404)]
    kinds = [record.headers["WARC-Type"] for record in ArchiveIterator(file)]
    assert kinds.count("request") == len(found)


def test_bodies_are_archived_as_they_were_sent(server: FaultServer, tmp_path: Path) -> None:
    file = captured(server, tmp_path, "/gzip")
    raw = gzip.decompress(file.read_bytes())
    assert b"Content-Encoding: gzip\r\n" in raw
    assert gzip.compress(PAGES["/gzip"])[10:] in raw
    assert [stored.content for stored in read.stored(file)][-1] == PAGES["/gzip"]


def test_no_folder_no_archive(server: FaultServer, tmp_path: Path) -> None:
    crawl(server.url("/gbk"), WARC_FOLDER="", ARCHIVE=str(tmp_path / "a.db"))
    assert not list(tmp_path.iterdir())


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def tools() -> Path:
    if not (TOOLS / "wayback").exists():
        pytest.skip(f"needs pywb in {TOOLS}, as `make test` sets up")
    return TOOLS


def run(tools: Path, folder: Path, tool: str, *arguments: str) -> str:
    done = subprocess.run(
        [tools / tool, *arguments], cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_pywb_replays_what_was_sent(server: FaultServer, tools: Path, tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    file = captured(server, tmp_path / "warc", *PAGES)
    assert "revisit" in {stored.kind for stored in read.stored(file)}
    run(tools, tmp_path, "warcio", "check", str(file))
    run(tools, tmp_path, "fastwarc", "check", str(file))
    index = run(tools, tmp_path, "cdxj-indexer", str(file))
    assert all(server.url(path) in index for path in PAGES)
    run(tools, tmp_path, "wb-manager", "init", "news")
    shutil.copy(file, tmp_path / "collections" / "news" / "archive")
    run(tools, tmp_path, "wb-manager", "reindex", "news")
    port = free_port()
    # A session of its own, so that whatever it starts ends with it.
    replay = subprocess.Popen(
        [tools / "wayback", "--bind", "127.0.0.1", "--port", str(port)],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        for path, body in PAGES.items():
            assert ask(f"http://127.0.0.1:{port}/news/id_/{server.url(path)}") == body, path
            shown = ask(f"http://127.0.0.1:{port}/news/mp_/{server.url(path)}")
            assert body[body.index(b"<p>") : body.index(b"</p>")] in shown, path
    finally:
        replay.terminate()
        replay.wait(10)


def ask(url: str) -> bytes:
    """The answer, once the server is up."""
    for _ in range(300):
        try:
            with urlopen(url, timeout=30) as answer:
                body: bytes = answer.read()
                return body
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    raise TimeoutError(url)
