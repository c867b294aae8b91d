"""Whole crawls of a small site on this machine, as an operator starts them."""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.durability import command, torment
from crawler.exit_codes import ExitCode
from tests.crawler.site import Site, article, article_path, list_page, pages_of
from tests.crawler.test_crawl import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
OFF_TOPIC = article(
    1, title="青河县今年小麦喜获丰收", text="<p>6月3日，青河县的麦田里机器轰鸣，农户忙着抢收小麦。</p>" * 6
)
SOFT_404 = "<html><head><title>提示信息</title></head><body><p>对不起，您访问的页面不存在！</p></body></html>"


@dataclass
class Ended:
    """How a crawl ended, and what it said."""

    code: int
    printed: str
    said: str


class Runner:
    """Crawls one after another in one process; see runner.py."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crawler.runner"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def crawl(self, settings: dict[str, object], arguments: dict[str, str]) -> Ended:
        process = self.process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json.dumps({"settings": settings, "arguments": arguments}) + "\n")
        process.stdin.flush()
        printed = []
        while not (line := process.stdout.readline()).startswith('{"code"'):
            assert line, process.stderr.read()
            printed.append(line)
        said = "".join(iter(process.stderr.readline, "end\n"))
        return Ended(json.loads(line)["code"], "".join(printed), said)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    runner = Runner()
    with runner.process:
        yield runner
        assert runner.process.stdin is not None
        runner.process.stdin.close()
        runner.process.wait(timeout=30)


@pytest.fixture
def run(runner: Runner, tmp_path: Path) -> Run:
    return Run(runner, tmp_path)


class Run:
    """Runs ``news`` over one folder of sources and one archive."""

    def __init__(self, runner: Runner, folder: Path) -> None:
        self.runner = runner
        self.sources, self.archive = folder / "sources", folder / "a.db"

    def __call__(self, source: str = "all", **arguments: str) -> Ended:
        settings = {
            "SOURCES": str(self.sources),
            "ARCHIVE": str(self.archive),
            "RETRY_TIMES": 0,
            "AUTOTHROTTLE_ENABLED": False,
        }
        return self.runner.crawl(settings, {"source": source, **arguments})

    def states(self) -> dict[str, str]:
        """Path of an article's address to its state."""
        found = rows(self.archive, "SELECT url, state FROM urls WHERE kind = 'article' OR state = 'part'")
        return {"/" + str(url).split("/", 3)[3]: str(state) for url, state in found}

    def one(self, query: str) -> object:
        [(value,)] = rows(self.archive, query)
        return value


@contextmanager
def small_site(articles: int) -> Iterator[Site]:
    with Site(pages_of(articles)) as site:
        yield site


def test_a_crawl_keeps_what_matters_and_the_next_one_only_what_changed(run: Run) -> None:
    paths = [article_path(number) for number in range(12)]
    with small_site(12) as site:
        site.source(run.sources)
        more = "<p class='page'><a href='art_1_0_2.html'>下一页</a></p>"
        second = paths[0].replace(".html", "_2.html")
        site.pages |= {
            paths[0]: article(0, more=more),
            second: article(
                0, text="<p>志愿者还走上街头劝导文明出行，这是第二页的内容，大家纷纷点赞叫好。</p>" * 2
            ),
            paths[1]: OFF_TOPIC,
            paths[2]: 404,
            paths[3]: SOFT_404,
            paths[4]: 500,
            paths[5]: (302, "/moved.html"),
            "/moved.html": article(5),
            paths[6]: (302, "/"),
            "/": "<html><body><p>首页</p></body></html>",
            paths[10]: article(11).replace("<head>", f"<head><link rel='canonical' href='{paths[11]}'>"),
        }
        first = run()
        assert first.code == ExitCode.DONE, first.printed + first.said
        states = run.states()
        assert {states[path] for path in paths[7:10]} == {"done"}
        assert sorted(states[path] for path in paths[10:]) == ["done", "duplicate"]  # whichever came first
        assert [states[path] for path in paths[:7]] == [
            "done", "off-topic", "gone", "gone", "waiting", "moved", "gone",
        ]  # fmt: skip
        assert states[second] == "part"
        assert states["/moved.html"] == "done"
        assert run.one("SELECT count(*) FROM articles") == 6
        whole = str(run.one(f"SELECT body FROM articles WHERE url LIKE '%{paths[0]}'"))
        assert "推进会" in whole
        assert "第二页的内容" in whole
        evidence = rows(run.archive, "SELECT reason FROM urls WHERE state = 'gone' ORDER BY reason")
        assert evidence == [("redirected to the front page",), ("status 404",), ("the page says 页面不存在",)]

        nothing = run()
        assert nothing.code == ExitCode.DONE
        assert "nothing yet" in nothing.printed  # nothing is due

        before = dict(site.asked)
        site.pages |= {
            paths[7]: article(
                7, text="<p>青河县召开创建全国文明城市工作推进会，会议内容与上次不同，另作部署。</p>" * 3
            ),
            paths[8]: 410,
            paths[4]: article(4),
            article_path(12): article(12),
            "/list/": list_page(range(13), page=1, pages=1),
        }
        again = run(recheck="all")
        assert again.code == ExitCode.DONE, again.printed + again.said
    assert site.unchanged[paths[9]] == 1
    assert site.asked[paths[9]] == before[paths[9]] == 1
    assert site.asked[paths[1]] == 1  # off-topic pages are remembered
    changes = [
        (str(url).rsplit("_", 1)[1], kind)
        for url, kind in rows(run.archive, "SELECT url, kind FROM changes WHERE crawl = 3 ORDER BY url")
    ]
    assert sorted(changes) == [
        ("12.html", "new"), ("4.html", "new"), ("7.html", "changed"), ("8.html", "gone"),
    ]  # fmt: skip
    assert "推进会" in str(
        run.one(f"SELECT body FROM articles WHERE url LIKE '%{paths[8]}'")
    )  # the last good text
    counts = json.loads(str(run.one("SELECT counts FROM sources WHERE name = 'qinghe'")))
    assert (counts["new"], counts["changed"], counts["gone"], counts["left"]) == (2, 1, 1, 0)


