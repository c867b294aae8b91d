"""Files on disk as pages: which files, at what address, and which of them are no text."""

from __future__ import annotations

import glob
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = frozenset({".txt", ".html", ".htm", ".xhtml", ".md", ".mhtml", ".mht"})
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP or Office"),
    (b"\xd0\xcf\x11\xe0", "Word or Excel"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 65_536


def find_documents(pattern: str) -> tuple[Path, Iterator[Path]]:
    """The folder that addresses are relative to, and the files to read, in a stable order.

    Args:
        pattern: a folder (searched with all folders below it), a file, or a glob.

    Raises:
        FileNotFoundError: there is no such folder or file.
    """
    path = Path(pattern)
    if path.is_dir():
        return path, _below(path)
    if path.is_file():
        return path.parent, iter([path])
    if not glob.has_magic(pattern):
        raise FileNotFoundError(pattern)
    before = _before_magic(path.parts)
    root = Path(*before)
    found = sorted(root.glob("/".join(path.parts[len(before) :])))
    return root, (path for path in found if path.is_file() and not path.is_symlink())


def _before_magic(parts: tuple[str, ...]) -> tuple[str, ...]:
    for i, part in enumerate(parts):
        if glob.has_magic(part):
            return parts[:i]
    return parts


def _below(root: Path) -> Iterator[Path]:
    """Files below a folder, one folder at a time; symbolic links are not followed, they may leave it."""
    entries = sorted(root.iterdir())
    for entry in entries:
        if entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _below(entry)
        elif entry.suffix.lower() in SUFFIXES and entry.is_file():
            yield entry


def address(path: Path, root: Path) -> str:
    """A document's address: ``document:`` and its path below ``root``, the same on every machine."""
    return f"document:{quote(path.relative_to(root).as_posix())}"


def why_not_text(content: bytes) -> str | None:
    """What a file is, where it is no text; None for text in any encoding."""
    head = content[:_SAMPLE]
    if not head.strip(b"\x00 \t\r\n"):
        return "is empty" if not head.strip() else "is filled with NUL bytes"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return f"is no text but {name}: convert it to text or HTML first"
    # UTF-16 has up to half of its bytes NUL, and any byte in its characters; other text has no control characters to
    # speak of, where a tenth of random bytes are. A few bytes prove nothing.
    marked = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    allowed = 0.5 if marked or len(head) < 512 else 0.08
    if head.count(0) > 0.6 * len(head) or len(_CONTROL.findall(head)) > allowed * len(head):
        return "is no text but binary data"
    return None
