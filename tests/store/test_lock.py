"""One writer at a time, and who it is."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pipelines.store import Archive, ArchiveLocked
from pipelines.store.lock import lock_path
from tests.store.conftest import URL, article, assert_one_line, count, fetch, make

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_writer_is_told_who_holds_the_archive(path: Path) -> None:
    with Archive(path) as first:
        first.put(URL, article(), fetch=fetch())
        with pytest.raises(ArchiveLocked, match=rf"process {os.getpid()} since \d{{4}}-") as raised:
            Archive(path)
        assert_one_line(raised.value, path)
    make(path)
    assert count(path, "articles") == 1


def test_a_second_process_is_told_too(path: Path) -> None:
    with Archive(path):
        context = multiprocessing.get_context("spawn")
        queue = context.Queue()
        process = context.Process(target=_try, args=(path, queue))
        process.start()
        assert f"process {os.getpid()} since" in queue.get(timeout=60)
        process.join()


def _try(path: Path, queue: multiprocessing.Queue[str]) -> None:
    try:
        Archive(path)
    except ArchiveLocked as error:
        queue.put(str(error))


def test_two_names_of_one_archive_share_its_lock(path: Path) -> None:
    make(path)
    link = path.with_name("link.db")
    link.symlink_to(path)
    assert lock_path(link) == lock_path(path)
    with Archive(path), pytest.raises(ArchiveLocked):
        Archive(link)


def test_a_lock_file_left_by_a_killed_process_holds_nobody_up(path: Path) -> None:
    lock_path(path).write_text("process 1 since 2020-01-01T00:00:00Z\n")
    make(path)


def test_another_program_that_locks_the_database_is_waited_for_then_named(path: Path) -> None:
    make(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        archive = Archive(path, busy_timeout=0)
        with pytest.raises(ArchiveLocked, match="another program"):
            archive.put("http://a.example/", article(), fetch=fetch())
        archive.close()
    assert count(path, "articles") == 1
