"""How a source is crawled, step by step; a source with ways of its own overrides the steps that differ."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.utils.misc import load_object

from crawler.discovery import discover
from pipelines.store import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

    from crawler.discovery import Discovery, Learned
    from crawler.sources import Source
    from pipelines.store import Visit

_DAYS = 3  # of an e-paper that are looked at where neither the seed nor the run says more
_MOST_DAYS = 3660


class Steps:
    """The steps of all sources whose file names no class of its own (``spider``).

    A class that overrides some is named in the source's file by its dotted path; :mod:`crawler.overrides.epoint` is
    an example. Everything around the steps stays: the queue, politeness, cleaning, storing.

    Args:
        source: that is crawled.
    """

    def __init__(self, source: Source) -> None:
        self.source = source

    def seeds(self, today: date, since: date | None = None) -> Iterator[Found]:
        """Where the crawl begins: an e-paper on each of its last days, everything else at its address."""
        for seed in self.source.seeds:
            if not seed.dated:
                yield Found(
                    url=seed.url, kind=seed.kind, pages=None if seed.pages is None else seed.pages - 1
                )
                continue
            days = (today - since).days + 1 if since else seed.pages or _DAYS
            for ago in range(min(max(days, 1), _MOST_DAYS)):
                yield Found(url=seed.on(today - timedelta(days=ago)), kind=seed.kind, pages=0)

    def request(self, visit: Visit) -> scrapy.Request:
        """The request for an address; what makes it conditional, polite and safe is added to it."""
        return scrapy.Request(visit.url)

    def read_list(self, response: Response, visit: Visit, learned: Learned | None) -> Discovery:
        """Links and further pages of a list, feed or sitemap."""
        return discover(
            response.body,
            response.url,
            self.source,
            kind=visit.kind,
            content_type=content_type(response),
            learned=learned,
        )


def steps_of(source: Source) -> Steps:
    """The steps of a source.

    Raises:
        ValueError: its file names a class that cannot be had or is no :class:`Steps`.
    """
    if source.spider is None:
        return Steps(source)
    try:
        kind: Any = load_object(source.spider)
    except (ImportError, NameError, ValueError) as error:
        raise ValueError(f"{source.name}.toml: spider: {error}") from error
    if not (isinstance(kind, type) and issubclass(kind, Steps)):
        raise ValueError(f"{source.name}.toml: spider: expected a subclass of crawler.steps.Steps")
    return kind(source)


def content_type(response: Response) -> str | None:
    """The header's value."""
    header = response.headers.get("Content-Type")
    return header.decode("latin-1") if header else None
