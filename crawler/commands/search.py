"""`scrapy search`: finds articles in the archive."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.tables import printable
from pipelines.store import Archive, ArchiveLocked, ArchiveReadOnly, Reader

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from pipelines.store.search import Found, Hit

_MARKED, _BOLD, _PLAIN = "\x1b[1;31m", "\x1b[1m", "\x1b[0m"


class Command(ArchiveCommand):
    """Brings the index up to date where nothing else is writing, then searches; docs/search.md tells how."""

    stopped = "stopped: what is indexed is kept, the next search goes on"

    def syntax(self) -> str:
        """Command syntax."""
        return "[options] QUERY"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return 'Find articles: words, "phrases", -without, OR, place:, source:, campaign:, after:, before:'

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is shown, and how."""
        super().add_options(parser)
        add = parser.add_argument
        add("--limit", metavar="N", type=int, default=10, help="articles to show (default: %(default)s)")
        add("--json", action="store_true", help="print JSON")
        add("--explain", action="store_true", help="print the SQL of the same search, for datasette")
        add("--update", action="store_true", help="bring the index up to date, also without a query")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Search."""
        from pipelines.store.search import SearchError, search

        if not args and not opts.update:
            self.fail(
                ExitCode.USAGE, "what should be looked for? as in: scrapy search '创城 place:聊城 after:2018'"
            )
            return
        try:
            bring_up_to_date(self.archive, must=opts.update)
            if args:
                with Reader(self.archive) as reader:
                    found = search(reader, " ".join(args), limit=max(1, opts.limit))
                self._print(found, opts)
        except SearchError as error:
            self.fail(ExitCode.USAGE, str(error))

    def _print(self, found: Found, opts: argparse.Namespace) -> None:
        if opts.explain:
            print(found.sql)
        elif opts.json:
            hits = [asdict(hit) for hit in found.hits]
            answer = {"total": found.total, "more": found.more, "behind": found.behind, "hits": hits}
            print(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
            for line in lines(found, colours=colours):
                print(line)
        if not found.hits:
            self.fail(ExitCode.NOTHING)


def bring_up_to_date(path: str, *, must: bool) -> None:
    """Index what is new; where a crawl is writing the index has to do as it is.

    Raises:
        ArchiveError: the archive cannot be read; or not be written, and there ``must`` be an index, or is none.
    """
    from pipelines.store.search import state, update

    with Reader(path) as reader:
        index = state(reader)
    if index.there and not index.behind:
        return
    try:
        with Archive(path) as archive:
            update(archive, _progress)
    except (ArchiveLocked, ArchiveReadOnly) as error:
        if must or not index.there:
            raise
        print(f"search: {index.behind:,} articles are not indexed yet: {error}", file=sys.stderr)


def _progress(done: int, every: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done >= every else ""
        print(f"\r\x1b[Kindexed {done:,} of {every:,} articles", end=end, file=sys.stderr, flush=True)


def lines(found: Found, *, colours: bool) -> Iterator[str]:
    """What was found, for a terminal."""
    for hit in found.hits:
        yield from _lines(hit, colours=colours)
        yield ""
    more = "more than " if found.more else ""
    yield f"{len(found.hits)} of {more}{found.total:,} articles"


def _lines(hit: Hit, *, colours: bool) -> Iterator[str]:
    title = _marked(hit.title or "(no title)", hit.title_marks if hit.title else (), colours=colours)
    yield f"{_BOLD}{title}{_PLAIN}" if colours else title
    about = [(hit.published or "no date")[:10], hit.source or "-", "".join(hit.place)]
    if hit.verdict != "article":
        about.append("hijacked since" if hit.verdict == "spam" else f"{hit.verdict} since")
    yield "  " + "  ".join(printable(part) for part in about if part)
    part = hit.snippet
    text = _marked(part.text, part.marks, colours=colours)
    yield f"  {'…' if part.before else ''}{text}{'…' if part.after else ''}"
    yield f"  {printable(hit.url)}"


def _marked(text: str, marks: Sequence[tuple[int, int]], *, colours: bool) -> str:
    """The text in one line, with what was found in colour, or in brackets where there is none."""
    begin, end = (_MARKED, _PLAIN) if colours else ("【", "】")
    parts, at = [], 0
    for start, stop in marks:
        if start >= at:
            parts += [printable(text[at:start]), begin, printable(text[start:stop]), end]
            at = stop
    return "".join([*parts, printable(text[at:])])
