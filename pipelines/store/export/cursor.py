"""The cursor file: what a downstream tool has pulled, so that the next pull gives what came since."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pipelines.store.export.files import replace
from pipelines.store.export.selection import ExportError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a pull ended.

    Attributes:
        seq: number of the last change that was pulled.
        archive: what tells the archive from others: when its first crawl started.
        where: condition of the selection.
    """

    seq: int = 0
    archive: str | None = None
    where: str | None = None

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""
        replace(path, json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n")


def read_cursor(path: Path) -> Cursor | None:
    """The cursor in a file; None where there is no file yet.

    Raises:
        ExportError: the file is no cursor.
    """
    try:
        found = json.loads(path.read_bytes())
        cursor = Cursor(**found)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(f"cannot read the cursor {path}: {error.strerror}") from None
    except (ValueError, TypeError):
        cursor = Cursor(-1)
    if not isinstance(cursor.seq, int) or cursor.seq < 0:
        raise ExportError(f"{path} is no cursor: move it away, and the next pull gives everything")
    return cursor
