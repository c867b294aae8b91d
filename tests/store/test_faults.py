from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from pipelines.store import (
    Archive,
    ArchiveError,
    ArchiveFull,
    ArchiveMissing,
    ArchiveReadOnly,
    ArchiveTooNew,
    ArchiveTooOld,
    NotAnArchive,
    Reader,
    schema,
)
from pipelines.store.errors import translate
from pipelines.store.lock import lock_path
from pipelines.store.migrations import MIGRATIONS
from tests.store.conftest import URL, article, assert_one_line, count, fetch, make, query

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def write_forever(path: Path) -> None:
    """What the killed process does: says each number that is committed, then goes on."""
    archive = Archive(path, batch_pages=5, batch_seconds=3600)
    for number in range(10**9):
        archive.put(f"{URL}?{number}", article(f"第{number}篇。" * 200), fetch=fetch())
        if number % 5 == 4:
            print(number + 1, flush=True)


def test_kill_9_loses_nothing_that_was_committed(path: Path) -> None:
    code = (
        "import pathlib, sys; from tests.store.test_faults import write_forever;"
        "write_forever(pathlib.Path(sys.argv[1]))"
    )
    for enough in (10, 60, 200):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        with process:
            assert process.stdout is not None
            while int(process.stdout.readline()) < enough:
                pass
            process.kill()
            committed = int(([str(enough), *process.stdout.read().split()])[-1])
        assert process.returncode == -signal.SIGKILL
        with Archive(path) as archive:  # the kernel let the lock go
            assert archive.put("after", article(), fetch=fetch()) is not None
        assert query(path, "PRAGMA integrity_check") == [("ok",)]
        [(articles, urls, repairs)] = query(
            path,
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM urls WHERE state = 'done'),"
            " (SELECT count(*) FROM repairs)",
        )
        assert articles >= committed + 1
        assert (articles - 1) % 5 == 0  # no half batch
        assert urls == articles
        assert repairs == 2 * articles


@pytest.mark.parametrize("content", [b"not a database\n" * 100, b"x", b"\0" * 5000, b"SQLite format 2\0"])
def test_a_file_that_is_no_database_is_left_untouched(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for open_it in (Archive, Reader):
        with pytest.raises(NotAnArchive) as raised:
            open_it(path)
        assert_one_line(raised.value, path)
    assert path.read_bytes() == content


def test_a_damaged_database_is_left_untouched(path: Path) -> None:
    content = b"SQLite format 3\0" + bytes(range(256)) * 64
    path.write_bytes(content)
    with pytest.raises(NotAnArchive):
        Archive(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("table", ["notes", "_sqlite_migrations"])
def test_the_database_of_another_program_is_left_untouched(path: Path, table: str) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(f"CREATE TABLE {table} (text)")
        conn.execute("CREATE TABLE others (text)")
    content = path.read_bytes()
    with pytest.raises(NotAnArchive, match="another program"):
        Archive(path)
    assert path.read_bytes() == content


def test_an_empty_file_becomes_an_archive(path: Path) -> None:
    path.touch()
    make(path)
    assert count(path, "articles") == 1


def test_a_newer_schema_is_left_untouched(path: Path) -> None:
    make(path)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('chuangcheng', 'm999_from_the_future', '2099')"
        )
    content = path.read_bytes()
    for open_it in (Archive, Reader):
        with pytest.raises(ArchiveTooNew, match="m999_from_the_future") as raised:
            open_it(path)
        assert_one_line(raised.value, path)
    assert path.read_bytes() == content


def test_a_writer_upgrades_an_older_archive_and_a_reader_asks_for_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(path)
    later = MIGRATIONS._Migration("m999_later", lambda db: db.execute("ALTER TABLE articles ADD later TEXT"))
    with monkeypatch.context() as patch:
        patch.setattr(MIGRATIONS, "_migrations", [*MIGRATIONS._migrations, later])
        patch.setattr(schema, "NAMES", (*schema.NAMES, later.name))
        with pytest.raises(ArchiveTooOld, match="m999_later") as raised:
            Reader(path)
        assert_one_line(raised.value, path)
        make(path)
        with Reader(path) as reader:
            assert list(reader.summaries())
    with pytest.raises(ArchiveTooNew):
        Archive(path)


def test_an_archive_whose_making_was_cut_short_is_made(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        MIGRATIONS.ensure_migrations_table(Database(conn))
    make(path)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    make(tmp_path / "a" / "b" / "archive.db")


def test_a_path_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "archive.db", tmp_path / "file" / "a" / "archive.db"):
        with pytest.raises(ArchiveReadOnly) as raised:
            Archive(path)
        assert_one_line(raised.value, path)


def test_a_folder_is_not_an_archive(tmp_path: Path) -> None:
    for open_it in (Archive, Reader):
        with pytest.raises(NotAnArchive, match="folder") as raised:
            open_it(tmp_path)
        assert_one_line(raised.value, tmp_path)


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder with an archive that this process may read but not write, also where it runs as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder / "archive.db")
        lock_path(folder / "archive.db").unlink()
        user = os.geteuid()
        folder.chmod(0o555)
        if user == 0:
            os.seteuid(65534)  # nobody
        try:
            yield folder
        finally:
            os.seteuid(user)
            folder.chmod(0o755)


