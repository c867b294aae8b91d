from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.exit_codes import ExitCode
from pipelines.store import Archive
from tests.store.conftest import article, fetch

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A Scrapy project of its own that has our commands, so that no other setting matters."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = reported\n")
    (tmp_path / "reported.py").write_text(
        "COMMANDS_MODULE = 'crawler.commands'\nARCHIVE = 'kept/archive.db'\n"
    )
    return tmp_path


def scrapy(project: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *args],
        cwd=project,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{project}", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_report_prints_what_is_in_the_archive_that_the_settings_name(project: Path) -> None:
    with Archive(project / "kept" / "archive.db") as archive:
        archive.begin_crawl("documents")
        archive.put("document:1", article(), fetch=fetch())
        archive.end_crawl("finished")
    result = scrapy(project, "report")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    for part in (
        "Pages\nverdict  pages",
        "清河日报",
        "全国文明城市",
        "东江省",
        "pinyin",
        "finished",
        "kept/archive.db",
    ):
        assert part in result.stdout


def test_a_missing_archive_is_one_line_and_an_exit_code(project: Path) -> None:
    result = scrapy(project, "report", "--archive", "none/archive.db")
    assert result.returncode == ExitCode.ARCHIVE
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert "none/archive.db" in line


def test_report_tells_what_one_crawl_did_and_which_was_killed(project: Path) -> None:
    path = project / "kept" / "archive.db"
    with Archive(path) as archive:
        archive.begin_crawl("news")
        archive.begin_crawl("news", arguments={"source": "all"})
        archive.put("http://q.example/1", article(), fetch=fetch())
        archive.record_failure("http://q.example/2", "was not answered in time", fetch=fetch())
        archive.end_crawl("finished", counts={"sources/qinghe/pages": 2, "sources/qinghe/state": "done"})
    last = scrapy(project, "report", "--crawl", "last").stdout
    for part in ("finished", '{"source": "all"}', "qinghe", "done", "was not answered in time"):
        assert part in last
    assert "did not end" in scrapy(project, "report", "--crawl", "1").stdout
    none = scrapy(project, "report", "--crawl", "9")
    assert (none.returncode, none.stderr) == (
        ExitCode.NOTHING,
        "report: there is no crawl 9 in kept/archive.db\n",
    )
