"""A WACZ package: WARC files with their index and a list of pages, for ReplayWeb.page and others.

WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/), CDXJ (https://specs.webrecorder.net/cdxj/0.1.0/).
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from string import printable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecordType

from pipelines.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

WACZ_VERSION = "1.1.1"
_CHUNK = 2**20  # bytes
_INDEXED = frozenset(("response", "revisit", "resource"))


def write_wacz(path: Path, files: Sequence[Path], pages: Iterable[tuple[str, str, str | None]]) -> None:
    """Write a package; what lies at ``path`` is replaced only by a whole one.

    Args:
        path: of the package.
        files: WARC files, closed ones.
        pages: address, time of the capture (ISO 8601) and title of what a reader may open.

    Raises:
        OSError: a file cannot be read, or the package not be written; nothing is left of it.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "a package takes the place of a regular file", str(path))
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as package:
            _write(package, files, pages)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _write(
    package: zipfile.ZipFile, files: Sequence[Path], pages: Iterable[tuple[str, str, str | None]]
) -> None:
    resources = []
    index: list[str] = []
    for file in files:
        index += cdxj(file)
        with file.open("rb") as source:
            resources.append(_add(package, f"archive/{file.name}", iter(lambda: source.read(_CHUNK), b"")))
    resources.append(_add(package, "indexes/index.cdxj", (line.encode() for line in sorted(index))))
    resources.append(_add(package, "pages/pages.jsonl", _pages(pages)))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    description = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": "创城档案",
        "created": now,
        "modified": now,
        "software": f"chuangcheng/{VERSION}",
        "resources": resources,
    }
    content = json.dumps(description, ensure_ascii=False, indent=2).encode()
    digest = _add(package, "datapackage.json", [content])["hash"]
    _add(
        package,
        "datapackage-digest.json",
        [json.dumps({"path": "datapackage.json", "hash": digest}).encode()],
    )


def _add(package: zipfile.ZipFile, name: str, content: Iterable[bytes]) -> dict[str, Any]:
    """Add a member piece by piece, and tell what it is."""
    digest, size = hashlib.sha256(), 0
    member: IO[bytes]
    with package.open(name, "w", force_zip64=True) as member:
        for piece in content:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"name": Path(name).name, "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}


def _pages(pages: Iterable[tuple[str, str, str | None]]) -> Iterator[bytes]:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    yield json.dumps(head).encode() + b"\n"
    for url, at, title in pages:
        identity = hashlib.sha256(f"{url} {at}".encode()).hexdigest()[:22]
        page = {"id": identity, "url": url, "ts": at, "title": title or url}
        yield json.dumps(page, ensure_ascii=False).encode() + b"\n"


def cdxj(path: Path) -> list[str]:
    """The lines of a WARC file's index, each with its newline."""
    entries: list[tuple[int, dict[str, str] | None, str]] = []
    size = path.stat().st_size
    for record in ArchiveIterator(str(path), record_types=WarcRecordType.any_type, parse_http=False):
        kind = record.headers.get("WARC-Type") or ""
        if kind not in _INDEXED:
            entries.append((record.stream_pos, None, ""))
            continue
        record.parse_http()
        url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
        at = record.record_date
        http = record.http_headers
        mime = (
            "warc/revisit"
            if kind == "revisit"
            else (http.get("Content-Type") if http else record.headers.get("Content-Type"))
        )
        entry = {
            "url": url,
            "mime": (mime or "unknown").partition(";")[0].strip(),
            "status": str(http.status_code if http else 200),
            "digest": record.headers.get("WARC-Payload-Digest") or "",
        }
        stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M%S") if at else "0" * 14
        entries.append((record.stream_pos, entry, f"{sort_key(url)} {stamp}"))
    ends = [offset for offset, _, _ in entries[1:]] + [size]
    return [
        f"{key} {json.dumps(entry | {'length': str(end - offset), 'offset': str(offset), 'filename': path.name}, ensure_ascii=False)}\n"
        for (offset, entry, key), end in zip(entries, ends, strict=True)
        if entry is not None
    ]


def sort_key(url: str) -> str:
    """The address with its host turned round (``example,news)/a?b=1``), so that a site's pages stand together.

    Lower case, without ``www`` and the default port, the query's parts sorted: the rules of the Internet Archive's
    own sort-friendly form.
    """
    try:
        parts = urlsplit(quote(url, safe=printable).lower())
    except ValueError:  # an IPv6 address without its bracket
        return url.lower()
    if not parts.hostname:
        return url.lower()
    host = parts.hostname
    if host.startswith("www.") and host.count(".") > 1:
        host = host[4:]
    numeric = host.replace(".", "").isdigit()
    turned = host if numeric else ",".join(reversed(host.split(".")))
    port = ""
    with suppress(ValueError):
        if parts.port and parts.port != {"http": 80, "https": 443}.get(parts.scheme):
            port = f":{parts.port}"
    path = parts.path.rstrip("/") or "/"
    query = "?" + "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{turned}{port}){path}{query}"
