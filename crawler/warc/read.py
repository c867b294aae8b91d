"""Responses and documents out of WARC and WACZ files, our own or anybody's."""

from __future__ import annotations

import errno
import logging
import os
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecordType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import IO

    from fastwarc.warc import WarcRecord

logger = logging.getLogger(__name__)

MAX_SIZE = 16 * 2**20  # bytes of a decoded body; more is cut, as the crawl would have cut it
_PAYLOADS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A response or document as an archive keeps it.

    Attributes:
        url: ``WARC-Target-URI``.
        at: ``WARC-Date``.
        status: HTTP status; 200 for a document.
        content_type: the HTTP header's, or the record's for a document.
        content: the body, chunks joined and decompressed; of a revisit, the original's.
        file: path of the file, or of the WACZ and the name within it.
        offset: of the record in its file, in bytes.
        digest: ``WARC-Payload-Digest``, where the record has one.
        kind: ``response``, ``revisit`` or ``resource``.
        truncated: why the body is not whole, where it is not.
    """

    url: str
    at: datetime
    status: int
    content_type: str | None
    content: bytes
    file: str
    offset: int
    digest: str | None
    kind: str
    truncated: str | None


def stored(path: Path, offsets: Iterable[int] | None = None) -> Iterator[Stored]:
    """The responses and documents of a WARC or WACZ file, in its order.

    Args:
        path: of the file, gzip or none; in a package, its path and below it the name within:
            ``a.wacz/archive/data.warc.gz``.
        offsets: of the records that are wanted, rising; all where it is left out.

    Raises:
        OSError: the file cannot be read, or not beyond some point.
    """
    names = [path]
    if path.suffix == ".wacz" and path.is_file():
        with _package(path) as package:
            inside = [name for name in package.namelist() if name.startswith("archive/") and name[-1] != "/"]
        names = [path / name for name in inside]
    for name in names:
        with _opened(name) as file:
            yield from _stored(file, name, offsets)


def at(path: Path, offset: int) -> Stored | None:
    """The record that begins at an offset; ``None`` where none does.

    Raises:
        OSError: the file cannot be read.
    """
    with _opened(path) as file:
        if not _begins(file, offset):
            return None
        file.seek(offset)
        for found in _stored(file, path, None):
            return found if found.offset == offset else None
    return None


def missing(path: Path, offsets: Iterable[int]) -> Iterator[int]:
    """Those of the offsets at which no record begins.

    Raises:
        OSError: the file cannot be read.
    """
    with _opened(path) as file:
        yield from (offset for offset in offsets if not _begins(file, offset))


def place_of(path: Path, found: Stored) -> str:
    """Where a record of a file that lies anywhere is kept, for the archive: the way to it that stays true."""
    return str(path.resolve().parent / found.file)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A file, or one in a package."""
    holder = next((one for one in path.parents if one.suffix == ".wacz" and one.is_file()), None)
    if holder is None:
        with path.open("rb") as file:
            yield file
        return
    with _package(holder) as package:
        try:
            member = package.open(path.relative_to(holder).as_posix())
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
        with member:
            yield member


@contextmanager
def _package(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as package:
            yield package
    except (zipfile.BadZipFile, zlib.error) as error:
        raise OSError(f"{path.name}: {error}") from error


def _begins(file: IO[bytes], offset: int) -> bool:
    file.seek(offset)
    return file.read(5).startswith((b"\x1f\x8b", b"WARC/"))


def _stored(file: IO[bytes], path: Path, offsets: Iterable[int] | None) -> Iterator[Stored]:
    wanted = iter(offsets) if offsets is not None else None
    following = next(wanted, None) if wanted is not None else None
    name = _name(path)
    for record in ArchiveIterator(file, record_types=_PAYLOADS, parse_http=False):
        offset = record.stream_pos
        if wanted is not None:
            while following is not None and following < offset:
                following = next(wanted, None)
            if following is None:
                return
            if following > offset:
                continue
        if (found := _read(record, path, name, offset)) is not None:
            yield found


def _read(record: WarcRecord, path: Path, name: str, offset: int) -> Stored | None:
    kind = record.headers.get("WARC-Type") or ""
    header = record.headers.get
    content_type = header("Content-Type")
    status = 200
    if kind != "resource":
        record.parse_http(auto_decode="all", quirks_mode=True)
        if record.http_headers is None:  # a response of another protocol, such as DNS
            return None
        status = record.http_headers.status_code or 0
        content_type = record.http_headers.get("Content-Type")
    content = _original(record, path.parent) if kind == "revisit" else record.reader.read(MAX_SIZE)
    if content is None:
        logger.warning(
            "%(file)s at %(offset)d: revisit of %(url)s, whose first record is not at hand",
            {"file": path.name, "offset": offset, "url": header("WARC-Refers-To-Target-URI")},
        )
        return None
    date = record.record_date
    if date is None:
        return None
    return Stored(
        url=(header("WARC-Target-URI") or "").strip("<>"),
        at=date,
        status=status,
        content_type=content_type,
        content=content,
        file=name,
        offset=offset,
        digest=header("WARC-Payload-Digest"),
        kind=kind,
        truncated=header("WARC-Truncated"),
    )


def _original(record: WarcRecord, folder: Path) -> bytes | None:
    """The payload that a revisit refers to, by the file and offset that it names (as ours and Heritrix's do)."""
    file, offset = (record.headers.get(f"WARC-Refers-To-{field}") for field in ("Filename", "File-Offset"))
    if not file or not offset or not offset.isdigit():
        return None
    for name in (Path(file).name, Path(file).name + ".open"):
        try:
            found = at(folder / name, int(offset))
        except OSError:
            continue
        return found.content if found and found.kind != "revisit" else None
    return None


def _name(path: Path) -> str:
    """The name of a file; of one in a package, from the package's on."""
    holder = next((one for one in path.parents if one.suffix == ".wacz" and one.is_file()), None)
    return path.name if holder is None else path.relative_to(holder.parent).as_posix()
