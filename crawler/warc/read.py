"""Responses and documents out of WARC and WACZ files, our own or anybody's."""

from __future__ import annotations

import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecordType

if TYPE_CHECKING:
    from collections.abc import Iterator
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


def stored(path: Path, offsets: set[int] | None = None) -> Iterator[Stored]:
    """The responses and documents of a WARC or WACZ file, in its order.

    Args:
        path: of the file; gzip or none.
        offsets: of the records that are wanted; all where it is left out.

    Raises:
        OSError: the file cannot be read, or not beyond some point.
    """
    if path.suffix == ".wacz":
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.startswith("archive/") and not name.endswith("/"):
                    with package.open(name) as file:
                        yield from _stored(file, f"{path.name}/{name}", path.parent, None)
        return
    with path.open("rb") as file:
        yield from _stored(file, path.name, path.parent, offsets)


def at(path: Path, offset: int) -> Stored | None:
    """The record that begins at an offset; ``None`` where none does.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(offset)
        if file.read(2) != b"\x1f\x8b":
            return None
        file.seek(offset)
        for found in _stored(file, path.name, path.parent, None):
            return found if found.offset == offset else None
    return None


def _stored(file: IO[bytes], name: str, folder: Path, offsets: set[int] | None) -> Iterator[Stored]:
    records = ArchiveIterator(file, record_types=_PAYLOADS, parse_http=False)
    for record in records:
        offset = record.stream_pos
        if offsets is not None and offset not in offsets:
            continue
        if (found := _read(record, name, offset, folder)) is not None:
            yield found


def _read(record: WarcRecord, name: str, offset: int, folder: Path) -> Stored | None:
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
    content = _original(record, folder) if kind == "revisit" else record.reader.read(MAX_SIZE)
    if content is None:
        logger.warning(
            "%(file)s at %(offset)d: revisit of %(url)s, whose first record is not at hand",
            {"file": name, "offset": offset, "url": header("WARC-Refers-To-Target-URI")},
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
    path = folder / Path(file).name
    path = path if path.exists() else path.with_name(path.name + ".open")
    try:
        found = at(path, int(offset))
    except OSError:
        return None
    return found.content if found and found.kind != "revisit" else None
