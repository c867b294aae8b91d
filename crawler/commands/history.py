"""`scrapy history URL`: the texts of an article, what changed between them, and when its page was hijacked."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from crawler.command import ArchiveCommand
from crawler.differences import Part, compare
from crawler.exit_codes import ExitCode
from pipelines.store import Reader
from pipelines.store.history import FIELDS, history

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pipelines.store.history import Dropped, Event, History, Text

_COLOURS = {"gone": "\x1b[31;9m", "new": "\x1b[32m"}  # red and struck through; green
_MARKS = {"gone": ("[-", "-]"), "new": ("{+", "+}")}  # as `git diff --word-diff`
_AROUND = 20  # characters of what stayed, before and after a change
_MEANING = {
    "hijacked": "the page was taken over: readers get the text from before",
    "gone": "the page is gone: readers get the last text",
    "restored": "the page is as it was again",
    "recleaned": "the same response, read anew by other code",
    "clustered": "the text that it is a copy of is another one now",
}


class Command(ArchiveCommand):
    """Prints what happened to an article, and each change of its text word by word."""

    def syntax(self) -> str:
        """Command syntax."""
        return "URL"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show the versions of an article and what changed between them"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Print the history; one line on stderr where there is none."""
        if len(args) != 1:
            self.fail(ExitCode.USAGE, "expected one address")
            return
        with Reader(self.archive) as reader:
            found = history(reader, args[0])
        if found is None:
            self.fail(ExitCode.NOTHING, f"{args[0]}: no article of that address in {self.archive}")
            return
        colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for line in tell(found, colours=colours):
            print(line, flush=True)


def tell(found: History, *, colours: bool) -> Iterator[str]:
    """The history in lines."""
    yield found.url
    texts = {text.version: text for text in found.texts}
    before: Text | None = None
    for event in found.events:
        yield f"\n{event.at[:19].replace('T', ' ')}  {event.kind}{_explained(event)}"
        text = texts.get(event.version)
        if event.kind == "hijacked":
            yield from _spam(found.dropped, event)
        if text is None or text is before:
            continue
        yield from _first(text) if before is None else _changes(before, text, colours=colours)
        before = text
    older = [
        text.version for text in found.texts if text.version not in {event.version for event in found.events}
    ]
    if older:
        yield f"\n{len(older)} older captures came later: versions {', '.join(map(str, older))}"
    yield f"\nnow: {found.verdict}"


def _explained(event: Event) -> str:
    meaning = _MEANING.get(event.kind)
    return f" (version {event.version}{'; ' + meaning if meaning else ''})"


def _spam(dropped: list[Dropped], event: Event) -> Iterator[str]:
    """What stood on the page when it was hijacked."""
    for item in dropped:
        if item.kind == "page" and item.first_seen == event.at:
            yield f"  {item.category}: {item.reasons}"
            yield f"  {item.text[:120]!r}"


def _first(text: Text) -> Iterator[str]:
    yield f"  {text.fields['title'] or '(no title)'}"
    for name in ("published", "source"):
        if text.fields[name]:
            yield f"  {name}: {text.fields[name]}"
    yield f"  {len(str(text.fields['body'])):,} characters"


def _changes(before: Text, after: Text, *, colours: bool) -> Iterator[str]:
    """The fields that differ; what changed in each."""
    for name in FIELDS:
        old, new = before.fields[name], after.fields[name]
        if old == new or name == "body_as_written":
            continue
        for number, parts in enumerate(compare(str(old or ""), str(new or ""))):
            if len(parts) > 1 or (parts and parts[0].kind != "same"):
                where = f"{name}, paragraph {number + 1}" if name == "body" else name
                yield f"  {where}: {''.join(_shown(parts, colours=colours))}"


def _shown(parts: list[Part], *, colours: bool) -> Iterator[str]:
    for number, (kind, text) in enumerate(parts):
        if kind != "same":
            start, end = (_COLOURS[kind], "\x1b[0m") if colours else _MARKS[kind]
            yield f"{start}{text}{end}"
        elif len(text) <= 2 * _AROUND:
            yield text
        else:
            head = text[:_AROUND] if number else ""
            tail = text[-_AROUND:] if number < len(parts) - 1 else ""
            yield f"{head}…{tail}"
