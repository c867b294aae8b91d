"""One source as its file describes it. The descriptions of the fields are what a mistake is told with."""

from __future__ import annotations

import re
import tomllib
from datetime import date  # noqa: TC003 - pydantic reads the annotations
from functools import cache
from ipaddress import ip_network
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from w3lib.encoding import resolve_encoding

from crawler.discovery.presets import presets
from crawler.sources.addresses import address_pattern, covers, host_pattern
from pipelines.metadata import campaign

SeedKind = Literal["auto", "list", "feed", "sitemap", "epaper"]


def _web_address(text: str) -> str:
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or " " in text.strip():
        raise ValueError(text)
    return text.strip()


def _network(text: str) -> str:
    return str(ip_network(text, strict=False))


def _encoding(text: str) -> str:
    if not (name := resolve_encoding(text)):
        raise ValueError(text)
    return name


def _preset(text: str) -> str:
    if text not in presets():
        raise ValueError(f"; expected one of {', '.join(presets())}, not {text!r}")
    return text


def _campaign(text: str) -> str:
    if text not in official_campaigns():
        raise ValueError(text)
    return text


def _not_true(value: object) -> object:
    """Whether a date is meant is for pydantic to say; ``true`` is neither."""
    if value is True or (isinstance(value, (int, float)) and value is not False):
        raise ValueError(value)
    return value


@cache
def official_campaigns() -> tuple[str, ...]:
    """The official names of all campaigns that are known: the first name of each in campaigns.toml."""
    data = tomllib.loads(campaign.DATA.read_text("utf-8"))
    return tuple(entry["names"][0] for kind in ("award", "activity") for entry in data[kind])


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Seed(_Table):
    """Where a crawl of a source begins."""

    url: Annotated[str, AfterValidator(_web_address)] = Field(
        description="an address such as https://www.example.gov.cn/news/; an e-paper's may have {yyyy}, {mm} and {dd}"
    )
    kind: SeedKind = Field(default="auto", description="auto, list, feed, sitemap or epaper")
    pages: int | None = Field(
        default=None, strict=True, ge=1, le=100_000, description="a number of list pages, 1 or more"
    )

    @property
    def dated(self) -> bool:
        """Whether the address has to be filled in with a day."""
        return "{yyyy}" in self.url or "{mm}" in self.url or "{dd}" in self.url

    def on(self, day: date) -> str:
        """The address on a day; the address itself where it has no day in it."""
        return (
            self.url.replace("{yyyy}", f"{day.year:04d}")
            .replace("{mm}", f"{day.month:02d}")
            .replace("{dd}", f"{day.day:02d}")
        )


_Pattern = Annotated[str, AfterValidator(address_pattern)]
_PATTERNS = "patterns of addresses such as */art/#/#/#/art_*.html, * being anything and # digits"


class Patterns(_Table):
    """Addresses that are meant and that are not; see :func:`crawler.sources.addresses.matches`."""

    include: tuple[_Pattern, ...] = Field(default=(), description=_PATTERNS)
    exclude: tuple[_Pattern, ...] = Field(default=(), description=_PATTERNS)


class Limits(_Table):
    """Where one crawl of a source ends, whatever is left."""

    pages: int = Field(default=5000, strict=True, ge=1, description="pages a crawl may fetch, 1 or more")
    depth: int = Field(
        default=4, strict=True, ge=0, le=100, description="links from a seed to a page, 0 to 100"
    )
    seconds: int = Field(
        default=3600, strict=True, ge=1, description="seconds a crawl of the source may take, 1 or more"
    )
    list_pages: int = Field(
        default=200, strict=True, ge=1, description="list pages a crawl may fetch, 1 or more"
    )


