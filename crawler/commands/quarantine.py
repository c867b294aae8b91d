"""`scrapy quarantine`: what was dropped, and what operators decide on it."""

from __future__ import annotations

import getpass
import json
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import quarantine
from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.files import write_whole
from crawler.filters import read_filter, read_host, read_number
from crawler.tables import format_table, printable
from crawler.warc.capture import warc_folder
from pipelines.store import Reader, Undecidable
from pipelines.store.dropped import Filter

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pipelines.store.dropped import Dropped
    from pipelines.store.review import Decided, Review

ACTIONS = ("list", "show", "restore", "confirm", "hosts", "pause", "resume")
_DECISIONS = {"restore": "restored", "confirm": "confirmed"}


class Command(ArchiveCommand):
    """Lists what was dropped as spam; puts it back, or confirms it; pauses and resumes hosts.

    A restored block goes back to its place as a new version of its article, and later crawls keep it there. Only
    the four actions that decide something open the archive for writing.
    """

    def syntax(self) -> str:
        """Command syntax."""
        return "[list | show ID... | restore ID... | confirm ID... | hosts | pause HOST... | resume HOST...] [options]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show what was dropped as spam, and decide on it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the filters, and who decides and why."""
        super().add_options(parser)
        add = parser.add_argument
        add("--url", metavar="PART", help="only pages whose address contains it")
        add("--host", metavar="HOST", help="only pages of the host and of those below it")
        add("--category", metavar="NAME", help="only this category: porn, gambling ...")
        add("--reason", metavar="PART", help="only what was dropped for a reason that contains it")
        add("--kind", metavar="NAME", help="only block, run (in a paragraph), title or page")
        add("--status", metavar="NAME", help="only dropped, restored or confirmed")
        add("--crawl", metavar="N", help="only what this crawl found first")
        add("--since", metavar="TIME", help="only what was found first since: 2026-01-31 or 2026-01-31T08:00")
        add("--limit", metavar="N", default="30", help="rows to list; 0 lists all (default: %(default)s)")
        add("--json", action="store_true", help="print JSON")
        add(
            "--all",
            action="store_true",
            help="a text on several pages is meant on all; without IDs: all that fits",
        )
        add("--by", metavar="NAME", help="who decides (default: the user of this machine)")
        add("--why", metavar="TEXT", help="why, for the record")
        add(
            "--export-labels",
            metavar="FILE",
            help="write what was decided as labels, JSON lines; - prints them",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the action; one line on stderr and an exit code where it cannot be done."""
        if not self.use_own_rules():
            return
        action, *names = args or ["list"]
        if action not in ACTIONS:
            raise Undecidable(f"no action {action}: there are {', '.join(ACTIONS)}")
        wanted = read_filter(opts)
        limit = read_number("limit", opts.limit) or -1
        if opts.export_labels:
            self._export(wanted, opts.export_labels)
        elif action in ("list", "hosts"):
            if names:
                raise Undecidable(f"{action} takes no {names[0]}: filters are options, as --url {names[0]}")
            (self._list if action == "list" else self._hosts)(wanted, limit, as_json=opts.json)
        elif action == "show":
            self._show(wanted, names, as_json=opts.json)
        elif action in _DECISIONS:
            self._decide(action, wanted, names, opts)
        else:
            self._pause(action, names, opts)

    def _list(self, wanted: Filter, limit: int, *, as_json: bool) -> None:
        with Reader(self.archive) as reader:
            items = list(reader.quarantined(wanted, limit=limit, once=not as_json))
            count = reader.count_quarantined(wanted, once=True)
        if as_json:
            print(quarantine.to_json([quarantine.record(item) for item in items]))
        elif items:
            print(quarantine.table(items, width=shutil.get_terminal_size((150, 40)).columns))
            if count > len(items):
                print(f"... and {count - len(items)} more: --limit 0 lists all")
        else:
            print("nothing in quarantine fits" if wanted != Filter() else "nothing is in quarantine")

    def _hosts(self, wanted: Filter, limit: int, *, as_json: bool) -> None:
        with Reader(self.archive) as reader:
            found = reader.hosts(limit=limit)
        rows = [row for row in found.rows if not wanted.host or f".{row[0]}".endswith(f".{wanted.host}")]
        if as_json:
            print(quarantine.to_json([dict(zip(found.headers, row, strict=True)) for row in rows]))
        else:
            print(format_table(rows, found.headers) if rows else "no page of any host is in the archive")

    def _show(self, wanted: Filter, ids: Sequence[str], *, as_json: bool) -> None:
        if not ids:
            raise Undecidable("show what? Give IDs from `scrapy quarantine list`")
        with Reader(self.archive) as reader:
            items = [item for name in ids for item in reader.resolve(_with_id(wanted, name), every=True)]
            found = [(item, reader.beside(item)) for item in items]
        if as_json:
            print(quarantine.to_json([quarantine.record(*pair) for pair in found]))
            return
        for number, pair in enumerate(found):
            print("\n" * bool(number), end="")
            for line in quarantine.details(*pair, width=shutil.get_terminal_size((150, 40)).columns):
                print(printable(line))

    def _decide(self, action: str, wanted: Filter, ids: Sequence[str], opts: argparse.Namespace) -> None:
        if not ids and (not opts.all or wanted == Filter()):
            raise Undecidable(f"{action} what? Give IDs from `scrapy quarantine list`, or filters and --all")
        with self._review() as review:
            items: list[Dropped] = []
            for name in ids:  # all of them first: a wrong one changes nothing
                items += review.resolve(_with_id(wanted, name), every=opts.all)
            if not ids:
                items = review.find(wanted)
            told = []
            for item in items:
                by = opts.by or _user()
                done = review.decide(
                    item, "restored" if action == "restore" else "confirmed", by=by, why=opts.why
                )
                if action == "restore" and item.kind == "page" and done.version:
                    done = self._from_bytes(review, done)
                told.append({"id": item.id, "url": item.url, "version": done.version, "note": done.note})
                if not opts.json:
                    version = f" (version {done.version})" if done.version else ""
                    print(f"{item.id} {_DECISIONS[action]}: {done.note}: {printable(item.url)}{version}")
        if opts.json:
            print(quarantine.to_json(told))
        elif not items:
            print("nothing in quarantine fits")

    def _from_bytes(self, review: Review, done: Decided) -> Decided:
        """A restored page is made from its bytes where the WARC has them."""
        from crawler.remake import remake
        from crawler.sources import FOLDER

        assert self.settings is not None
        folder = warc_folder(self.settings)
        sources = self.settings.get("SOURCES") or FOLDER
        if folder is None or not remake(review, folder, done.item.url, sources):
            return done
        return replace(done, note="an article made from the page's bytes")

    def _pause(self, action: str, names: Sequence[str], opts: argparse.Namespace) -> None:
        if not names:
            raise Undecidable(f"{action} what? Give hosts from `scrapy quarantine hosts`")
        names = [read_host(name) for name in names]
        with self._review() as review:
            for host in names:
                do = review.pause if action == "pause" else review.resume
                count = do(host, by=opts.by or _user(), why=opts.why)
                below = f", and {count - 1} below it" if count > 1 else ""
                print(f"{host} {action}d{below}")

    def _export(self, wanted: Filter, name: str) -> None:
        with Reader(self.archive) as reader:
            labels = quarantine.decided_labels(reader, wanted)
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in labels)
        if name == "-":
            print(lines, end="")
            return
        try:
            write_whole(Path(name), lines.encode())
        except OSError as error:
            self.fail(ExitCode.USAGE, f"{error.filename}: {error.strerror}")
            return
        spam = sum(row["label"] == "spam" for row in labels)
        print(f"{name}: {len(labels)} labels, {spam} spam and {len(labels) - spam} clean")

    def _review(self) -> Review:
        from pipelines.store.review import Review

        Reader(self.archive).close()  # a decision makes no archive
        return Review(self.archive)


def _with_id(wanted: Filter, name: str) -> Filter:
    return replace(wanted, id=name.lower())


def _user() -> str:
    with suppress(OSError, KeyError):
        return getpass.getuser()
    return "unknown"
