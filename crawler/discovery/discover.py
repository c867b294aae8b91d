"""What a page of a list leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discovery import markup
from crawler.discovery.days import day_of_url
from crawler.discovery.feeds import read_feed
from crawler.discovery.hrefs import is_attachment, is_file, resolve
from crawler.discovery.lists import read_list
from crawler.discovery.records import json_as_html, open_datastore, read_json
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.sorting import is_article, is_list
from crawler.discovery.types import Discovery, Link
from pipelines.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.discovery.types import Learned, LinkKind
    from crawler.sources import Source


def discover(
    content: bytes,
    url: str,
    source: Source,
    *,
    kind: str,
    content_type: str | None = None,
    learned: Learned | None = None,
) -> Discovery:
    """The articles, files and further pages that a page leads to; never raises on foreign bytes.

    Args:
        content: body of the response.
        url: where it came from, after redirects.
        source: whose hosts bound what is returned and whose patterns and preset are used.
        kind: ``list``, ``feed``, ``sitemap``, ``epaper`` or ``auto``; the content wins where it is plainly something
            else. ``auto`` is for home pages: columns and feeds are given, too.
        content_type: the header's value.
        learned: what earlier pages of the source have told.
    """
    content = markup.unpack(content)
    found = markup.kind_of(content)
    text = decode(content, content_type, source.encoding).text
    if found == "feed" or (kind == "feed" and not found and "<item" in text[:5000]):
        return _finish(_feed(text, url, source), "no entries in this feed")
    if found == "sitemap" or (kind == "sitemap" and text.lstrip("\ufeff \r\n\t").startswith("http")):
        return _finish(_sitemap(text, url, source), "no addresses in this sitemap")
    if kind in ("feed", "sitemap"):
        return Discovery(reason=f"expected a {kind}, got something else")
    data = read_json(text)
    text = json_as_html(data) if data is not None else open_datastore(text)
    return read_list(text, url, source, kind=kind, learned=learned, data=data is not None)


def _feed(text: str, url: str, source: Source) -> Iterable[Link]:
    for entry in read_feed(text):
        address = resolve(entry.href, url)
        if address and source.covers(address):
            kind: LinkKind = "attachment" if is_attachment(address) else "article"
            yield Link(address, kind, entry.title, entry.date or day_of_url(address))


def _sitemap(text: str, url: str, source: Source) -> Iterable[Link]:
    for entry in read_sitemap(text):
        address = resolve(entry.href, url)
        if not address or not source.covers(address):
            continue
        if entry.is_sitemap:
            yield Link(address, "sitemap", "", entry.date)
        elif is_attachment(address):
            yield Link(address, "attachment", entry.title, entry.date)
        elif is_file(address) or is_list(address, source):
            continue
        else:
            kind: LinkKind = "article" if entry.title or is_article(address, source) else "page"
            # The day in the address is the day of publication; lastmod is often that of the last build.
            yield Link(address, kind, entry.title, day_of_url(address) or entry.date)


def _finish(links: Iterable[Link], otherwise: str) -> Discovery:
    unique = {link.url: link for link in reversed(list(links))}
    ordered = tuple(reversed(unique.values()))
    return Discovery(links=ordered, reason=None if ordered else otherwise)
