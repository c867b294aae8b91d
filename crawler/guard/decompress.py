"""Content codings undone within a size: bombs end at the limit, what is cut short is kept and told."""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# As curl has it: no server needs more, and each layer costs up to the size limit again.
MAX_LAYERS = 5
_CHUNK = 64 * 1024
# What stands in the header of responses that are not coded at all.
_NO_CODINGS = frozenset({"identity", "none", "utf-8", "gbk", "gb2312", "binary", "8bit"})
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
# RFC 9659: a window of a response is 8 MiB at most. Frames may ask for 2 GiB, which would be allocated.
_ZSTD_OPTIONS = {int(zstd.DecompressionParameter.window_log_max): 23}


class DecompressionError(ValueError):
    """The content cannot be had; the message completes «the page …»."""


class TooLargeError(DecompressionError):
    """The content is larger than allowed."""


@dataclass(frozen=True, slots=True)
class Content:
    """A body as it was before its codings.

    Attributes:
        body: all that could be read.
        partial: why there should be more; None where it is whole.
        left: codings that are not known, outermost last; they stay in the response's headers.
    """

    body: bytes
    partial: str | None = None
    left: tuple[str, ...] = ()


def decompress(body: bytes, codings: Iterable[str], max_size: int) -> Content:
    """Undo the codings of a ``Content-Encoding`` header, the last one first.

    Bodies that are not what the header says, but plain, are taken as they are: servers that compress in two places
    and label in one are common.

    Args:
        body: as it came.
        codings: in the order in which they were applied.
        max_size: of the content after each layer, in bytes; 0 for no limit.

    Raises:
        TooLargeError: a layer yields more.
        DecompressionError: there are too many layers, or nothing can be read.
    """
    names = [name for text in codings for name in text.lower().replace(" ", "").split(",") if name]
    names = [name for name in names if name not in _NO_CODINGS]
    if len(names) > MAX_LAYERS:
        raise DecompressionError(f"is compressed {len(names)} times")
    partial = None
    while names and names[-1] in _READERS:
        name = names.pop()
        if not body:
            break
        out, size, whole = [], 0, True
        try:
            for chunk in _READERS[name](body):
                size += len(chunk)
                if max_size and size > max_size:
                    raise TooLargeError(f"is larger than DOWNLOAD_MAXSIZE ({max_size / 2**20:g} MiB)")
                out.append(chunk)
        except (EOFError, zlib.error, brotli.error, zstd.ZstdError):
            whole = False
        if not size and not whole:
            if name in ("br", "deflate") or body.startswith((_GZIP, _ZSTD)):
                raise DecompressionError(f"is said to be {name}, and nothing of it can be read")
            continue
        body = b"".join(out)
        if not whole:
            partial = f"its {name} ends early or is damaged"
    return Content(body, partial, tuple(names))


def _gzip(data: bytes) -> Iterator[bytes]:
    """All members; what follows them and is none is padding."""
    if not data.startswith(_GZIP):
        raise EOFError
    while data.startswith(_GZIP):
        reader = zlib.decompressobj(wbits=31)
        # The checksum is in the last 8 bytes: where it is wrong, what comes before is kept.
        body, end = data[:-8], data[-8:]
        yield from _inflate(reader, body)
        if not reader.eof:
            yield from _inflate(reader, end)
            yield from _end(reader)
            return
        data = reader.unused_data + end


def _deflate(data: bytes) -> Iterator[bytes]:
    """Zlib as the standard has it, or bare as some servers send it."""
    reader = zlib.decompressobj()
    try:
        reader.decompress(data[:64], _CHUNK)
    except zlib.error:
        reader = zlib.decompressobj(wbits=-15)
    else:
        reader = zlib.decompressobj()
    yield from _inflate(reader, data)
    yield from _end(reader)


def _inflate(reader: Any, data: bytes) -> Iterator[bytes]:
    while data and not reader.eof:
        yield reader.decompress(data, _CHUNK)
        data = reader.unconsumed_tail


def _end(reader: Any) -> Iterator[bytes]:
    if not reader.eof:
        yield reader.flush()  # what was read and not yet given
    if not reader.eof:
        raise EOFError


def _brotli(data: bytes) -> Iterator[bytes]:
    reader = brotli.Decompressor()
    chunk = reader.process(data, output_buffer_limit=_CHUNK)
    while chunk:
        yield chunk
        chunk = reader.process(b"", output_buffer_limit=_CHUNK)
    if not reader.is_finished():
        raise EOFError


def _zstd(data: bytes) -> Iterator[bytes]:
    """All frames."""
    while data:
        reader = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
        chunk = reader.decompress(data, max_length=_CHUNK)
        while chunk or not (reader.eof or reader.needs_input):
            yield chunk
            if reader.eof:
                break
            chunk = reader.decompress(b"", max_length=_CHUNK)
        if not reader.eof:
            raise EOFError
        data = reader.unused_data


_READERS = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
