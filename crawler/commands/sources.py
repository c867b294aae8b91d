"""`scrapy sources`: the sources there are, whether their files are right, what is known of them, and new ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import scrapy
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.exit_codes import ExitCode
from crawler.sources import FOLDER, SourceError, check_all, load, save
from crawler.sources.probe import Fetched, Probe
from crawler.tables import format_table
from pipelines.store import ArchiveError, ArchiveMissing, Reader

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Callable, Iterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from pipelines.store.reader import SourceState

_HEADERS = ("source", "title", "active", "tested", "last crawl", "ended", "articles", "waiting", "failed")


class ProbeSpider(scrapy.Spider):
    """Looks at a site that is not known yet, in a dozen requests; the settings' politeness and guards apply.

    Arguments:
        probe: to be filled.
    """

    name = "probe"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}, "WARC_FOLDER": ""}  # noqa: RUF012 - Scrapy declares it so
    probe: Probe

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The page that was given, and robots.txt."""
        yield self.request(self.probe.url, self.home)
        yield self.request(urljoin(self.probe.url, "/robots.txt"), self.robots)

    def request(self, url: str, callback: Any, **kwargs: Any) -> scrapy.Request:
        """A request that stays with the site."""
        source = self.probe.source
        meta = {
            "hosts": source.hosts,
            "allow_addresses": source.allow_addresses,
            "handle_httpstatus_all": True,
            "dont_obey_robotstxt": callback == self.robots,
        }
        return scrapy.Request(
            url, callback, errback=self.failed, cb_kwargs=kwargs, meta=meta, dont_filter=True
        )

    def home(self, response: Response) -> Iterator[scrapy.Request]:
        """Columns and feeds of the page."""
        if response.status != 200:
            self.probe.notes.append(f"{response.url}: status {response.status}")
            return
        columns, feeds = self.probe.read_home(_fetched(response))
        for link in columns:
            yield self.request(link.url, self.column, title=link.title)
        for link in feeds:
            yield self.request(link.url, self.feed, kind="feed")

    def robots(self, response: Response) -> Iterator[scrapy.Request]:
        """Sitemaps."""
        for url in self.probe.read_robots(_fetched(response)):
            yield self.request(url, self.feed, kind="sitemap")

    def column(self, response: Response, title: str) -> None:
        """One column."""
        if response.status == 200:
            self.probe.read_list(_fetched(response), title)
        else:
            self.probe.notes.append(f"{title} {response.url}: status {response.status}")

    def feed(self, response: Response, kind: str) -> None:
        """A feed or sitemap."""
        self.probe.read_feed(_fetched(response), kind)

    def failed(self, failure: Failure) -> None:
        """Why something could not be looked at."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        self.probe.notes.append(f"{request.url}: {failure.getErrorMessage()}")


def _fetched(response: Response) -> Fetched:
    header = response.headers.get("Content-Type")
    return Fetched(response.url, response.status, response.body, header.decode("latin-1") if header else None)


class Command(ScrapyCommand):
    """Lists, checks, shows and proposes sources."""

    requires_project = True

    def syntax(self) -> str:
        """Command syntax."""
        return "[list | check | show NAME | add URL] [options]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List, check and show sources, or propose a file for a new one"

    def long_desc(self) -> str:
        """What each action does."""
        return (
            "list: all sources with what became of them (the default). check: one line per mistake, exit code 2. "
            "show NAME: one source, and what was learned of its addresses. add URL: look at a site (robots.txt, "
            "feeds, sitemaps, system, encodings, columns) and propose a file."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --archive, and those of `add`."""
        super().add_options(parser)
        parser.add_argument("--archive", metavar="PATH", help="archive to read (default: setting ARCHIVE)")
        parser.add_argument(
            "--write", action="store_true", help="add: write the file into the folder of sources"
        )
        parser.add_argument("--name", metavar="NAME", help="add: name of the source (default: from the host)")
        parser.add_argument(
            "--allow-address",
            metavar="ADDRESS",
            action="append",
            default=[],
            help="add: private address that the site may have, such as 127.0.0.1",
        )

    @property
    def folder(self) -> Path:
        """Where the files lie: setting SOURCES."""
        assert self.settings is not None
        return Path(self.settings.get("SOURCES") or FOLDER)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the action."""
        actions: dict[str, Callable[..., None]] = {
            "list": self.list,
            "check": self.check,
            "show": self.show,
            "add": self.add,
        }
        action, *rest = args or ["list"]
        if action not in actions:
            raise UsageError(f"expected one of {', '.join(actions)}, not {action}")
        if len(rest) != (action in ("show", "add")):
            raise UsageError(
                {"show": "give one name", "add": "give one address"}.get(action, f"{action} takes nothing")
            )
        actions[action](*rest, opts)

    def check(self, opts: argparse.Namespace) -> None:  # noqa: ARG002
        """One line per mistake."""
        sources, problems = check_all(self.folder)
        self.complain(problems)
        if not problems:
            print(f"{len(sources)} sources, no mistakes")

    def list(self, opts: argparse.Namespace) -> None:
        """All sources, and the mistakes of those that cannot be read."""
        sources, problems = check_all(self.folder)
        states = self.states(opts)
        rows = []
        for name, source in sources.items():
            known = states.pop(name, None)
            told = (
                (known.ended, known.reason or known.state, known.articles, known.waiting, known.failed)
                if known
                else (None,) * 5
            )
            rows.append((name, source.title, "yes" if source.active else "no", source.tested or "no", *told))
        print(format_table(rows, _HEADERS))
        for name in states:
            print(f"{name}: in the archive, but no file says what it is")
        self.complain(problems)

    def show(self, name: str, opts: argparse.Namespace) -> None:
        """One source: its file's values, its state, and the forms of its addresses."""
        try:
            source = load(name, self.folder)
        except SourceError as error:
            self.complain(error.problems)
            return
        for key, value in source.model_dump(exclude_defaults=True).items():
            values = value if isinstance(value, (tuple, list)) else [value]
            for number, one in enumerate(values):
                shown = (
                    " ".join(f"{k}={v}" for k, v in one.items() if v is not None)
                    if isinstance(one, dict)
                    else one
                )
                print(f"{key if number == 0 else '':<16}{shown}")
        if known := self.states(opts).get(name):
            print(f"{'state':<16}{known.state}{f': {known.reason}' if known.reason else ''} ({known.ended})")
            print(
                f"{'addresses':<16}{known.articles} articles, {known.waiting} waiting, {known.failed} failed"
            )
        learned = self.learned(name, opts)
        if not learned:
            print("nothing learned yet: crawl it first")
            return
        print(f"{'looks like':<16}{learned.get('cms') or 'no system that is known'}")
        for host, count in learned.get("foreign", {}).items():
            print(f"{'elsewhere':<16}{host} ({count} links, not followed)")
        shapes = sorted(learned.get("shapes", {}).items(), key=lambda item: -item[1][0])
        rows = [
            (form, links, articles, repeated, example)
            for form, (links, articles, repeated, example) in shapes
        ]
        print(
            "\n"
            + format_table(
                rows[:30], ("form of address", "links", "articles", "repeated", "example"), max_width=70
            )
        )

    def add(self, url: str, opts: argparse.Namespace) -> None:
        """Look at a site and propose its file."""
        try:
            probe = Probe(url, tuple(opts.allow_address))
            probe.source  # noqa: B018 - to complain now
        except ValueError:
            raise UsageError(f"expected an address such as https://www.example.gov.cn/, not {url}") from None
        assert self.crawler_process is not None
        self.crawler_process.crawl(ProbeSpider, probe=probe)
        self.crawler_process.start()
        name, text = probe.propose()
        name = opts.name or name
        print(f"# {name}.toml\n{text}")
        if not probe.pages:
            self.complain([f"{url}: could not be read: {'; '.join(probe.notes)}"], ExitCode.NOTHING)
        elif opts.write:
            try:
                print(f"wrote {save(name, text, self.folder)}")
            except SourceError as error:
                self.complain(error.problems)

    def states(self, opts: argparse.Namespace) -> dict[str, SourceState]:
        """What the archive knows of each source; nothing where there is none."""
        try:
            with Reader(self.archive(opts)) as reader:
                return reader.sources()
        except ArchiveMissing:
            return {}
        except ArchiveError as error:
            self.complain([str(error)], ExitCode.ARCHIVE)
            return {}

    def learned(self, name: str, opts: argparse.Namespace) -> dict[str, Any]:
        """What discovery learned of a source."""
        try:
            with Reader(self.archive(opts)) as reader:
                return reader.learned(name)
        except ArchiveError:
            return {}

    def archive(self, opts: argparse.Namespace) -> str:
        """Path of the archive."""
        assert self.settings is not None
        return str(opts.archive or self.settings.get("ARCHIVE"))

    def complain(self, problems: Any, code: ExitCode = ExitCode.USAGE) -> None:
        """Lines on stderr, and the exit code."""
        for problem in problems:
            print(f"sources: {problem}", file=sys.stderr)
            self.exitcode = int(code)