@pytest.mark.parametrize("name", ["archive.db", "new.db", "below/new.db"])
def test_a_read_only_folder_cannot_be_written(read_only_folder: Path, name: str) -> None:
    with pytest.raises(ArchiveReadOnly) as raised:
        Archive(read_only_folder / name)
    assert_one_line(raised.value, read_only_folder / name)
    assert [file.name for file in read_only_folder.iterdir()] == ["archive.db"]


def test_an_archive_in_a_read_only_folder_can_be_read(read_only_folder: Path) -> None:
    with Reader(read_only_folder / "archive.db") as reader:
        assert list(reader.summaries())


def test_a_database_that_turned_read_only_is_named_so(path: Path) -> None:
    make(path)
    with Archive(path) as archive:
        archive._conn.execute("PRAGMA query_only = ON")  # SQLite's own refusal, as for a read-only disk
        with pytest.raises(ArchiveReadOnly):
            archive.put(URL, article("新"), fetch=fetch())
    assert query(path, "SELECT body FROM articles") == [(article().body,)]


def test_a_full_disk_stops_the_writer_and_keeps_what_was_committed(path: Path) -> None:
    stored = 0

    def fill(archive: Archive) -> None:
        nonlocal stored
        for stored in range(10_000):
            archive.put(f"{URL}?{stored}", article("满" * 2000), fetch=fetch())

    with Archive(path, batch_pages=10, batch_seconds=3600) as archive:
        archive._conn.execute("PRAGMA max_page_count = 60")
        with pytest.raises(ArchiveFull) as raised:
            fill(archive)
        assert_one_line(raised.value, path)
        with pytest.raises(ArchiveFull):
            archive.put(URL, article(), fetch=fetch())
    assert count(path, "articles") == stored // 10 * 10 > 0
    assert query(path, "PRAGMA integrity_check") == [("ok",)]
    make(path)


@pytest.mark.parametrize(
    ("number", "error"), [(28, ArchiveFull), (13, ArchiveReadOnly), (30, ArchiveReadOnly), (5, ArchiveError)]
)
def test_errors_of_the_system_have_names(number: int, error: type[ArchiveError]) -> None:
    path = Path("archive.db")
    named = translate(OSError(number, os.strerror(number)), path)
    assert type(named) is error
    assert_one_line(named, path)


def test_a_missing_archive_cannot_be_read(path: Path) -> None:
    with pytest.raises(ArchiveMissing) as raised:
        Reader(path)
    assert_one_line(raised.value, path)
    assert not path.exists()
