"""What a process that died leaves of a WARC file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc import read
from crawler.warc.recover import recover
from crawler.warc.writer import OPEN, WarcWriter
from tests.warc.conftest import exchange

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[int]]:
    """The bytes of a file with three exchanges, and where each of them ends."""
    folder = tmp_path_factory.mktemp("written")
    ends = []
    with WarcWriter(folder) as writer:
        for number in range(3):
            writer.write(exchange(number))
            ends.append(writer._size)
    (path,) = folder.iterdir()
    return path.read_bytes(), ends


@given(data=st.data())
def test_every_acknowledged_record_is_readable_wherever_the_file_was_cut(
    written: tuple[bytes, list[int]], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content, ends = written
    cut = data.draw(st.integers(0, len(content)))
    folder = tmp_path_factory.mktemp("cut")
    (folder / f"a.warc.gz{OPEN}").write_bytes(content[:cut])
    whole = recover(folder)
    urls = [stored.url for path in whole for stored in read.stored(path)]
    acknowledged = sum(end <= cut for end in ends)
    assert len(urls) in (acknowledged, acknowledged + 1)  # the response may be whole, its request not
    assert urls == [exchange(number).url for number in range(len(urls))]
    assert not list(folder.glob(f"*{OPEN}"))


def test_what_no_record_can_be_read_from_is_removed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / f"a.warc.gz{OPEN}").write_bytes(b"\x1f\x8b\x08 not a member")
    assert recover(tmp_path) == []
    assert not list(tmp_path.iterdir())
    assert "held no whole record" in caplog.text


def test_a_file_that_was_only_not_renamed_keeps_every_byte(
    written: tuple[bytes, list[int]], tmp_path: Path
) -> None:
    (tmp_path / f"a.warc.gz{OPEN}").write_bytes(written[0])
    (path,) = recover(tmp_path)
    assert path.read_bytes() == written[0]
