"""Articles told from lists by their addresses alone: the source's own patterns, then those of a preset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discovery.judge import points_of_address
from crawler.discovery.presets import presets
from crawler.sources.addresses import matches

if TYPE_CHECKING:
    from crawler.discovery.presets import Preset
    from crawler.sources import Source

#: From this many points on an address alone is enough.
PLAINLY = 2.4


def said_by_source(url: str, source: Source) -> str | None:
    """``article``, ``list`` or ``no`` where the source's patterns decide; None where they do not."""
    if matches(source.articles.exclude, url):
        return "list" if matches(source.lists.include, url) else "no"
    if source.articles.include:
        if matches(source.articles.include, url):
            return "article"
        return "list" if _followed(url, source) else "no"
    return "list" if _followed(url, source) else None


def _followed(url: str, source: Source) -> bool:
    return matches(source.lists.include, url) and not matches(source.lists.exclude, url)


def said_by_preset(url: str, preset: Preset | None) -> str | None:
    """``article`` or ``list`` by the patterns of a preset; None where it knows neither."""
    if preset is None:
        return None
    if matches(preset.articles, url):
        return "article"
    return "list" if matches(preset.lists, url) else None


def is_article(url: str, source: Source) -> bool:
    """Whether an address that comes without a page around it is an article's."""
    preset = presets().get(source.cms or "")
    said = said_by_source(url, source) or said_by_preset(url, preset)
    return said == "article" if said else points_of_address(url) >= PLAINLY


def is_list(url: str, source: Source) -> bool:
    """Whether such an address is known to be no article's."""
    return said_by_source(url, source) in ("list", "no")
