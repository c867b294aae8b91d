"""Download handler for ``document:`` addresses: files below the folder that an operator named."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class UnreadableDocumentError(Exception):
    """Raised by :class:`DocumentHandler` for a file that cannot be had; the message completes «the file …»."""


class DocumentHandler(BaseDownloadHandler):
    """Reads ``request.meta["path"]``, up to ``DOWNLOAD_MAXSIZE`` bytes.

    Only the documents spider has this handler, and it takes the path from the folder's listing, so that no link of
    a page can reach the disk.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    async def download_request(self, request: Request) -> Response:
        """Read the file beside the reactor."""
        return Response(request.url, body=await asyncio.to_thread(self.read, Path(request.meta["path"])))

    def read(self, path: Path) -> bytes:
        """Bytes of a file.

        Raises:
            UnreadableDocumentError: it is too large or cannot be read.
        """
        try:
            size = path.stat().st_size
            if size > self.max_size:
                limit = f"{self.max_size / 2**20:g} MiB"
                raise UnreadableDocumentError(
                    f"is larger than DOWNLOAD_MAXSIZE ({size / 2**20:.0f} MiB > {limit})"
                )
            return path.read_bytes()
        except OSError as error:
            raise UnreadableDocumentError(f"cannot be read: {error.strerror}") from error


class RecordHandler(BaseDownloadHandler):
    """Answers ``warc:`` requests, whose record the spider has read already."""

    async def download_request(self, request: Request) -> Response:
        """An empty response: the record is in ``cb_kwargs``."""
        return Response(request.url)
