"""Finds payloads that earlier runs archived."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.warc.records import Record
from pipelines.store import ArchiveError, Reader

if TYPE_CHECKING:
    from collections.abc import Callable


def known_in(archive: Path | str, folder: Path | str) -> Callable[[str], Record | None]:
    """A function from the digest of a payload to the first record of it whose file is still in ``folder``.

    The archive is opened, for reading, where it is first asked.
    """
    reader: Reader | None = None
    files: dict[str, bool] = {}

    def known(digest: str) -> Record | None:
        nonlocal reader
        try:
            reader = reader or Reader(archive)
            found = reader.record(digest)
        except (
            ArchiveError
        ):  # none yet, or trouble: a payload kept twice does less harm than a page that is lost
            return None
        if found is None:
            return None
        url, at, file, offset = found
        if file not in files:
            # A revisit names its original's file only, so that has to lie beside it.
            files[file] = Path(file).name == file and (Path(folder) / file).exists()
        if not files[file]:
            return None
        return Record(file, offset, digest, "response", url, datetime.fromisoformat(at))

    return known
