"""What a process that died left of its WARC file: the whole records, under the file's final name."""

from __future__ import annotations

import logging
import zlib
from typing import TYPE_CHECKING

from crawler.warc.writer import OPEN

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_CHUNK = 2**18  # bytes


def whole_members(path: Path) -> int:
    """Where the last whole gzip member of a file ends, in bytes; 0 where there is none.

    A member counts once its checksum and length, which stand at its end, are right.
    """
    whole = position = 0
    with path.open("rb") as file:
        member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        data = b""
        while data := data or file.read(_CHUNK):
            try:
                member.decompress(data)
            except zlib.error:
                break
            position += len(data) - len(member.unused_data)
            data = member.unused_data
            if member.eof:
                whole = position
                member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    return whole


def recover(folder: Path) -> list[Path]:
    """Cut every file that was left open back to its last whole record, and close it.

    The caller holds the archive's lock, so that no other process of ours is writing.

    Returns:
        The files that now have their final names. One without a whole record is removed.

    Raises:
        OSError: a file cannot be read or changed.
    """
    recovered = []
    for path in sorted(folder.glob(f"*{OPEN}")):
        whole, size = whole_members(path), path.stat().st_size
        if not whole:
            path.unlink()
            logger.warning("%(path)s held no whole record and is removed", {"path": path})
            continue
        if whole < size:
            with path.open("r+b") as file:
                file.truncate(whole)
            logger.warning(
                "%(path)s was left open: %(lost)d bytes of a record that nobody was told of are cut off",
                {"path": path, "lost": size - whole},
            )
        closed = path.with_suffix("")
        path.rename(closed)
        recovered.append(closed)
    return recovered
