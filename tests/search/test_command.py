"""`scrapy search` and `scrapy export` as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.commands.search import lines
from pipelines.store import Archive, Reader
from pipelines.store.search import search
from tests.search.conftest import HOST

ROOT = Path(__file__).parents[2]


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_what_was_found_stands_in_brackets(path: Path) -> None:
    with Reader(path) as reader:
        shown = list(lines(search(reader, "創城 verdict:hijacked"), colours=False))
    assert shown == [
        "旧闻",
        "  2016-06-01  青山日报  东江省清河市  hijacked since",
        "  报道【创城】的文章被人换掉了，志愿者不见了。",
        f"  {HOST}4",
        "",
        "1 of 1 articles",
    ]


def test_colours_mark_what_was_found(path: Path) -> None:
    with Reader(path) as reader:
        shown = "\n".join(lines(search(reader, "景区"), colours=True))
    assert "\x1b[1;31m景区\x1b[0m" in shown


def test_a_search_indexes_finds_and_prints_json(path: Path) -> None:
    with Archive(path) as archive, archive.writing() as conn:
        conn.execute("UPDATE search_state SET value = 0 WHERE name = 'form'")  # as of an earlier version
    done = scrapy("search", "--archive", str(path), "--json", "创城 place:东昌府")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert [hit["url"] for hit in answer["hits"]] == [HOST + "1"]
    assert (answer["total"], answer["behind"]) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["search", "sourse:清河"], 2, "search: no filter sourse: there are"),
        (["search"], 2, "search: what should be looked for?"),
        (["export", "--where", "nonsense"], 2, "export: --where 'nonsense' is no condition: no such column"),
    ],
)
def test_a_mistake_is_told_in_one_line(path: Path, arguments: list[str], code: int, line: str) -> None:
    done = scrapy(arguments[0], "--archive", str(path), *arguments[1:])
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1


def test_an_export_to_standard_output_can_be_piped(path: Path) -> None:
    done = scrapy("export", "--archive", str(path), "--columns", "url,change", "--limit", "1")
    assert json.loads(done.stdout) == {"url": HOST + "1", "change": "new"}
    assert done.stderr == "1 articles; the last change is 5\n"