def test_what_the_arguments_leave_out_is_there_for_the_next_run(run: Run) -> None:
    with small_site(50) as site:
        site.source(run.sources)
        limited = run(limit="3")
        assert limited.code == ExitCode.LIMIT, limited.printed + limited.said
        assert run.one("SELECT count(*) FROM articles") == 3
        assert run.one("SELECT reason FROM crawls") == "limit"
        recent = run(since="2024-05-20")
        assert recent.code == ExitCode.DONE
        assert run.one("SELECT count(*) FROM articles WHERE published < '2024-05-20' AND crawl = 2") == 0
        other = run(campaign="国家卫生城市")
        assert other.code == ExitCode.DONE
        assert run.one("SELECT count(*) FROM articles WHERE crawl = 3") == 0
        rest = run()
        assert rest.code == ExitCode.DONE
    assert run.one("SELECT count(*) FROM articles") == 50
    assert run.one("SELECT count(*) FROM changes") == 50


def test_attachments_are_kept_on_request_each_content_once(run: Run) -> None:
    files = "<p>附件：<a href='/a/1.pdf'>方案.pdf</a> <a href='/a/2.pdf'>方案.pdf</a></p>"
    plain = article(0)
    with small_site(1) as site:
        site.source(run.sources)
        site.pages[article_path(0)] = plain.replace("</p></div>", f"</p>{files}</div>")
        site.pages |= {"/a/1.pdf": "%PDF-1.7 the plan", "/a/2.pdf": "%PDF-1.7 the plan"}
        run()
        assert site.asked["/a/1.pdf"] == 0
        kept = run(attachments="yes")
        assert kept.code == ExitCode.DONE, kept.printed + kept.said
        again = run(attachments="yes", recheck="all")
        assert again.code == ExitCode.DONE
        assert site.asked["/a/1.pdf"] == site.asked["/a/2.pdf"] == 1
    [path] = (run.archive.parent / "attachments").glob("*/*.pdf")
    assert path.read_text() == "%PDF-1.7 the plan"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem


def test_sources_that_cannot_be_had_are_told_by_the_exit_code(run: Run) -> None:
    with small_site(3) as site:
        site.source(run.sources)
    assert run().code == ExitCode.NOTHING
    assert run.one("SELECT reason FROM crawls") == "all_failed"
    with small_site(3) as other:
        other.source(run.sources, "other")
        some = run()
    assert some.code == ExitCode.SOME_FAILED
    states = rows(run.archive, "SELECT name, state FROM sources ORDER BY name")
    assert states == [("other", "done"), ("qinghe", "failed")]
    assert run.one("SELECT failures FROM urls WHERE source = 'qinghe'") == 2  # tried again, being a seed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"source": ""}, "no source given: add -a source=NAME or -a source=all"),
        ({"source": "nosuch"}, "no such source"),
        ({"since": "yesterday"}, "since: expected a date such as 2024-05-01, not 'yesterday'"),
        ({"limit": "many"}, "limit: expected a number of articles, not 'many'"),
        ({"campaign": "植树"}, "campaign: expected one of"),
        ({"recheck": "x"}, "recheck: expected lists or all, not 'x'"),
    ],
)
def test_wrong_arguments_are_one_clear_line(run: Run, arguments: dict[str, str], message: str) -> None:
    run.sources.mkdir()
    ended = run(**arguments)
    assert ended.code == ExitCode.USAGE
    [line] = ended.said.strip().splitlines()
    assert message in line


def test_a_disk_that_takes_no_more_ends_the_crawl_and_the_next_one_goes_on(run: Run) -> None:
    with small_site(60) as site:
        site.source(run.sources)
        limit = 450_000
        full = subprocess.run(
            command(run.sources, run.archive),
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
        assert full.returncode in (ExitCode.DISK_FULL, ExitCode.ARCHIVE), full.stdout + full.stderr
        assert "Traceback" not in full.stderr
        assert rows(run.archive, "PRAGMA integrity_check") == [("ok",)]
        assert run().code == ExitCode.DONE
    assert run.one("SELECT count(*) FROM changes") == run.one("SELECT count(*) FROM articles") == 60


def test_a_crawl_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    result = torment(tmp_path, articles=60, kills=2, seed=5)
    assert (result.missing, result.doubled, result.untrue) == (0, 0, 0)
    assert (result.records > 60, result.unreadable) == (True, 0)
    assert (result.killed, result.code) == (2, ExitCode.DONE)
    assert result.refetched <= result.fetched
