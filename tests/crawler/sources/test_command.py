"""`scrapy sources` as its users call it."""

import argparse
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from bench.lists import compose
from crawler.commands.sources import Command
from crawler.sources import SourceError, load, save
from crawler.sources.probe import name_for
from pipelines.store import Archive, Found, Policy

ROOT = Path(__file__).parents[3]
SPEED = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"]
FILE = 'title = "临川"\nhosts = ["www.linchuan.example"]\n[[seeds]]\nurl = "https://www.linchuan.example/"\n'


def add(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "sources", "add", *arguments, "-s", f"SOURCES={folder}", *SPEED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def call(*arguments: str, folder: Path, archive: str = "none.db") -> int:
    """What needs no network, without the start of another process."""
    command = Command()
    command.settings = Settings({"SOURCES": str(folder), "ARCHIVE": str(folder / archive)})
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    command.run(list(arguments), parser.parse_args([]))
    return command.exitcode


@pytest.fixture
def site() -> Iterator[str]:
    """A site with a home page, columns, a feed, a sitemap and robots.txt."""
    page = compose("vsb", 1).html
    nav = '<ul class="nav"><li><a href="/col/col1/index.html">文明创建</a></li><li><a href="/col/col2/index.html">今日要闻</a></li></ul>'
    feed = "<rss><channel><item><title>创城</title><link>/art/2021/6/9/art_1_2.html</link></item></channel></rss>"
    answers = {
        "/": f'<html><head><title>临川县人民政府_首页</title><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>{nav}</body></html>',
        "/col/col1/index.html": page,
        "/col/col2/index.html": "<html><body>建设中</body></html>",
        "/rss.xml": feed,
        "/robots.txt": "User-agent: *\nDisallow: /admin/\nCrawl-delay: 1.2\n",
    }

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_site_is_looked_at_and_a_file_proposed_and_written(site: str, tmp_path: Path) -> None:
    run = add(site, "--allow-address", "127.0.0.1", "--write", "--name", "linchuan", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    assert f"wrote {tmp_path / 'linchuan.toml'}" in run.stdout
    source = load("linchuan", tmp_path)
    assert source.title == "临川县人民政府"
    assert (source.cms, source.delay, source.tested) == ("vsb", 1.2, False)
    assert [(seed.url.removeprefix(site), seed.kind) for seed in source.seeds] == [
        ("col/col1/index.html", "list"),
        ("rss.xml", "feed"),
    ]


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    assert save("linchuan", FILE, tmp_path).read_text("utf-8") == FILE
    with pytest.raises(SourceError, match="cannot be written: File exists"):
        save("linchuan", FILE, tmp_path)
    with pytest.raises(SourceError, match="name: expected"):
        save("../linchuan", FILE, tmp_path)


def test_a_private_address_is_not_looked_at_unasked(site: str, tmp_path: Path) -> None:
    run = add(site, folder=tmp_path)
    assert run.returncode == 3
    assert "could not be read" in run.stderr
    assert "127.0.0.1" in run.stderr


def test_sources_are_listed_checked_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "linchuan.toml").write_text(FILE, "utf-8")
    assert call("check", folder=tmp_path) == 0
    assert capsys.readouterr().out == "1 sources, no mistakes\n"
    assert call(folder=tmp_path) == 0
    assert "临川" in capsys.readouterr().out
    assert call("show", "linchuan", folder=tmp_path) == 0
    shown = capsys.readouterr().out
    assert "www.linchuan.example" in shown
    assert "nothing learned yet" in shown


def test_mistakes_are_one_line_each_and_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "linchuan.toml").write_text("delay = 'a'\nrelevance = 2\n" + FILE, "utf-8")
    assert call("check", folder=tmp_path) == 2
    assert [line.split(": ")[2] for line in capsys.readouterr().err.splitlines()] == ["relevance", "delay"]
    assert call("list", folder=tmp_path) == 2
    assert call("show", "linchaun", folder=tmp_path) == 2


@pytest.mark.parametrize(
    "arguments", [("dance",), ("show",), ("check", "x"), ("add", "ftp://a/"), ("add", "x")]
)
def test_wrong_arguments(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        call(*arguments, folder=tmp_path)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.linchuan.gov.cn/x", "linchuan-gov"),
        ("http://paper.linchuan.com.cn/", "paper-linchuan"),
        ("http://127.0.0.1:8000/", "127-0-0-1"),
        ("http://[::1]/", "1"),
    ],
)
def test_names(url: str, name: str) -> None:
    assert name_for(url) == name


def test_what_the_archive_knows_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "linchuan.toml").write_text(FILE, "utf-8")
    url = "https://www.linchuan.example/"
    learned = {"cms": "trs", "shapes": {"/*/tD_#.html": [9, 9, 0, f"{url}x/t20210609_1.html"]}}
    with Archive(tmp_path / "a.db") as archive:
        archive.begin_crawl("news")
        archive.frontier.begin(
            "linchuan", [Found(url=url, kind="list")], policy=Policy(), at=datetime.now(UTC)
        )
        archive.frontier.learn("linchuan", learned)
    assert call("show", "linchuan", folder=tmp_path, archive="a.db") == 0
    shown = capsys.readouterr().out
    assert "looks like      trs" in shown
    assert "/*/tD_#.html" in shown
    assert "1 waiting" in shown
