"""What a crawl of sources shows while it runs, and the table it ends with."""

from __future__ import annotations

import logging
import shutil
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from crawler.tables import format_table
from crawler.tally import COUNTED

if TYPE_CHECKING:
    from typing import Self, TextIO

    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_LIVE_SECONDS = 1.0
_MOST_ROWS = 20  # of the live table; the summary has all sources


class Progress:
    """On a terminal a table that is drawn anew every second; elsewhere a line every ``PROGRESS_SECONDS``.

    The summary at the end goes to standard output, everything else to standard error.
    """

    def __init__(self, crawler: Crawler, stream: TextIO, seconds: float) -> None:
        self.crawler = crawler
        self.stream = stream
        self.live = stream.isatty()
        self.seconds = _LIVE_SECONDS if self.live else seconds
        self.started = time.monotonic()
        self._drawn = 0
        self._ticker: AsyncioLoopingCall | LoopingCall | None = None
        self._eraser: _Eraser | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting, and draw while the spider runs."""
        progress = cls(crawler, sys.stderr, crawler.settings.getfloat("PROGRESS_SECONDS", 60))
        crawler.signals.connect(progress.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signal=signals.spider_closed)
        return progress

    @property
    def tally(self) -> dict[str, Any]:
        """Of the spider; empty for a spider without sources."""
        return getattr(self.crawler.spider, "tally", {})

    def spider_opened(self) -> None:
        """Begin to draw."""
        if not hasattr(self.crawler.spider, "tally") or self.seconds <= 0:
            return
        if self.live:  # lines of the log stand above the table, not in it
            self._eraser = _Eraser(self)
            logging.root.handlers.insert(0, self._eraser)
        self._ticker = create_looping_call(self.show)
        self._ticker.start(self.seconds, now=False)

    def show(self) -> None:
        """Draw the table, or write a line."""
        if self.live:
            columns, lines = shutil.get_terminal_size((120, 40))
            table = self.table(left=True, most=min(_MOST_ROWS, max(3, lines - 5))).splitlines()
            self.erase()
            self.stream.writelines(f"{line[:columns]}\n" for line in table)
            self.stream.flush()
            self._drawn = len(table)
        else:
            print(self.line(), file=self.stream, flush=True)

    def erase(self) -> None:
        """Take the table off the screen."""
        if self._drawn:
            self.stream.write(f"\x1b[{self._drawn}F\x1b[J")  # ECMA-48: cursor up, erase to the end
            self._drawn = 0

    def line(self) -> str:
        """Everything in one line."""
        total = {name: sum(tally.counts[name] for tally in self.tally.values()) for name in COUNTED}
        seconds = max(time.monotonic() - self.started, 0.001)
        counts = ", ".join(f"{value} {name}" for name, value in total.items() if value)
        return f"{seconds:.0f} s: {counts or 'nothing yet'}, {total['pages'] / seconds:.1f} pages/s, {self.left()} left"

    def left(self, source: str | None = None) -> int:
        """Addresses that are due."""
        archive = getattr(self.crawler.spider, "archive", None)
        if archive is None:
            return 0
        now = datetime.now(UTC)
        return sum(archive.frontier.left(name, now) for name in ([source] if source else self.tally))

    def table(self, *, left: bool, most: int | None = None) -> str:
        """One row a source, the busiest first; columns that are all empty are left out."""
        stats = self.crawler.stats
        assert stats is not None
        busiest = sorted(self.tally.items(), key=lambda item: -item[1].counts["pages"])
        seconds = max(time.monotonic() - self.started, 0.001)
        rows: list[dict[str, object]] = []
        for name, tally in busiest[:most]:
            row: dict[str, object] = {"source": name}
            row |= {column: tally.counts[column] or None for column in COUNTED}
            row["pages/s"] = round(tally.counts["pages"] / seconds, 1)
            row["left"] = self.left(name) if left else stats.get_value(f"sources/{name}/left")
            if not left:
                row["state"] = stats.get_value(f"sources/{name}/state")
                row["reason"] = stats.get_value(f"sources/{name}/reason") or None
            rows.append(row)
        shown = [column for column in rows[0] if any(row[column] is not None for row in rows)] if rows else []
        more = len(busiest) - len(rows)
        table = format_table([[row[column] for column in shown] for row in rows], shown)
        return f"{table}\n... and {more} more" if more else table

    def spider_closed(self, reason: str) -> None:
        """The table of what was done."""
        if self._ticker is not None:
            self._ticker.stop()
        if self._eraser is not None:
            logging.root.handlers.remove(self._eraser)
        self.erase()
        if self.tally:
            print(self.table(left=False))
            print(f"{self.line()} ({reason}) in {self.crawler.settings['ARCHIVE']}", flush=True)


class _Eraser(logging.Handler):
    """Takes the live table off the screen before a line of the log is written; it is drawn again in a second."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        self.progress.erase()
