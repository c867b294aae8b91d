"""Downloader middleware that archives every response before anything else sees it."""

from __future__ import annotations

import asyncio
import errno
import logging
import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, NotConfigured

from crawler.warc.known import known_in
from crawler.warc.records import Exchange
from crawler.warc.writer import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.warc.records import Headers, Record

logger = logging.getLogger(__name__)

# Scrapy's flag of a body that is not whole (its "partial" only means that no length was sent), and the standard's.
_TRUNCATED = {"dataloss": "disconnect"}
_MOST_HEADERS = 64 * 1024  # bytes of headers that are kept of one response
_NOTES = {
    "source": "source",
    "kind": "kind",
    "via": "via",
}  # of Request.meta, as fields of the metadata record


class WarcCapture:
    """Writes each response to the folder of the setting ``WARC_FOLDER``, see :func:`warc_folder`.

    It stands next to the downloader, below decompression and redirects, so that bytes are archived as sent and
    every hop is. ``request.meta["warc"]`` tells the spider where: a :class:`~crawler.warc.records.Record`. The
    response goes on when the record is with the operating system. No thread writes: waking one and waiting for the
    interpreter's lock takes longer than writing a page does.
    """

    def __init__(
        self, crawler: Crawler, folder: Path, max_size: int, archive: str, info: dict[str, str]
    ) -> None:
        self.crawler = crawler
        self.writer = WarcWriter(folder, max_size=max_size, known=known_in(archive, folder), info=info)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings."""
        settings = crawler.settings
        folder = warc_folder(settings)
        if folder is None:
            raise NotConfigured
        info = {"robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"}
        if settings["CONTACT"]:
            info["operator"] = settings["CONTACT"]
        info["http-header-user-agent"] = settings["USER_AGENT"]
        capture = cls(
            crawler,
            folder,
            settings.getint("WARC_MAX_SIZE"),
            settings["ARCHIVE"],
            info,
        )
        crawler.signals.connect(capture.spider_closed, signal=signals.spider_closed)
        return capture

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive a response."""
        try:
            request.meta["warc"] = self._write(request, response)
        except OSError as error:
            self._stop(error)
            raise IgnoreRequest(f"the response cannot be archived: {error.strerror}") from error
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(f"warc/{request.meta['warc'].kind}")
        return response

    def _write(self, request: Request, response: Response) -> Record:
        if response.url.startswith("document:"):
            url = request.cb_kwargs["url"]
            kind, _ = mimetypes.guess_type(url)
            return self.writer.write_resource(url, response.body, datetime.now(UTC), kind)
        return self.writer.write(exchange(request, response))

    def _stop(self, error: OSError) -> None:
        """End the run: what cannot be archived must not be stored either."""
        logger.error(
            "%(folder)s: cannot be written: %(reason)s",
            {"folder": self.writer.folder, "reason": error.strerror},
            extra={"spider": self.crawler.spider},
        )
        reason = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "archive"
        assert self.crawler.engine is not None
        self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    def spider_closed(self) -> None:
        """Close the file."""
        try:
            self.writer.close()
        except OSError as error:
            logger.error("%(folder)s: %(error)s", {"folder": self.writer.folder, "error": error})


def warc_folder(settings: BaseSettings | Mapping[str, Any]) -> Path | None:
    """Where the WARC files lie: ``WARC_FOLDER``, by default ``warc`` beside the archive; None where it is empty."""
    given = settings["WARC_FOLDER"]
    if given is None:
        return Path(settings["ARCHIVE"]).with_name("warc")
    return Path(given) if given else None


def exchange(request: Request, response: Response) -> Exchange:
    """A request and its response as the archive wants them."""
    return Exchange(
        url=response.url,
        at=datetime.now(UTC),
        status=response.status,
        protocol=(response.protocol or "HTTP/1.1").replace("h2", "HTTP/2"),
        headers=_headers(response),
        body=response.body,
        method=request.method,
        request_headers=_headers(request),
        ip=str(response.ip_address) if response.ip_address else None,
        truncated=next((_TRUNCATED[flag] for flag in response.flags if flag in _TRUNCATED), None),
        notes={field: str(request.meta[name]) for name, field in _NOTES.items() if request.meta.get(name)},
    )


def _headers(message: Request | Response) -> Headers:
    """Names and values in order, up to a cap."""
    kept: list[tuple[bytes, bytes]] = []
    size = 0
    for name, values in message.headers.items():
        for value in values:
            size += len(name) + len(value)
            if size > _MOST_HEADERS:
                return tuple(kept)
            kept.append((name, value))
    return tuple(kept)
