"""What `scrapy cluster` tells."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from crawler.commands.cluster import Command
from crawler.exit_codes import ExitCode
from pipelines.store import Archive, Fetch
from pipelines.types import CleanPage
from tests.duplicates.texts import NEWS, OTHER

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://qinghe.example/1.html"


def run(path: Path, **given: object) -> int:
    command = Command()
    command.settings = Settings({"ARCHIVE": str(path)})
    command.run([], argparse.Namespace(**({"show": None, "list": None, "rebuild": False} | given)))
    return command.exitcode or 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        for url, body in ((URL, NEWS), (URL + "?mirror", NEWS + "责任编辑：李明"), (URL + "?other", OTHER)):
            page = CleanPage(verdict="article", title="清河创城", body=body)
            archive.put(url, page, fetch=Fetch(at=datetime(2026, 1, 1, tzinfo=UTC)))
    return path


def test_a_run_says_what_it_did(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(path) == 0
    assert capsys.readouterr().out == (
        "3 articles read, 1 pairs compared: 2 articles in 1 clusters, 2 moved\n"
    )


def test_clusters_are_shown(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(path)
    capsys.readouterr()
    assert run(path, show=URL) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].split() == ["role", "likeness", "published", "source", "title", "url"]
    assert [line.split()[0] for line in told[2:4]] == ["best", "copy"]
    assert run(path, list=5) == 0
    assert "清河创城" in capsys.readouterr().out


def test_an_article_without_duplicates_is_told_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(path)
    assert run(path, show=URL + "?other") == ExitCode.NOTHING
    assert "no article of this address has a duplicate" in capsys.readouterr().err


def test_an_archive_in_use_is_left_alone(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Archive(path):
        assert run(path) == ExitCode.LOCKED
    assert "being written" in capsys.readouterr().err
