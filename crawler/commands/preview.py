"""`scrapy preview`: what cleaning makes of one page, and why."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.exceptions import UsageError

from crawler.command import ProjectCommand
from crawler.documents import why_not_text
from crawler.exit_codes import ExitCode
from crawler.guard.addresses import networks
from crawler.middlewares.errors import describe
from crawler.preview import render
from crawler.redact import redact

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure


class PreviewSpider(scrapy.Spider):
    """Fetches the one address that is previewed; the settings' politeness and limits apply."""

    name = "preview"
    contact_wanted = False
    # Two requests, robots.txt and the page, burden nobody, and somebody is waiting.
    custom_settings = {  # noqa: RUF012
        "AUTOTHROTTLE_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "RETRY_TIMES": 1,
        # Nothing is kept, and a crawl that holds the archive is in nobody's way.
        "ITEM_PIPELINES": {},
        "WARC_FOLDER": "",
    }
    url = ""
    allow: tuple[str, ...] = ()
    responses: list[Response]

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The one request."""
        meta = {"allow_addresses": self.allow}
        yield scrapy.Request(self.url, self.parse, errback=self.failed, dont_filter=True, meta=meta)

    def parse(self, response: Response, **_: Any) -> None:
        """Hand the response to the command."""
        self.responses.append(response)

    def failed(self, failure: Failure) -> None:
        """Say in one line why there is no page."""
        print(f"preview: {redact(self.url)} {describe(failure.value)[1]}", file=sys.stderr)


class Command(ProjectCommand):
    """Prints what is kept, dropped, quarantined and repaired, and each field with its basis; stores nothing."""

    def syntax(self) -> str:
        """Command syntax."""
        return "[options] URL|FILE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show what cleaning makes of one page, and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --full, --colour, --allow and --base-url."""
        super().add_options(parser)
        parser.add_argument("--full", action="store_true", help="show blocks and repairs whole")
        parser.add_argument(
            "--colour", choices=("auto", "always", "never"), default="auto", help="(default: %(default)s)"
        )
        parser.add_argument(
            "--allow",
            metavar="ADDRESS",
            action="append",
            default=[],
            help="address or network that the page may be on although it is not public, such as 127.0.0.1",
        )
        parser.add_argument("--base-url", metavar="URL", help="address a file once had")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Clean the page and print; one line on stderr and an exit code where it cannot be had."""
        if len(args) != 1:
            raise UsageError("give one address or file")
        assert self.settings is not None
        if not self.use_own_rules():
            return
        if args[0].startswith(("http://", "https://")):
            page = self.fetch(args[0], opts.allow)
        else:
            page = self.read(Path(args[0]), opts.base_url)
        if page is None:
            self.fail(ExitCode.NOTHING)
            return
        from pipelines.clean import explain

        content, url, content_type = page
        explanation = explain(content, url, content_type=content_type, fetched_at=datetime.now(UTC))
        colour = opts.colour == "always" or (opts.colour == "auto" and sys.stdout.isatty())
        try:
            for line in render(
                explanation, width=shutil.get_terminal_size((120, 40)).columns, colour=colour, full=opts.full
            ):
                print(line)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def read(self, path: Path, base_url: str | None) -> tuple[bytes, str | None, str | None] | None:
        """A file's bytes, address and content type; None, with a line, where there is nothing to read."""
        try:
            content = path.read_bytes()
        except OSError as error:
            self.tell(f"{path} cannot be read: {error.strerror}")
            return None
        if problem := why_not_text(content):
            self.tell(f"{path} {problem}")
            return None
        return content, base_url, None

    def fetch(self, url: str, allow: list[str]) -> tuple[bytes, str | None, str | None] | None:
        """A page from the net, likewise."""
        assert self.crawler_process is not None
        responses: list[Response] = []
        try:
            networks(tuple(allow))
        except ValueError as error:
            raise UsageError(f"--allow: {error}") from error
        self.crawler_process.crawl(PreviewSpider, url=url, allow=tuple(allow), responses=responses)
        self.crawler_process.start()
        if not responses:
            return None
        header = responses[0].headers.get("Content-Type")
        return responses[0].body, responses[0].url, header.decode("latin-1") if header else None
