"""HTTP/1.1 over asyncio, as much of it as sites that are crawled speak; cheap, so that benches measure the crawler."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections import Counter
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from tools.practice.press import http_date
from tools.practice.sites.site import Answer

if TYPE_CHECKING:
    from tools.practice.faults import Fault
    from tools.practice.sites.site import Site

_REASONS = {200: "OK", 302: "Found", 304: "Not Modified", 404: "Not Found", 405: "Method Not Allowed"}
_REASONS |= {410: "Gone", 412: "Precondition Failed", 429: "Too Many Requests", 500: "Error", 503: "Busy"}
_MOST = 16_384  # bytes of a request
_LONGEST = 2000  # characters of a path; Python reads no numbers of more than 4,300 digits


class Counts:
    """What was served: requests by kind and status, bytes of bodies, and when."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.requests: Counter[str] = Counter()
        self.bytes = 0
        self.first = self.last = 0.0

    def add(self, kind: str, status: int, size: int) -> None:
        """One answer."""
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.requests[f"{kind} {status}"] += 1
        self.bytes += size

    def record(self) -> dict[str, object]:
        """For JSON: seconds from the first answer to the last, and to now; CPU seconds since the start."""
        return {
            "requests": dict(self.requests),
            "bytes": self.bytes,
            "seconds": self.last - self.first,
            "cpu": time.process_time(),
            "since_first": time.monotonic() - self.first if self.first else 0.0,
        }


class Connection(asyncio.Protocol):
    """One connection to a site; requests are answered in their order."""

    def __init__(self, site: Site, counts: Counts, faults: dict[str, Fault]) -> None:
        self.site, self.counts, self.faults = site, counts, faults
        self.buffer = b""
        self.waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it to write to."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer what is complete."""
        self.buffer += data
        if len(self.buffer) > _MOST:
            self.transport.close()
            return
        self._go_on()

    def _go_on(self) -> None:
        while not self.waiting and not self.transport.is_closing():
            head, end, rest = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            self.buffer = rest
            self._request(head.decode("latin-1"))

    def _request(self, head: str) -> None:
        line, *rows = head.split("\r\n")
        method, _, rest = line.partition(" ")
        target = rest.rpartition(" ")[0][:_LONGEST]
        headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows)}
        fault = self.faults.get(self.site.key)
        if fault is not None and fault.strikes(target):
            self._fail(fault.kind, target, headers)
            return
        self._send(target, headers, method)

    def _send(self, target: str, headers: dict[str, str], method: str = "GET", *, cut: bool = False) -> None:
        answer = self.site.answer(target) if method in ("GET", "HEAD") else Answer(status=405)
        if answer is None:
            answer = Answer(self.site.missing(), status=404)
        if answer.status == 200 and _unchanged(answer, headers):
            answer = Answer(
                status=304, etag=answer.etag, modified=answer.modified, kind=answer.kind, content_type=""
            )
        self._write(answer, headers, bodiless=method == "HEAD", cut=cut)

    def _write(
        self,
        answer: Answer,
        headers: dict[str, str],
        *,
        more: str = "",
        bodiless: bool = False,
        cut: bool = False,
    ) -> None:
        site, body = self.site, answer.body
        lines = [
            f"HTTP/1.1 {answer.status} {_REASONS[answer.status]}",
            "Server: nginx",
            *filter(None, [more]),
        ]
        if answer.content_type:
            charset = (
                f"; charset={site.charset}" if site.in_header and answer.content_type[:5] == "text/" else ""
            )
            lines.append(f"Content-Type: {answer.content_type}{charset}")
        if answer.etag:
            lines.append(f"ETag: {answer.etag}")
        if answer.modified:
            lines.append(f"Last-Modified: {http_date(answer.modified)}")
        if answer.location:
            lines.append(f"Location: {answer.location}")
        if site.gzip and len(body) > 500 and "gzip" in headers.get("accept-encoding", ""):
            packer = zlib.compressobj(1, zlib.DEFLATED, 31)
            body = packer.compress(body) + packer.flush()
            lines.append("Content-Encoding: gzip")
        if site.chunked and body:
            lines.append("Transfer-Encoding: chunked")
            half = len(body) // 2
            parts = [part for part in (body[:half], body[half:]) if part]
            body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        elif answer.status != 304:
            lines.append(f"Content-Length: {len(body)}")
        if headers.get("connection", "").lower() == "close":
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        if cut:
            body = body[: len(body) // 2]
        self.transport.write(head if bodiless else head + body)
        self.counts.add(answer.kind, answer.status, len(body))
        if cut or headers.get("connection", "").lower() == "close":
            self.transport.close()

    def _fail(self, kind: str, target: str, headers: dict[str, str]) -> None:
        if kind == "reset":
            self.counts.add("fault", 0, 0)
            self.transport.abort()
        elif kind == "slow":
            self.waiting = True
            asyncio.get_running_loop().call_later(2, self._late, target, headers)
        elif kind == "cut":
            self._send(target, headers, cut=True)
        elif kind in ("busy", "limit"):
            answer = Answer(b"busy", status=503 if kind == "busy" else 429, kind="fault")
            self._write(answer, headers, more="Retry-After: 1")
        elif kind == "challenge":
            script = b'<html><head><meta content="x"><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=1;</script></head></html>'
            self._write(Answer(script, status=412, kind="fault"), headers)
        elif kind == "login":
            self._write(Answer(status=302, location="/login?from=1", kind="fault"), headers)
        else:
            self._write(Answer(b"error", status=500, kind="fault"), headers)

    def _late(self, target: str, headers: dict[str, str]) -> None:
        self.waiting = False
        if not self.transport.is_closing():
            self._send(target, headers)
            self._go_on()


def _unchanged(answer: Answer, headers: dict[str, str]) -> bool:
    """Whether the client has it already; If-None-Match goes before If-Modified-Since."""
    if (tags := headers.get("if-none-match")) is not None:
        return answer.etag is not None and answer.etag in tags
    if answer.modified is not None and (since := headers.get("if-modified-since")):
        try:
            return answer.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False
    return False
