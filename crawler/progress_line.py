"""A line of progress on standard error."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_EVERY = 10.0  # seconds between two lines where nobody watches
_REFRESH = 0.2  # seconds on a terminal


class ProgressLine:
    """On a terminal one line that is written anew, elsewhere a line from time to time."""

    def __init__(self) -> None:
        self.told = time.monotonic()
        self.watched = sys.stderr.isatty()

    def __call__(self, line: Callable[[], str], *, last: bool) -> None:
        """Tell, where it is time; on a terminal also at the last."""
        now = time.monotonic()
        last = last and self.watched
        if now - self.told < (_REFRESH if self.watched else _EVERY) and not last:
            return
        self.told = now
        print(
            f"\r\x1b[K{line()}" if self.watched else line(),
            end="" if self.watched and not last else "\n",
            file=sys.stderr,
            flush=True,
        )
