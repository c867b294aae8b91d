"""`scrapy sources`: the sources there are, whether their files are right, what is known of them, and new ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode, archive_code
from crawler.tables import format_table
from pipelines.store import ArchiveError, ArchiveMissing, Reader

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from pipelines.store.reader import SourceState

_HEADERS = ("source", "title", "active", "tested", "last crawl", "ended", "articles", "waiting", "failed")


class Command(ArchiveCommand):
    """Lists, checks, shows and proposes sources."""

    requires_crawler_process = True  # `add` fetches
    default_settings: ClassVar[dict[str, Any]] = {}

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
        """Add those of `add`."""
        super().add_options(parser)
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
        from crawler.sources import FOLDER

        assert self.settings is not None
        return Path(self.settings.get("SOURCES") or FOLDER)

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
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
        from crawler.sources import check_all

        sources, problems = check_all(self.folder)
        if problems:
            self.fail(ExitCode.USAGE, *problems)
        else:
            print(f"{len(sources)} sources, no mistakes")

    def list(self, opts: argparse.Namespace) -> None:  # noqa: ARG002
        """All sources, and the mistakes of those that cannot be read."""
        from crawler.sources import check_all

        sources, problems = check_all(self.folder)
        states = self.states()
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
        if problems:
            self.fail(ExitCode.USAGE, *problems)

    def show(self, name: str, opts: argparse.Namespace) -> None:  # noqa: ARG002
        """One source: its file's values, its state, and the forms of its addresses."""
        from crawler.sources import SourceError, load

        try:
            source = load(name, self.folder)
        except SourceError as error:
            self.fail(ExitCode.USAGE, *error.problems)
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
        if known := self.states().get(name):
            print(f"{'state':<16}{known.state}{f': {known.reason}' if known.reason else ''} ({known.ended})")
            print(
                f"{'addresses':<16}{known.articles} articles, {known.waiting} waiting, {known.failed} failed"
            )
        learned = self.learned(name)
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
        from crawler.sources import SourceError, save
        from crawler.sources.probe import Probe
        from crawler.sources.probe_spider import ProbeSpider

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
            self.fail(ExitCode.NOTHING, f"{url}: could not be read: {'; '.join(probe.notes)}")
        elif opts.write:
            try:
                print(f"wrote {save(name, text, self.folder)}")
            except SourceError as error:
                self.fail(ExitCode.USAGE, *error.problems)

    def states(self) -> dict[str, SourceState]:
        """What the archive knows of each source; nothing where there is none."""
        try:
            with Reader(self.archive) as reader:
                return reader.sources()
        except ArchiveMissing:
            return {}
        except ArchiveError as error:  # the files are shown all the same
            self.fail(archive_code(error), str(error))
            return {}

    def learned(self, name: str) -> dict[str, Any]:
        """What discovery learned of a source."""
        try:
            with Reader(self.archive) as reader:
                return reader.learned(name)
        except ArchiveError:
            return {}
