"""The archive and its WARC files after runs that died."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.warc.doctor import mend
from crawler.warc.writer import OPEN, WarcWriter
from pipelines.store import Archive, Fetch
from pipelines.types import CleanPage
from tests.warc.conftest import exchange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.warc.records import Record


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "a.db") as archive:
        yield archive


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "warc"


def put(archive: Archive, record: Record) -> None:
    fetch = Fetch(
        at=record.at, status=200, body_digest=record.digest, warc_file=record.file, warc_offset=record.offset
    )
    archive.put(record.url, CleanPage(verdict="article", title="青禾县", body=record.url), fetch=fetch)


def die(archive: Archive, writer: WarcWriter) -> None:
    """What a kill leaves: committed rows and a file that is open."""
    archive.flush()
    archive.crawl = None
    assert writer._file is not None
    writer._file.close()


def query(archive: Archive, sql: str) -> list[tuple[object, ...]]:
    with archive.reading() as conn:
        return conn.execute(sql).fetchall()


def test_where_nothing_died_nothing_is_mended(archive: Archive, folder: Path) -> None:
    archive.begin_crawl("news")
    with WarcWriter(folder) as writer:
        put(archive, writer.write(exchange(1)))
    archive.end_crawl("finished")
    for thorough in (False, True):
        assert mend(archive, folder, thorough=thorough).sound


def test_a_record_whose_page_was_not_stored_gets_a_row(archive: Archive, folder: Path) -> None:
    archive.begin_crawl("news")
    writer = WarcWriter(folder)
    put(archive, writer.write(exchange(1)))
    orphan = writer.write(exchange(2))
    die(archive, writer)
    findings = mend(archive, folder)
    assert (findings.killed, findings.recovered, findings.indexed, findings.lost) == (1, 1, 1, 0)
    assert query(archive, "SELECT url, outcome, warc_offset FROM fetches WHERE outcome != 'new'") == [
        (orphan.url, "archived", orphan.offset)
    ]
    assert query(archive, "SELECT finished, reason FROM crawls") == [(None, "killed")]
    assert not list(folder.glob(f"*{OPEN}"))
    assert mend(archive, folder, thorough=True).sound


@pytest.mark.parametrize("whole_file", [True, False])
def test_a_row_whose_record_the_disk_lost_is_fetched_again(
    archive: Archive, folder: Path, whole_file: bool
) -> None:
    archive.begin_crawl("news")
    writer = WarcWriter(folder)
    kept, lost = writer.write(exchange(1)), writer.write(exchange(2))
    put(archive, kept)
    put(archive, lost)
    die(archive, writer)
    path = folder / (lost.file + OPEN)
    if whole_file:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: lost.offset + 1])
    findings = mend(archive, folder)
    assert findings.lost == (2 if whole_file else 1)
    assert ("waiting",) in query(archive, f"SELECT state FROM urls WHERE url = '{lost.url}'")
    assert query(archive, "SELECT count(*) FROM articles") == [(2,)]
    assert mend(archive, folder, thorough=True).sound


def test_a_file_that_cannot_be_read_to_its_end_is_told(archive: Archive, folder: Path) -> None:
    with WarcWriter(folder) as writer:
        first, second = writer.write(exchange(1)), writer.write(exchange(2))
    path = folder / first.file
    content = bytearray(path.read_bytes())
    content[second.offset + 40 : second.offset + 80] = bytes(40)
    path.write_bytes(content)
    findings = mend(archive, folder, thorough=True)
    assert findings.indexed == 1
    assert not findings.sound
