"""Pages that lie on this machine's disk."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import scrapy
from scrapy.exceptions import CloseSpider

from crawler.documents import SUFFIXES, address, find_documents, why_not_text
from crawler.handlers import UnreadableDocumentError
from crawler.items import Failure, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

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
    custom_settings = {  # noqa: RUF012 - Scrapy declares it as a variable of instances
        # Files come as responses, not as items of start(): Scrapy 2.19 never ends when it is told to close while
        # such an item is in the pipelines.
        "DOWNLOAD_HANDLERS": {
            "document": "crawler.handlers.DocumentHandler",
            **dict.fromkeys(("http", "https", "file", "data", "ftp", "s3")),
        },
        # All others are for the net.
        "DOWNLOADER_MIDDLEWARES": {"crawler.warc.capture.WarcCapture": 880},
        # Nobody has to be spared.
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "AUTOTHROTTLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        # A file that cannot be read now cannot be read in a moment either.
        "RETRY_ENABLED": False,
    }

    def __init__(self, path: str = "", base_url: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.path = path
        self.base_url = base_url

    async def start(self) -> AsyncIterator[Any]:
        """One request a file."""
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
                url = address(path, root)
                yield scrapy.Request(
                    url.replace(":", "://disk/", 1),  # Scrapy takes no address without a host
                    self.parse,
                    errback=self.failed,
                    cb_kwargs={
                        "url": urljoin(self.base_url, url.removeprefix("document:")) if self.base_url else url
                    },
                    meta={"path": str(path)},
                    dont_filter=True,
                )
        except OSError as error:
            self.stop("nothing", f"{error.filename}: cannot be listed ({error.strerror})")
        if not count:
            wanted = " ".join(sorted(SUFFIXES))
            self.stop("nothing", f"{self.path}: no documents in it: expected files ending in {wanted}")

    def stop(self, reason: str, message: str) -> None:
        """End the run with one clear line."""
        logger.error("%(message)s", {"message": message}, extra={"spider": self})
        raise CloseSpider(reason)

    def parse(self, response: Response, *, url: str) -> Iterator[Page | Failure]:
        """A file as a page, or what it is instead."""
        record = response.meta.get("warc")
        now = record.at if record else datetime.now(UTC)
        if problem := why_not_text(response.body):
            yield Failure(url, problem, now)
        else:
            yield Page(url, response.body, now, warc=record)

    def failed(self, failure: TwistedFailure) -> Iterator[Failure]:
        """A file that could not be read."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        if not isinstance(failure.value, UnreadableDocumentError):
            failure.raiseException()
        yield Failure(request.cb_kwargs["url"], str(failure.value), datetime.now(UTC))
