"""The one writer of an archive's WARC files."""

from __future__ import annotations

import os
import zlib
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Self

from warcio.warcwriter import WARCWriter

from crawler.warc import records
from crawler.warc.records import Record
from pipelines.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from warcio.recordloader import ArcWarcRecord

    from crawler.warc.records import Exchange

OPEN = ".open"  # ending of a file that is being written
_LEVEL = 6
MAX_SIZE = 2**30  # bytes; the customary size of a WARC file
# Payloads kept in mind to find one that came before: some 20 MB at most. Older ones are asked of ``known``.
_REMEMBERED = 50_000


class WarcWriter:
    """Writes records to ``NAME.warc.gz.open``, which becomes ``NAME.warc.gz`` when it is full or closed.

    Every record is a gzip member of its own, and the operating system has it when the method returns: the death of
    the process loses none. A new process writes new files; what a dead one left open is cut back by
    :mod:`crawler.warc.recover`. Where the disk is full the file ends with its last whole exchange.

    Args:
        folder: of the files; made, where it is missing, with the first record.
        max_size: of a file, in bytes; the exchange that passes it is the file's last.
        known: finds the record of a payload that an earlier run archived, by its digest.
        info: fields of the warcinfo record, such as ``operator``.

    Its methods raise OSError where the folder or a file cannot be written.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        max_size: int = MAX_SIZE,
        known: Callable[[str], Record | None] | None = None,
        info: dict[str, str] | None = None,
    ) -> None:
        self.folder = Path(folder)
        self._max_size = max_size
        self._known = known
        self._info = info or {}
        self._remembered: OrderedDict[str, Record] = OrderedDict()
        self._number = 0
        self._file: FileIO | None = None
        self._size = 0
        self.name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, exchange: Exchange) -> Record:
        """Archive an exchange: its response, or a revisit of the same payload, with request and notes."""
        payload = records.digest(exchange.body)
        original = self._original(payload) if exchange.body and not exchange.truncated else None
        response = records.response(exchange, payload, original)
        about = [records.request(exchange), *([records.metadata(exchange)] if exchange.notes else [])]
        for record in about:
            record.rec_headers.add_header(
                "WARC-Concurrent-To", response.rec_headers.get_header("WARC-Record-ID")
            )
        written = self._write([response, *about], exchange.url, exchange.at, payload)
        if original is None and not exchange.truncated:
            self._remember(written)
        return written

    def write_resource(
        self, url: str, content: bytes, at: datetime, content_type: str | None = None
    ) -> Record:
        """Archive a document that came from disk, unless the same one is there already."""
        payload = records.digest(content)
        if (original := self._original(payload)) is not None and original.url == url:
            return replace(original, at=at)
        written = self._write([records.resource(url, content, at, content_type)], url, at, payload)
        self._remember(written)
        return written

    def close(self) -> None:
        """Close the file and give it its final name; again does nothing."""
        if self._file is None:
            return
        file, self._file = self._file, None
        os.fsync(file.fileno())
        file.close()
        path = self.folder / (self.name + OPEN)
        path.rename(path.with_suffix(""))

    def _write(self, about: list[ArcWarcRecord], url: str, at: datetime, payload: str) -> Record:
        """Append records in one piece; where the first one lies."""
        if self._file is None:
            self._begin()
        offset = self._append(about)
        written = Record(self.name, offset, payload, about[0].rec_type, url, at)
        if self._size >= self._max_size:
            self.close()
        return written

    def _append(self, about: list[ArcWarcRecord]) -> int:
        assert self._file is not None
        members = b"".join(map(_member, about))
        rest, offset = memoryview(members), self._size
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            with suppress(OSError):
                self._file.truncate(offset)
                self._file.seek(offset)
            raise
        self._size += len(members)
        return offset

    def _begin(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._number += 1
        now = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
        self.name = f"chuangcheng-{now}-{os.getpid()}-{self._number:05}.warc.gz"
        self._file = FileIO(self.folder / (self.name + OPEN), "x")
        self._size = 0
        fields = {
            "software": f"chuangcheng/{VERSION}",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        }
        self._append([records.warcinfo(self.name, fields | self._info)])

    def _original(self, payload: str) -> Record | None:
        if (original := self._remembered.get(payload)) is not None:
            self._remembered.move_to_end(payload)
            return original
        return self._known(payload) if self._known else None

    def _remember(self, record: Record) -> None:
        self._remembered[record.digest] = record
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)


def _member(record: ArcWarcRecord) -> bytes:
    """A record as a gzip member; warcio itself would compress at level 9: a tenth slower, half a thousandth smaller."""
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False, warc_version=records.WARC_VERSION).write_record(record)
    return zlib.compress(buffer.getbuffer(), _LEVEL, zlib.MAX_WBITS | 16)
