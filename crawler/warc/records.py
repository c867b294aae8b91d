"""WARC 1.1 records from HTTP exchanges, with the bytes as they came.

ISO 28500:2017 (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders

from pipelines.store import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from warcio.recordloader import ArcWarcRecord

WARC_VERSION = "WARC/1.1"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# Describes the connection, not the body: Twisted has undone it, and a replay that obeyed it would fail.
_NOT_TRUE_ANY_MORE = frozenset((b"transfer-encoding",))
# Would let whoever reads the archive in.
_SECRET = frozenset((b"authorization", b"proxy-authorization", b"cookie"))

_builder = RecordBuilder(warc_version=WARC_VERSION)

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and what answered it.

    Attributes:
        url: that was asked for.
        at: when the answer had come; with a time zone.
        method: of the request.
        request_headers: as sent, without what identifies the crawler to the server (cookies, credentials).
        status: of the response.
        reason: of the status line.
        protocol: such as ``HTTP/1.1``.
        headers: of the response, in order.
        body: of the response, still compressed if it was, no longer chunked.
        ip: address that answered.
        truncated: why the body is not whole: ``length``, ``disconnect``, ``time`` or ``unspecified``.
        notes: what the crawl knows beyond the exchange, such as the page that led to it.
    """

    url: str
    at: datetime
    status: int
    headers: Headers
    body: bytes
    reason: str = ""
    protocol: str = "HTTP/1.1"
    method: str = "GET"
    request_headers: Headers = ()
    ip: str | None = None
    truncated: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """Where the archive keeps a payload.

    Attributes:
        file: name of the WARC file, without its folder.
        offset: of the record's first byte.
        digest: of the payload, as in ``WARC-Payload-Digest``.
        kind: ``response``, ``revisit`` or ``resource``.
        url: that it was had from.
        at: ``WARC-Date`` of the record.
    """

    file: str
    offset: int
    digest: str
    kind: str
    url: str
    at: datetime


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio ships no annotations
    """Head of an HTTP message that is written as it came; warcio would encode what is not ASCII."""

    def __init__(self, first: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
        super().__init__("", [], "")
        self.headers_buff = b"".join((first, b"\r\n", *(b"%s: %s\r\n" % pair for pair in headers), b"\r\n"))

    def __bool__(self) -> bool:
        """True: warcio would otherwise look for a head in the body."""
        return True

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Nothing: the bytes are there."""


def digest(payload: bytes) -> str:
    """SHA-1 of a payload as WARC tools write it, such as ``sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ``."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


def timestamp(at: datetime) -> str:
    """``WARC-Date``: UTC with milliseconds, the same instant that the database writes."""
    return rows.timestamp(at)


def response(exchange: Exchange, payload_digest: str, original: Record | None) -> ArcWarcRecord:
    """The response record, or the revisit record where ``original`` keeps the same payload."""
    status = f"{exchange.protocol} {exchange.status} {exchange.reason}".rstrip().encode("latin-1", "replace")
    head = _Head(status, _true_headers(exchange))
    given = {
        "WARC-Date": timestamp(exchange.at),
        "WARC-Payload-Digest": payload_digest,
        "WARC-Block-Digest": digest(head.headers_buff + (b"" if original else exchange.body)),
    }
    if exchange.ip:
        given["WARC-IP-Address"] = exchange.ip
    if exchange.truncated:
        given["WARC-Truncated"] = exchange.truncated
    if original:
        given |= {
            "WARC-Profile": REVISIT_PROFILE,
            "WARC-Refers-To-Target-URI": original.url,
            "WARC-Refers-To-Date": timestamp(original.at),
            # Heritrix's own fields: whoever has the files finds the payload without an index.
            "WARC-Refers-To-Filename": original.file,
            "WARC-Refers-To-File-Offset": str(original.offset),
        }
    return _record("revisit" if original else "response", exchange, exchange.body, head, given)


def request(exchange: Exchange) -> ArcWarcRecord:
    """The request record."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = [(name, value) for name, value in exchange.request_headers if name.lower() not in _SECRET]
    if not any(name.lower() == b"host" for name, _ in sent):
        sent.insert(0, (b"Host", parts.netloc.rpartition("@")[2].encode()))
    head = _Head(f"{exchange.method} {target} HTTP/1.1".encode(errors="replace"), sent)
    given = {"WARC-Date": timestamp(exchange.at), "WARC-Block-Digest": digest(head.headers_buff)}
    return _record("request", exchange, b"", head, given)


def metadata(exchange: Exchange) -> ArcWarcRecord:
    """The metadata record with the exchange's notes."""
    fields = "".join(
        f"{name}: {value}\r\n" for name, value in exchange.notes.items() if "\n" not in value + name
    )
    return _builder.create_warc_record(
        exchange.url,
        "metadata",
        payload=BytesIO(fields.encode()),
        length=len(fields.encode()),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": timestamp(exchange.at)},
    )


def resource(url: str, content: bytes, at: datetime, content_type: str | None = None) -> ArcWarcRecord:
    """The record of a document that came from disk."""
    return _builder.create_warc_record(
        url,
        "resource",
        payload=BytesIO(content),
        length=len(content),
        warc_content_type=content_type or "application/octet-stream",
        warc_headers_dict={
            "WARC-Date": timestamp(at),
            "WARC-Payload-Digest": digest(content),
            "WARC-Block-Digest": digest(content),
        },
    )


def warcinfo(filename: str, fields: Mapping[str, str]) -> ArcWarcRecord:
    """The first record of a file."""
    return _builder.create_warcinfo_record(filename, dict(fields))


def _true_headers(exchange: Exchange) -> list[tuple[bytes, bytes]]:
    """The response's headers, with those that the body does not bear out kept under another name.

    ``X-Archive-Orig-`` is the prefix that the Internet Archive's replay has always used for that.
    """
    length = str(len(exchange.body)).encode()
    kept = []
    for name, value in exchange.headers:
        lower = name.lower()
        if lower in _NOT_TRUE_ANY_MORE or (lower == b"content-length" and value.strip() != length):
            kept.append((b"X-Archive-Orig-" + name, value))
        else:
            kept.append((name, value))
    if not any(name.lower() == b"content-length" for name, _ in kept):
        kept.append((b"Content-Length", length))
    return kept


def _record(kind: str, exchange: Exchange, body: bytes, head: _Head, given: dict[str, str]) -> ArcWarcRecord:
    return _builder.create_warc_record(
        exchange.url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=head,
        warc_headers_dict=given,
    )
