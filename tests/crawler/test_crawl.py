"""Whole runs, as an operator starts them: what they print, store and exit with."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.exit_codes import ExitCode
from pipelines.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT / "tests" / "fixtures" / "documents"
TEXT = (
    "我镇召开创建全国文明城市工作推进会，部署下一阶段的工作。会议要求，各村要提高认识，扎实推进各项工作。\n"
    * 3
)


def crawl(
    archive: Path, *arguments: str, before: Callable[[], None] | None = None, workers: str = "0"
) -> subprocess.CompletedProcess[str]:
    """Run ``scrapy crawl documents`` in a process of its own; without workers, whose start takes longest."""
    settings = ["-s", f"ARCHIVE={archive}", "-s", f"CLEAN_WORKERS={workers}"]
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "documents", *settings, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        preexec_fn=before,
    )


def rows(archive: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{archive}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def contents(archive: Path) -> list[list[tuple[object, ...]]]:
    """All that a run may not change when nothing changed."""
    tables = ("articles", "versions", "repairs", "quarantine", "changes")
    return [
        rows(archive, f"select * from {table}")
        if table != "articles"
        else rows(archive, "select url, digest from articles")
        for table in tables
    ]


def one_line(run: subprocess.CompletedProcess[str]) -> str:
    """The one line a failed run says."""
    (line,) = run.stderr.strip().splitlines()
    return line


def test_a_second_run_changes_nothing_and_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    first = crawl(archive, "-a", f"path={DOCUMENTS}", workers="2")
    assert (first.returncode, first.stderr) == (ExitCode.DONE, "")
    assert first.stdout.splitlines()[-1] == f"5 new, 0 changed, 0 unchanged in {archive}"
    printed = "\n".join(line.rstrip() for line in first.stdout.splitlines()).replace(
        str(archive), "output/archive.db"
    )
    for name in ("README.md", "README.zh-CN.md"):
        assert printed in (ROOT / name).read_text("utf-8"), f"{name} shows another table than the run printed"
    before = contents(archive)
    second = crawl(archive, "-a", f"path={DOCUMENTS}")
    assert second.returncode == ExitCode.DONE
    assert second.stdout.splitlines()[-1] == f"0 new, 0 changed, 5 unchanged in {archive}"
    assert contents(archive) == before
    assert rows(archive, "select count(*) from crawls where reason = 'finished'") == [(2,)]


def test_a_changed_document_makes_a_version(tmp_path: Path) -> None:
    archive, folder = tmp_path / "a.db", tmp_path / "d"
    folder.mkdir()
    document = folder / "1.txt"
    document.write_text(f"新林镇推进创城工作\n\n{TEXT}", "utf-8")
    crawl(archive, "-a", f"path={folder}")
    document.write_text(
        f"新林镇推进创城工作\n\n{TEXT}会后，与会人员实地查看了环境整治的情况，并提出了意见。\n", "utf-8"
    )
    assert "0 new, 1 changed, 0 unchanged" in crawl(archive, "-a", f"path={folder}").stdout
    assert rows(archive, "select version from articles") == [(2,)]
    assert rows(archive, "select version from versions") == [(1,)]
    assert rows(archive, "select kind from changes order by seq") == [("new",), ("changed",)]


def test_bad_documents_are_recorded_and_the_rest_is_stored(tmp_path: Path) -> None:
    archive, folder = tmp_path / "a.db", tmp_path / "d"
    folder.mkdir()
    (folder / "good.txt").write_text(f"新林镇推进创城工作\n\n{TEXT}", "utf-8")
    (folder / "gbk.txt").write_bytes(f"新林镇推进创卫工作\n\n{TEXT}".encode("gbk"))
    (folder / "faulty.txt").write_bytes(TEXT.encode() + b"\xff\xfe\xfd" + TEXT.encode())
    (folder / "yaml.md").write_text(f"---\ntitle: '没有\n - [\n---\n{TEXT}", "utf-8")
    (folder / "deep.html").write_text("<div>" * 50_000 + TEXT, "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "nul.txt").write_bytes(b"\x00" * 5000)
    (folder / "scan.txt").write_bytes(b"%PDF-1.7\n...")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(200 * 2**20)
    run = crawl(archive, "-a", f"path={folder}")
    assert run.returncode == ExitCode.SOME_FAILED
    assert "5 new, 0 changed, 0 unchanged, 4 failed" in run.stdout
    assert sorted(run.stderr.splitlines()) == [
        "WARNING: document:empty.txt is empty",
        "WARNING: document:huge.txt is larger than DOWNLOAD_MAXSIZE (200 MiB > 16 MiB)",
        "WARNING: document:nul.txt is filled with NUL bytes",
        "WARNING: document:scan.txt is no text but PDF: convert it to text or HTML first",
    ]
    assert rows(archive, "select count(*) from fetches where outcome = 'failed'") == [(4,)]
    flags = {str(url): str(flags) for url, flags in rows(archive, "select url, flags from articles")}
    assert "undecodable" in flags["document:faulty.txt"]
    assert "front matter is not valid YAML" in flags["document:yaml.md"]
    assert "nested too deep" in flags["document:deep.html"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], ExitCode.USAGE, "no documents given: add -a path=FOLDER, FILE or GLOB"),
        (["-a", "path=nowhere"], ExitCode.NOTHING, "nowhere: no such folder or file: check -a path="),
        (
            ["-a", "path=docs/*.none"],
            ExitCode.NOTHING,
            "docs/*.none: no documents in it: expected files ending in",
        ),
    ],
)
def test_no_documents_is_one_clear_line(
    tmp_path: Path, arguments: list[str], code: ExitCode, message: str
) -> None:
    run = crawl(tmp_path / "a.db", *arguments)
    assert run.returncode == code
    assert one_line(run).startswith(f"ERROR: {message}")


def test_an_unknown_spider_is_one_clear_line() -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", "nosuch"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (run.returncode, run.stderr) == (
        ExitCode.USAGE,
        "crawl: no spider nosuch: there are archive, documents, news\n",
    )


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    archive.write_text("no database, but somebody's notes " * 100)
    before = archive.read_bytes()
    run = crawl(archive, "-a", f"path={DOCUMENTS}")
    assert run.returncode == ExitCode.ARCHIVE
    assert str(archive) in one_line(run)
    assert archive.read_bytes() == before


def test_an_output_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    run = crawl(tmp_path / "file" / "a.db", "-a", f"path={DOCUMENTS}")
    assert run.returncode == ExitCode.ARCHIVE
    assert "a.db" in one_line(run)


def test_two_runs_at_once_the_second_says_who_holds_the_archive(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    with Archive(archive):
        run = crawl(archive, "-a", f"path={DOCUMENTS}")
    assert run.returncode == ExitCode.LOCKED
    assert str(os.getpid()) in one_line(run)


def test_a_disk_that_takes_no_more_ends_the_run_and_keeps_what_was_committed(tmp_path: Path) -> None:
    archive, folder = tmp_path / "a.db", tmp_path / "d"
    crawl(archive, "-a", f"path={DOCUMENTS}")
    before = contents(archive)
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(
            f"新林镇第{number}次推进创城工作\n\n" + TEXT * 40 + str(number), "utf-8"
        )
    limit = 700_000
    run = crawl(
        archive,
        "-a",
        f"path={folder}",
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert run.returncode in (ExitCode.DISK_FULL, ExitCode.ARCHIVE)
    assert str(archive) in one_line(run)
    assert "Traceback" not in run.stdout
    assert rows(archive, "pragma integrity_check") == [("ok",)]
    assert [row for row in contents(archive)[0] if row in before[0]] == before[0]


def test_the_readme_lists_every_exit_code() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert all(f"\n| {code.value} | " in text for code in ExitCode)


def test_documents_get_the_address_they_once_had(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    crawl(
        archive,
        "-a",
        f"path={DOCUMENTS / '004_575520ba510e706a.txt'}",
        "-a",
        "base_url=http://xinlin.example/n/",
    )
    assert rows(archive, "select url from articles") == [
        ("http://xinlin.example/n/004_575520ba510e706a.txt",)
    ]
