"""What a run of the news spider may be asked for; :class:`crawler.spiders.news.NewsSpider` tells what each argument means."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crawler.sources import load, load_all
from crawler.sources.source import official_campaigns

if TYPE_CHECKING:
    from crawler.sources import Source


def check_arguments(since: str, limit: str, campaign: str, recheck: str, attachments: str) -> None:
    """Complain of one that means nothing; "" is one that is left out.

    Raises:
        ValueError: the message is one line for the operator.
    """
    if since and not _is_day(since):
        raise ValueError(f"since: expected a date such as 2024-05-01, not {since!r}")
    if limit and not limit.isdecimal():
        raise ValueError(f"limit: expected a number of articles, not {limit!r}")
    if campaign and campaign not in official_campaigns():
        raise ValueError(f"campaign: expected one of {', '.join(official_campaigns())}")
    if recheck not in ("", "lists", "all"):
        raise ValueError(f"recheck: expected lists or all, not {recheck!r}")
    if attachments not in ("", "yes"):
        raise ValueError(f"attachments: expected yes, not {attachments!r}")


def chosen_sources(names: str, folder: str) -> dict[str, Source]:
    """The sources that are asked for, by name: one, several with commas, or all that are active.

    Raises:
        ValueError: none is asked for.
        SourceError: a file is missing or wrong.
    """
    if not names:
        raise ValueError("no source given: add -a source=NAME or -a source=all")
    if names == "all":
        return {name: source for name, source in load_all(folder).items() if source.active}
    return {name: load(name, folder) for name in names.split(",")}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
