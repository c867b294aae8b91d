"""Which of what was dropped an operator means: options of `scrapy quarantine` as the archive takes them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.store import Undecidable
from pipelines.store.addresses import host_of
from pipelines.store.dropped import Filter
from pipelines.store.rows import timestamp

if TYPE_CHECKING:
    import argparse

_FILTERS = ("url", "host", "category", "reason", "kind", "status")


def read_filter(opts: argparse.Namespace) -> Filter:
    """What `scrapy quarantine` is asked for.

    Raises:
        Undecidable: an option means nothing; the message is one line.
    """
    given = {name: getattr(opts, name) for name in _FILTERS if getattr(opts, name)}
    if "host" in given:
        given["host"] = read_host(given["host"])
    known = {"kind": ("block", "run", "title", "page"), "status": ("dropped", "restored", "confirmed")}
    for name, values in known.items():
        if given.get(name, values[0]) not in values:
            raise Undecidable(f"--{name} {given[name]}: it is one of {', '.join(values)}")
    since = None
    if opts.since:
        try:
            since = timestamp(datetime.fromisoformat(opts.since).astimezone())
        except (ValueError, OverflowError):
            raise Undecidable(
                f"--since {opts.since}: give a time as 2026-01-31 or 2026-01-31T08:00"
            ) from None
    return Filter(**given, crawl=read_number("crawl", opts.crawl) if opts.crawl else None, since=since)


def read_number(name: str, text: str) -> int:
    """The value of an option that is a whole number, likewise."""
    if not text.isascii() or not text.isdigit():
        raise Undecidable(f"--{name} {text}: give a whole number")
    return min(int(text), 2**62)


def read_host(text: str) -> str:
    """A host as the archive writes it, from a host or an address; likewise."""
    name = text.lower()
    host = host_of(name if "://" in name else f"http://{name}")
    if not host or any(char.isspace() or not char.isprintable() for char in host):
        raise Undecidable(f"{text!r} is no host: give it as news.example.cn")
    return host
