"""Sitemaps as sitemaps.org has them: sets of addresses, indexes of sitemaps, news sitemaps, plain lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.discovery import markup
from pipelines.metadata.dates import read_date

if TYPE_CHECKING:
    from lxml import etree

_MOST_ENTRIES = 50_000  # the limit of sitemaps.org for one file


class Entry(NamedTuple):
    """One address: as written, title of a news sitemap, day it was published or last changed, whether a sitemap."""

    href: str
    title: str
    date: str | None
    is_sitemap: bool


def read_sitemap(text: str) -> list[Entry]:
    """The entries in their order; [] for anything that is no sitemap. Plain text has one address a line."""
    head = text[:1000].lstrip("\ufeff \t\r\n")
    if head.startswith(("http://", "https://")):
        lines = text.lstrip("\ufeff").splitlines()[:_MOST_ENTRIES]
        return [Entry(line.strip(), "", None, False) for line in lines if line.strip().startswith("http")]
    root = markup.parse(text)
    if root is None:
        return []
    entries: list[Entry] = []
    for element in root.iter():
        name = markup.name_of(element)
        if name in ("url", "sitemap") and len(element):
            if entry := _entry(element, name == "sitemap"):
                entries.append(entry)
            if len(entries) >= _MOST_ENTRIES:
                break
    return entries


def _entry(element: etree._Element, is_sitemap: bool) -> Entry | None:
    href = title = changed = published = ""
    for name, child in markup.children(element):
        if name == "loc":
            href = href or markup.text_of(child)
        elif name == "lastmod":
            changed = markup.text_of(child)
        elif name == "news":
            for inner, grandchild in markup.children(child):
                if inner == "title":
                    title = markup.text_of(grandchild)
                elif inner == "publication_date":
                    published = markup.text_of(grandchild)
    if not href:
        return None
    stamp = read_date(published or changed) if published or changed else None
    return Entry(href, title, stamp.day.isoformat() if stamp else None, is_sitemap)