class Recrawl(_Table):
    """How often a list is looked at again, in hours; within it the crawl adapts."""

    min_hours: float = Field(default=6, strict=True, gt=0, le=87_600, description="hours, more than 0")
    max_hours: float = Field(
        default=24 * 14, strict=True, gt=0, le=87_600, description="hours, min_hours or more"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max_hours < self.min_hours:
            raise ValueError("; expected max_hours to be min_hours or more")
        return self


class Source(_Table):
    """A place where campaign news is looked for.

    Attributes:
        name: the stem of its file.
        hosts: that every hop must lead to.
        cms: name of a preset (presets.toml) where it is known; otherwise it is told from the pages.
        articles: addresses of articles, where the presets and what is learned are not enough: with ``include``
            nothing else is an article.
        lists: addresses of lists that are followed; with none given only seeds and their further pages are.
        campaigns: official names; none means any.
        relevance: least relevance of a page that is kept as an article, in [0, 1].
        delay: seconds between two requests to one host.
        concurrency: requests to one host at a time.
        encoding: of all pages, whatever they declare.
        allow_addresses: private addresses that hosts may have; for test sites on this machine.
        spider: dotted path of a subclass of :class:`crawler.steps.Steps` that overrides some.
        tested: the day on which a crawl of the real site was last seen to work; false for never.
    """

    name: str = Field(
        pattern=re.compile(r"^[a-z0-9][a-z0-9-]{0,63}$"),
        description="the name of the file without .toml: lower-case letters, digits and hyphens",
    )
    title: str = Field(min_length=1, max_length=100, description="the name people use for the site")
    hosts: tuple[Annotated[str, AfterValidator(host_pattern)], ...] = Field(
        min_length=1, description="hosts such as www.example.gov.cn or *.example.gov.cn, at least one"
    )
    seeds: tuple[Seed, ...] = Field(min_length=1, description="[[seeds]] tables with a url, at least one")
    cms: Annotated[str, AfterValidator(_preset)] | None = Field(
        default=None, description="the name of a preset"
    )
    articles: Patterns = Field(default=Patterns(), description="a table with include and exclude")
    lists: Patterns = Field(default=Patterns(), description="a table with include and exclude")
    campaigns: tuple[Annotated[str, AfterValidator(_campaign)], ...] = Field(
        default=(), description="official names of campaigns, such as 全国文明城市"
    )
    relevance: float = Field(
        default=campaign.THRESHOLD, strict=True, ge=0, le=1, description="a number from 0 to 1"
    )
    place: str | None = Field(
        default=None, min_length=2, max_length=60, description="a place such as 河南省信阳市"
    )
    language: str = Field(
        default="zh-CN",
        pattern=re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
        description="a language tag such as zh-CN",
    )
    delay: float = Field(
        default=1.0, strict=True, ge=0, le=3600, description="seconds between requests, 0 to 3600"
    )
    concurrency: int = Field(default=1, strict=True, ge=1, le=64, description="requests at a time, 1 to 64")
    encoding: Annotated[str, AfterValidator(_encoding)] | None = Field(
        default=None, description="an encoding such as gb18030"
    )
    limits: Limits = Field(default=Limits(), description="a table with pages, depth, seconds and list_pages")
    recrawl: Recrawl = Field(default=Recrawl(), description="a table with min_hours and max_hours")
    allow_addresses: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(
        default=(), description="IP addresses or networks such as 127.0.0.1 or 10.0.0.0/8"
    )
    javascript: bool = Field(default=False, strict=True, description="true or false")
    spider: str | None = Field(
        default=None,
        pattern=re.compile(r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$"),
        description="a dotted path such as crawler.overrides.epoint.EpointSteps",
    )
    active: bool = Field(default=True, strict=True, description="true or false")
    tested: Annotated[date | Literal[False], BeforeValidator(_not_true)] = Field(
        default=False, description="a day such as 2026-05-01, or false"
    )
    note: str = Field(default="", max_length=4000, description="text")

    @model_validator(mode="after")
    def _seeds_within_hosts(self) -> Self:
        for index, seed in enumerate(self.seeds):
            if not covers(self.hosts, seed.url):
                raise ValueError(
                    f"; seeds[{index}].url: expected an address on one of hosts, not {seed.url!r}"
                )
        return self

    def covers(self, url: str) -> bool:
        """Whether an address belongs to the source; never raises."""
        return covers(self.hosts, url)
