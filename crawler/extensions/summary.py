"""The table a run ends with."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy import signals

from crawler.tables import format_table

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

# More rows are no summary; `scrapy report` tells of all.
_ROWS = 30
_WIDTH = 30
_HEADERS = (
    "document",
    "verdict",
    "title",
    "published",
    "source",
    "characters",
    "quarantined",
    "repairs",
    "stored",
)


class Summary:
    """Prints one line a page and what the run did to the archive, on standard output."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.rows: list[tuple[str, ...]] = []
        self.left_out = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the items and to the end."""
        summary = cls(crawler)
        crawler.signals.connect(summary.seen, signal=signals.item_scraped)
        crawler.signals.connect(summary.seen, signal=signals.item_dropped)
        crawler.signals.connect(summary.spider_closed, signal=signals.spider_closed)
        return summary

    def seen(self, item: Any) -> None:
        """Keep a row for the table; pages of sources have a table of their own."""
        if getattr(item, "visit", None) is not None:
            return
        if len(self.rows) >= _ROWS:
            self.left_out += 1
            return
        page = ItemAdapter(item)
        url, clean = page["url"].removeprefix("document:"), page.get("clean")
        if clean is None:
            self.rows.append((url, "failed", str(page.get("reason") or ""), *[""] * (len(_HEADERS) - 3)))
            return
        published = clean.published or (
            f"{clean.published_claimed[:10]} not believed" if clean.published_claimed else ""
        )
        self.rows.append(
            (
                url,
                clean.verdict,
                clean.title or "",
                published.removesuffix("+08:00").replace("T", " "),
                clean.source or "",
                str(len(clean.body)),
                str(len(clean.quarantined)),
                str(len(clean.repairs)),
                page.get("outcome") or "not stored",
            )
        )

    def spider_closed(self) -> None:
        """Print the table."""
        assert self.crawler.stats is not None
        stats = self.crawler.stats.get_stats()
        if self.rows:
            print(format_table(sorted(self.rows), _HEADERS, max_width=_WIDTH), file=sys.stdout)
            if self.left_out:
                print(f"... and {self.left_out} more")
        counts = [
            f"{stats.get(f'store/{outcome}', 0)} {outcome}" for outcome in ("new", "changed", "unchanged")
        ]
        if failed := stats.get("pages/failed", 0):
            counts.append(f"{failed} failed")
        if self.rows:
            print(f"{', '.join(counts)} in {self.crawler.settings['ARCHIVE']}", flush=True)
