"""Files that articles link, kept on request: each content once, under its digest."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


def path_of(folder: Path, digest: str, url: str) -> Path:
    """Where a file lies: ``ab/abcd….pdf``, the suffix from its address."""
    suffix = os.path.splitext(unquote(urlsplit(url).path).lower())[1]  # noqa: PTH122  # of a URL
    return folder / digest[:2] / f"{digest}{suffix if _SUFFIX.fullmatch(suffix) else ''}"


def keep(folder: Path, digest: str, url: str, content: bytes) -> Path:
    """Write a file whole or not at all; one that is there stays as it is.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    path = path_of(folder, digest, url)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    return path
