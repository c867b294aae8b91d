"""Which pages are kept as articles, and what becomes of the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from crawler.items import Fate, Page
from pipelines.gone import soft_404

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.sources import Source
    from pipelines.types import CleanPage


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run keeps beside what its sources say.

    Attributes:
        since: least date, ISO 8601 day; None for any.
        campaign: official name; None for any.
    """

    since: str | None = None
    campaign: str | None = None


def select(page: CleanPage, source: Source, wanted: Wanted, *, listed: str | None = None) -> Fate | None:
    """Why an article is not kept; None for one that is, and for pages that are none and go to quarantine.

    Args:
        page: as cleaned.
        source: it belongs to.
        wanted: by the run.
        listed: date that the list gave it.
    """
    if page.verdict != "article":
        return None
    if page.relevance < source.relevance:
        why = page.basis.get("relevance", "names no campaign")
        return Fate("off-topic", f"relevance {page.relevance:.2f} of {source.relevance:g}: {why}")
    if source.campaigns and not set(source.campaigns) & set(page.campaigns):
        return Fate("off-topic", f"not about {', '.join(source.campaigns)}")
    published = (page.published or listed or "")[:10] or None
    if wanted.since and published and published < wanted.since:
        return Fate("skipped", f"published {published}", listed=published, topics=page.campaigns)
    if wanted.campaign and wanted.campaign not in page.campaigns:
        return Fate("skipped", f"not about {wanted.campaign}", listed=published, topics=page.campaigns)
    return None


class Select:
    """Decides after cleaning, for pages of the frontier, whether they are kept."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the crawler: its spider knows the sources."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Set ``fate`` on a page that is not kept."""
        if isinstance(item, Page) and item.visit is not None and item.clean is not None:
            spider: Any = self.crawler.spider
            if item.flags:
                item.clean = replace(item.clean, flags=(*item.clean.flags, *item.flags))
            if evidence := soft_404(item.clean, item.content, item.content_type):
                item.fate = Fate("gone", evidence)
            else:
                source = spider.sources[item.visit.source]
                item.fate = select(item.clean, source, spider.wanted, listed=item.visit.listed)
        return item
