"""WARC files as they are written and read again, by us and by other people's tools."""

from __future__ import annotations

import gzip
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.checker import Checker

from crawler.warc import read
from crawler.warc.writer import OPEN, WarcWriter
from tests.warc.conftest import AT, exchange

if TYPE_CHECKING:
    from pathlib import Path


def records(path: Path) -> list[tuple[str, str | None]]:
    return [(r.headers["WARC-Type"] or "", r.headers.get("WARC-Target-URI")) for r in ArchiveIterator(path)]


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_an_exchange_is_response_request_and_metadata_behind_a_warcinfo(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        writer.write(exchange(1, notes={"source": "qinghe"}))
    assert [kind for kind, _ in records(only_file(tmp_path))] == [
        "warcinfo",
        "response",
        "request",
        "metadata",
    ]


def test_a_file_is_open_while_it_is_written(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path)
    record = writer.write(exchange())
    assert only_file(tmp_path).name == record.file + OPEN
    writer.close()
    writer.close()
    assert only_file(tmp_path).name == record.file


def test_bytes_come_back_as_they_were_sent(tmp_path: Path) -> None:
    body = gzip.compress("。县委".encode("gb18030"))
    headers = ((b"Content-Encoding", b"gzip"), (b"X-Name", "附件".encode("gb18030")))
    with WarcWriter(tmp_path) as writer:
        writer.write(exchange(headers=headers, body=body))
    raw = b"".join(gzip.decompress(only_file(tmp_path).read_bytes()).partition(b"HTTP/1.1 200 OK\r\n")[1:])
    assert raw.startswith(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-Name: " + "附件".encode("gb18030") + b"\r\n"
    )
    assert body in raw
    (stored,) = read.stored(only_file(tmp_path))
    assert stored.content.decode("gb18030") == "。县委"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ((b"Transfer-Encoding", b"chunked"), b"X-Archive-Orig-Transfer-Encoding: chunked\r\n"),
        ((b"Content-Length", b"99999"), b"X-Archive-Orig-Content-Length: 99999\r\n"),
    ],
)
def test_headers_that_the_body_does_not_bear_out_are_renamed(
    tmp_path: Path, sent: tuple[bytes, bytes], kept: bytes
) -> None:
    with WarcWriter(tmp_path) as writer:
        writer.write(exchange(headers=(sent,), body=b"12345"))
    raw = gzip.decompress(only_file(tmp_path).read_bytes())
    assert kept in raw
    assert b"\r\nContent-Length: 5\r\n" in raw


def test_what_lets_one_in_is_not_archived(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        writer.write(exchange(request_headers=((b"Cookie", b"secret=1"), (b"Authorization", b"secret"))))
    assert b"secret" not in gzip.decompress(only_file(tmp_path).read_bytes())


def test_the_same_payload_becomes_a_revisit_that_leads_to_it(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        first = writer.write(exchange(1, body=b"same"))
        again = writer.write(exchange(2, body=b"same"))
    assert (first.kind, again.kind) == ("response", "revisit")
    found = read.at(tmp_path / again.file, again.offset)
    assert found is not None
    assert (found.url, found.content) == (exchange(2).url, b"same")


def test_a_payload_of_an_earlier_run_is_found(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        first = writer.write(exchange(1, body=b"same"))
    with WarcWriter(tmp_path, known={first.digest: first}.get) as writer:
        assert writer.write(exchange(2, body=b"same")).kind == "revisit"


def test_a_body_that_is_not_whole_is_marked_and_never_referred_to(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        writer.write(exchange(1, body=b"same", truncated="disconnect"))
        assert writer.write(exchange(2, body=b"same")).kind == "response"
    assert [stored.truncated for stored in read.stored(only_file(tmp_path))] == ["disconnect", None]


def test_a_document_is_a_resource_once(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        one = writer.write_resource("document:a.txt", b"text", AT)
        two = writer.write_resource("document:a.txt", b"text", AT)
        other = writer.write_resource("document:b.txt", b"text", AT)
    assert one == two != other
    assert [stored.url for stored in read.stored(only_file(tmp_path))] == ["document:a.txt", "document:b.txt"]


def test_a_full_file_is_closed_and_another_begun(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, max_size=4000) as writer:
        files = {writer.write(exchange(n, body=os.urandom(1500))).file for n in range(6)}
    assert files == {path.name for path in tmp_path.iterdir()}
    assert len(files) == 3


class FullDisk:
    """A file on a disk with room for some bytes more."""

    def __init__(self, file: object, room: int) -> None:
        self.file, self.room = file, room

    def write(self, data: memoryview) -> int:
        if not self.room:
            raise OSError(28, "No space left on device")
        part = data[: self.room]
        self.room -= len(part)
        return self.file.write(part)  # type: ignore[attr-defined, no-any-return]

    def __getattr__(self, name: str) -> object:
        return getattr(self.file, name)


@given(room=st.integers(0, 1500))
def test_where_the_disk_is_full_the_file_ends_with_whole_records(
    tmp_path_factory: pytest.TempPathFactory, room: int
) -> None:
    folder = tmp_path_factory.mktemp("full")
    writer = WarcWriter(folder)
    writer.write(exchange(1))
    writer._file = FullDisk(writer._file, room)  # type: ignore[assignment]
    with suppress(OSError):
        for number in range(2, 9):
            writer.write(exchange(number))
    writer.close()
    path = only_file(folder)
    assert gzip.decompress(path.read_bytes())
    assert next(iter(read.stored(path))).url == exchange(1).url


def test_warcio_finds_nothing_wrong(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        for number in range(5):
            writer.write(exchange(number, body=b"same" if number > 2 else os.urandom(99)))
        writer.write_resource("document:a.txt", b"text", AT, "text/plain")
    checker = Checker(type("Arguments", (), {"inputs": [str(only_file(tmp_path))], "verbose": False})())
    checker.process_all()
    assert checker.exit_value == 0


def test_fastwarc_finds_nothing_wrong(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        for number in range(5):
            writer.write(exchange(number, body=b"same" if number > 2 else os.urandom(99)))
    for record in ArchiveIterator(only_file(tmp_path), parse_http=False):
        assert record.verify_block_digest()
