"""Files that are whole or not there: written beside their place, forced to the disk, renamed."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CHUNK = 1 << 20


class Hashing:
    """A file to write to that sums up what passes; what Parquet's writer needs of a file, too."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """Write all of it."""
        self._file.write(data)
        self.digest.update(data)
        self.size += len(memoryview(data))
        return len(memoryview(data))

    def tell(self) -> int:
        """Bytes so far."""
        return self.size

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._file.flush()

    def writable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """The owner closes the file."""
        self.closed = True


class Draft:
    """A file under way: ``NAME.part``, with ``NAME.part.json`` that says how far it can be trusted.

    Args:
        path: where the file will be.
        job: what is being written; a draft of another job is begun again.
        resume: go on with what an earlier run left.
    """

    def __init__(self, path: Path, job: Mapping[str, object], *, resume: bool) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part")
        self._state = path.with_name(path.name + ".part.json")
        self._job = dict(job)
        self.seq: int | None = None  # of the last row that is there
        self.rows = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        done = self._done() if resume else None
        self._raw = self.part.open("r+b" if done else "wb")
        self.file = Hashing(self._raw)
        if done:
            self._take_over(done)

    def _done(self) -> dict[str, Any] | None:
        """What an earlier run of the same job left; None where there is nothing to go on with."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            state = json.loads(self._state.read_bytes())
            if state["job"] == self._job and self.part.stat().st_size >= state["size"] > 0:
                return cast("dict[str, Any]", state)
        return None

    def _take_over(self, state: dict[str, Any]) -> None:
        """Sum up what is there and cut off what came after the last checkpoint."""
        left = state["size"]
        while left and (data := self._raw.read(min(left, _CHUNK))):
            self.file.digest.update(data)
            left -= len(data)
        self.file.size = state["size"]
        self._raw.seek(state["size"])
        self._raw.truncate()
        self.seq, self.rows = state["seq"], state["rows"]

    def checkpoint(self, seq: int, rows: int) -> None:
        """From here another run can go on, whatever happens."""
        _sync(self._raw)
        state = {"job": self._job, "size": self.file.size, "seq": seq, "rows": rows}
        replace(self._state, json.dumps(state, ensure_ascii=False).encode())

    def finish(self) -> str:
        """Put the file in its place with its checksum beside it, as ``sha256sum -c`` reads it.

        Returns:
            SHA-256, in hex.
        """
        _sync(self._raw)
        self._raw.close()
        digest = self.file.digest.hexdigest()
        self.part.replace(self.path)
        replace(self.path.with_name(self.path.name + ".sha256"), f"{digest}  {self.path.name}\n".encode())
        self._state.unlink(missing_ok=True)
        return digest

    def close(self) -> None:
        """Leave the draft where it is."""
        self._raw.close()


def replace(path: Path, data: bytes) -> None:
    """Put a small file in place of the one before, whole or not at all, safe from a power cut."""
    draft = path.with_name(path.name + ".tmp")
    with draft.open("wb") as file:
        file.write(data)
        _sync(file)
    draft.replace(path)
    with suppress(OSError):  # where folders cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
