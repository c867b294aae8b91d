"""The commands as an operator types them."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from scrapy.cmdline import _get_commands_from_module
from scrapy.settings import Settings

from crawler.commands import quarantine, report, train
from crawler.exit_codes import ExitCode
from crawler.files import write_whole
from crawler.warc.writer import WarcWriter
from pipelines.restore import FROM_TEXT
from pipelines.spam import model_version
from pipelines.spam.model import PATH
from pipelines.store import Archive, Fetch
from pipelines.types import CleanPage, Quarantined
from tests.store.conftest import article, fetch, query
from tests.store.test_review import URL, body, crawl, store
from tests.test_clean import PARAGRAPHS, SPAM, page
from tests.test_decisions import HIJACKED, ONE, SECOND, THREE, TWO
from tests.warc.conftest import exchange

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand


class Run(NamedTuple):
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


Scrapy = Callable[..., Run]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "kept" / "archive.db"
    crawl(path, HIJACKED)
    return path


@pytest.fixture
def scrapy(archive: Path, capsys: pytest.CaptureFixture[str]) -> Scrapy:
    """The commands in this process, as Scrapy would run them: starting one takes a second."""

    def run(name: str, *arguments: str) -> Run:
        command: ScrapyCommand = {"quarantine": quarantine, "report": report, "train": train}[name].Command()
        command.settings = Settings({"ARCHIVE": str(archive)})
        parser = ArgumentParser()
        command.add_options(parser)
        opts, args = parser.parse_known_args(arguments)
        command.process_options(args, opts)
        command.run(args, opts)
        return Run(command.exitcode, *capsys.readouterr())

    return run


def test_scrapy_knows_the_commands() -> None:
    assert {"quarantine", "report", "train"} <= set(
        _get_commands_from_module("crawler.commands", inproject=True)
    )


def test_from_the_list_to_a_restored_block_to_labels(scrapy: Scrapy, archive: Path) -> None:
    listed = scrapy("quarantine", "list", "--category", "porn", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    (item,) = json.loads(listed.stdout)
    assert (item["text"], item["url"], item["status"]) == (SECOND, URL, "dropped")
    shown = scrapy("quarantine", "show", item["id"]).stdout
    assert SECOND in shown
    assert "[here]" in shown
    done = scrapy("quarantine", "restore", item["id"], "--by", "lin", "--why", "a list of films")
    assert done.stdout == f"{item['id']} restored: put back where it stood: {URL} (version 2)\n"
    assert body(archive) == [ONE, SECOND, TWO, THREE]
    scrapy("quarantine", "confirm", "--category", "gambling", "--all")
    told = scrapy("quarantine", "--export-labels", "labels.jsonl")
    assert told.stdout == "labels.jsonl: 2 labels, 1 spam and 1 clean\n"
    rows = [json.loads(line) for line in Path("labels.jsonl").read_text("utf-8").splitlines()]
    assert [(row["text"], row["label"], row["hard"], row["source"]) for row in rows] == [
        (SECOND, "clean", True, "m.xinlin.example"),
        (SPAM, "spam", False, "m.xinlin.example"),
    ]


def test_a_restored_page_is_made_from_its_bytes_where_the_warc_has_them(
    scrapy: Scrapy, archive: Path
) -> None:
    url = "http://m.xinlin.example/9.html"
    html = page(f"<div>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</div>")
    with WarcWriter(archive.with_name("warc")) as writer:
        record = writer.write(exchange(9, url=url, body=html.encode("gb18030")))
    whole = Quarantined("\n".join(("新林镇：创城不是一阵风", *PARAGRAPHS)), ("spam page",), 0.99, "page")
    with Archive(archive) as writer:
        at = Fetch(at=record.at, status=200, warc_file=record.file, warc_offset=record.offset)
        writer.put(url, CleanPage(verdict="spam", quarantined=(whole,)), fetch=at)
    (item,) = json.loads(scrapy("quarantine", "list", "--kind", "page", "--json").stdout)
    done = scrapy("quarantine", "restore", item["id"])
    assert "an article made from the page's bytes" in done.stdout
    ((body, flags),) = query(archive, f"SELECT body, flags FROM articles WHERE url = '{url}'")
    assert body.split("\n") == list(PARAGRAPHS)
    assert FROM_TEXT not in flags


def test_the_list_is_one_line_a_text(scrapy: Scrapy, archive: Path) -> None:
    crawl(archive, HIJACKED, "http://m.xinlin.example/2.html")
    lines = scrapy("quarantine", "--limit", "1").stdout.splitlines()
    assert len(lines) == 4
    assert "2 pages, as m.xinlin" in lines[2]
    assert lines[3] == "... and 1 more: --limit 0 lists all"


def test_hosts_are_listed_paused_and_resumed_and_reported(scrapy: Scrapy) -> None:
    assert "m.xinlin.example" in scrapy("quarantine", "hosts").stdout
    done = scrapy("quarantine", "pause", f"HTTP://M.Xinlin.example/{URL[-1]}")
    assert done.stdout == "m.xinlin.example paused\n"
    report = json.loads(scrapy("report", "--json").stdout)
    assert report["Paused hosts"][0]["host"] == "m.xinlin.example"
    assert report["Spam by category"][0]["category"] in ("porn", "gambling")
    assert scrapy("quarantine", "resume", "m.xinlin.example").stdout == "m.xinlin.example resumed\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["frob"], ExitCode.USAGE, "no action frob: there are list, show,"),
        (["--frob"], ExitCode.USAGE, "no option --frob"),
        (["restore"], ExitCode.USAGE, "restore what?"),
        (["confirm", "--all"], ExitCode.USAGE, "confirm what?"),
        (["show", "nosuch"], ExitCode.USAGE, "no ID"),
        (["restore", "0000000000"], ExitCode.USAGE, "nothing in quarantine has the ID 0000000000"),
        (["list", "--since", "gestern"], ExitCode.USAGE, "give a time as 2026-01-31"),
        (["list", "--limit", "-1"], ExitCode.USAGE, "--limit"),
        (["pause", "a b"], ExitCode.USAGE, "'a b' is no host"),
        (["list", "--archive", "none.db"], ExitCode.ARCHIVE, "there is no archive none.db"),
        (["restore", "abcd", "--archive", "none.db"], ExitCode.ARCHIVE, "there is no archive none.db"),
        (["--export-labels", "none/x.jsonl"], ExitCode.USAGE, "none/x.jsonl: No such file"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    scrapy: Scrapy, archive: Path, arguments: list[str], code: ExitCode, told: str
) -> None:
    before = query(archive, "SELECT count(*) FROM decisions")
    run = scrapy("quarantine", *arguments)
    (line,) = run.stderr.splitlines()
    assert (run.returncode, run.stdout) == (code, "")
    assert line.startswith("quarantine: ")
    assert told in line
    assert query(archive, "SELECT count(*) FROM decisions") == before
    assert not Path("none.db").exists()


def test_deciding_while_a_crawl_writes_says_who_does(scrapy: Scrapy, archive: Path) -> None:
    with Archive(archive) as writer:
        writer.put(URL, article(), fetch=fetch())
        run = scrapy("quarantine", "confirm", "--category", "porn", "--all")
    assert run.returncode == ExitCode.LOCKED
    assert str(os.getpid()) in run.stderr


def test_text_from_the_web_cannot_steer_the_terminal(scrapy: Scrapy, archive: Path) -> None:
    evil = "\x1b[2J\x1b]0;x\x07看片\u202e"
    store(archive, article(quarantined=(Quarantined(evil, ("x",), 0.9, category="seo"),)))
    for arguments in (
        ["list"],
        ["show", json_id(scrapy)],
        ["confirm", json_id(scrapy)],
        ["list", "--json"],
    ):
        assert "\x1b" not in scrapy("quarantine", *arguments).stdout


def json_id(scrapy: Scrapy) -> str:
    (item,) = json.loads(scrapy("quarantine", "list", "--category", "seo", "--json").stdout)
    return str(item["id"])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "model"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    with pytest.raises(OSError, match="none"):
        write_whole(tmp_path / "none" / "model", b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--cases", "none"], "none is absent, there is nothing to train from"),
        (["--cases", ".", "--labels", "bad.jsonl"], "bad.jsonl, line 2: not a label"),
        (["--cases", ".", "--out", "none/model.npz"], "none is no folder"),
    ],
)
def test_training_that_cannot_begin_is_one_line_and_changes_nothing(
    scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.setattr(train, "_NEEDED", ())
    Path("bad.jsonl").write_text('{"text": "文", "label": "spam"}\nno JSON\n', "utf-8")
    run = scrapy("train", "spam", *arguments)
    (line,) = run.stderr.splitlines()
    assert run.returncode == ExitCode.ERROR
    assert told in line
    assert run.stdout == ""


def test_training_without_its_dependencies_says_which(
    scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "_NEEDED", ("sqlite3", "no_such_module"))
    run = scrapy("train", "spam")
    assert run.returncode == ExitCode.ERROR
    assert run.stderr.startswith("train: no_such_module not installed: ")


def test_training_puts_a_whole_model_in_place_and_tells_what_changed(
    scrapy: Scrapy, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    def start(module: str, *arguments: str) -> None:
        started.append(module)
        given = dict(zip(arguments[-6::2], arguments[-5::2], strict=True))
        if module == "tools.train_spam":
            assert json.loads(Path(given["--labels"]).read_text("utf-8"))["label"] == "spam"
            Path(given["--out"]).write_bytes(PATH.read_bytes())

    monkeypatch.setattr(train, "_NEEDED", ())
    monkeypatch.setattr(train, "_start", start)
    scrapy("quarantine", "confirm", "--category", "porn", "--all")
    run = scrapy("train", "spam", "--cases", ".", "--out", "new.npz")
    assert (run.returncode, run.stderr, started) == (0, "", ["tools.train_spam", "tools.spam_compare"])
    assert Path("new.npz").read_bytes() == PATH.read_bytes()
    assert run.stdout.splitlines()[-1].endswith(f"new.npz: model {model_version()}")
