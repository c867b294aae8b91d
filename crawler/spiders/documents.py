"""Pages that lie on this machine's disk."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.exceptions import CloseSpider

from crawler.documents import SUFFIXES, address, find_documents, why_not_text
from crawler.items import Failure, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class DocumentsSpider(scrapy.Spider):
    """Reads documents from disk.

    Arguments:
        path: a folder (with all below it), a file, or a glob such as ``'saved/**/*.html'``.
        base_url: address below which the documents once stood; without it they are ``document:`` and their path.

    Text, HTML, Markdown and MHTML in any encoding. Files that are empty, binary, unreadable or larger than
    ``DOWNLOAD_MAXSIZE`` are recorded with the reason, and the run goes on.
    """

    name = "documents"

    def __init__(self, path: str = "", base_url: str | None = None, max_size: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.path = path
        self.base_url = base_url
        self.max_size = max_size

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> DocumentsSpider:
        """Take the size limit from the settings."""
        kwargs.setdefault("max_size", crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Yield a :class:`Page` or :class:`Failure` for each file."""
        if not self.path:
            self.stop("usage", "no documents given: add -a path=FOLDER, FILE or GLOB")
        try:
            root, paths = find_documents(self.path)
        except OSError:
            self.stop("nothing", f"{self.path}: no such folder or file: check -a path=")
        count = 0
        try:
            for path in paths:
                count += 1
                yield self.read(path, root)
        except OSError as error:
            self.stop("nothing", f"{error.filename}: cannot be listed ({error.strerror})")
        if not count:
            wanted = " ".join(sorted(SUFFIXES))
            self.stop("nothing", f"{self.path}: no documents in it: expected files ending in {wanted}")

    def stop(self, reason: str, message: str) -> None:
        """End the run with one clear line."""
        logger.error("%(message)s", {"message": message}, extra={"spider": self})
        raise CloseSpider(reason)

    def read(self, path: Path, root: Path) -> Page | Failure:
        """One file as a page, or why it is none."""
        url = address(path, root, self.base_url)
        now = datetime.now(UTC)
        try:
            size = path.stat().st_size
            if size > self.max_size:
                limit = f"{self.max_size / 2**20:g} MiB"
                return Failure(
                    url, f"is larger than DOWNLOAD_MAXSIZE ({size / 2**20:.0f} MiB > {limit})", now
                )
            content = path.read_bytes()
        except OSError as error:
            return Failure(url, f"cannot be read: {error.strerror}", now)
        if problem := why_not_text(content):
            return Failure(url, problem, now)
        return Page(url, content, now)
