"""What is seen of a site that is not known yet, and the source file that it suggests. Pure: fetching is the command's."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from protego import Protego

from crawler.discovery import discover
from crawler.discovery.anchors import read_listing
from crawler.discovery.hrefs import resolve
from crawler.discovery.presets import detect
from crawler.sources.source import Seed, Source
from pipelines.decode import decode
from pipelines.metadata.place import find_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.discovery import Discovery, Link

#: Columns that campaign news stands in, the likelier first; a probe looks at a few of them.
_PROMISING = ("文明", "创城", "创建", "要闻", "新闻", "动态", "资讯", "今日", "时政", "综合", "社会")
MOST_COLUMNS = 4
_FEW = 5  # articles that make a page a list
_TAILS = re.compile(r"[-_|—–].{0,60}$")
_SUFFIXES = frozenset("com cn net org gov edu info www".split())
_SITE_NAME = re.compile(
    r"""<meta\s[^<>]{0,100}name=["']?SiteName["']?[^<>]{0,100}content=["']([^"'<>]{2,60})""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of the site."""

    url: str
    status: int
    content: bytes
    content_type: str | None = None


@dataclass(slots=True)
class Probe:
    """What is known of the site so far.

    Attributes:
        url: that was given.
        allow_addresses: private addresses that the site may have.
        robots: text of its robots.txt; "" without one.
        pages: list pages by address: what was found on them.
        notes: lines for whoever reads the proposal.
    """

    url: str
    allow_addresses: tuple[str, ...] = ()
    robots: str = ""
    pages: dict[str, Discovery] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, int] = field(default_factory=dict)
    sitemaps: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    cms: str | None = None
    title: str = ""
    encodings: set[str] = field(default_factory=set)

    @property
    def source(self) -> Source:
        """The source as far as it has to be known to look at a page."""
        return Source(
            name="probe",
            title="probe",
            hosts=(urlsplit(self.url).netloc.lower(),),
            seeds=(Seed(url=self.url),),
            allow_addresses=self.allow_addresses,
        )

    def read_robots(self, answer: Fetched) -> list[str]:
        """Take note of robots.txt; the sitemaps it names, or the usual address."""
        named: list[str] = []
        if answer.status == 200 and answer.content[:1] != b"<":
            self.robots = decode(answer.content[:500_000], answer.content_type).text
            named = [a for s in Protego.parse(self.robots).sitemaps if (a := resolve(str(s), self.url))]
            self.notes.append(f"robots.txt: {len(self.robots.splitlines())} lines, {len(named)} sitemaps")
        else:
            self.notes.append(f"robots.txt: none (status {answer.status})")
        named = named[:3] or [urljoin(self.url, "/sitemap.xml")]
        return [address for address in named if self.source.covers(address)]

    def read_home(self, answer: Fetched) -> tuple[list[Link], list[Link]]:
        """Take note of the page that was given; the columns and feeds worth a look."""
        decoded = decode(answer.content, answer.content_type)
        named = _SITE_NAME.search(decoded.text)
        listing = read_listing(decoded.text)
        preset = detect(decoded.text)
        self.title = (named[1] if named else _TAILS.sub("", listing.title.strip()) or listing.title).strip()
        self.cms = preset.name if preset else None
        found = self.read_list(answer)
        columns = sorted(
            (link for link in found.links if link.kind == "list" and _promise(link.title) < len(_PROMISING)),
            key=lambda link: _promise(link.title),
        )
        return columns[:MOST_COLUMNS], [link for link in found.links if link.kind == "feed"][:2]

    def read_list(self, answer: Fetched, title: str = "") -> Discovery:
        """Take note of a list page."""
        decoded = decode(answer.content, answer.content_type)
        self.encodings.add(f"{decoded.encoding} ({decoded.basis})")
        preset = detect(decoded.text)
        self.cms = self.cms or (preset.name if preset else None)
        found = discover(
            answer.content, answer.url, self.source, kind="auto", content_type=answer.content_type
        )
        self.pages[answer.url] = found
        self.titles[answer.url] = title
        return found

    def read_feed(self, answer: Fetched, kind: str) -> None:
        """Take note of a feed or sitemap, if it is one."""
        found = discover(answer.content, answer.url, self.source, kind=kind, content_type=answer.content_type)
        if found.links and answer.status == 200:
            (self.feeds if kind == "feed" else self.sitemaps)[answer.url] = len(found.links)
        self.notes.append(f"{kind} {answer.url}: {found.reason or f'{len(found.links)} addresses'}")

    def propose(self) -> tuple[str, str]:
        """The name and text of a source file.

        Lists with several articles are its seeds, then feeds; sitemaps where there is nothing else, and the address
        that was given where there are none either.
        """
        counts = {url: articles_of(found) for url, found in self.pages.items()}
        lists = [
            url for url, count in counts.items() if count >= _FEW and (url != self.url or len(counts) == 1)
        ]
        seeds: list[tuple[str, str]] = [(url, "list") for url in lists] + [
            (url, "feed") for url in self.feeds
        ]
        if not seeds:
            seeds = [(url, "sitemap") for url in self.sitemaps]
        if not seeds:
            seeds = [(self.url, "auto")]
        delay = Protego.parse(self.robots).crawl_delay("chuangcheng") if self.robots else None
        place, _ = find_place(self.title, "")
        fields: dict[str, object] = {
            "title": self.title or urlsplit(self.url).netloc,
            "hosts": [urlsplit(self.url).netloc.lower()],
            "cms": self.cms,
            "place": "".join(place.names) or None,
            "delay": float(delay) if delay and delay > 1 else None,
            "allow_addresses": list(self.allow_addresses) or None,
        }
        comments = [
            f"# Proposed by `scrapy sources add` from {self.url}; look at it before the first crawl.",
            *(f"# {note}" for note in self.notes),
            f"# encodings: {', '.join(sorted(self.encodings)) or 'none seen'}",
        ]
        for url, found in self.pages.items():
            example = next((link.url for link in found.links if link.kind == "article"), "none")
            more = "goes on" if found.next else "no further page found"
            comments.append(
                f"# {self.titles[url] or 'page'} {url}: {counts[url]} articles, {more}, for example {example}"
            )
        return name_for(self.url), "\n".join(map(_one_line, comments)) + "\n" + as_toml(fields, seeds)


def articles_of(found: Discovery) -> int:
    """How many articles a page leads to."""
    return sum(link.kind == "article" for link in found.links)


def name_for(url: str) -> str:
    """A name for a source: the host without www and the common endings; government sites keep ``gov``."""
    host = (urlsplit(url).hostname or "source").strip("[]")
    labels = [label for label in re.split(r"[.:]", host) if label and label not in _SUFFIXES - {"gov"}]
    return re.sub(r"[^a-z0-9-]+", "-", "-".join(labels).lower()).strip("-")[:60] or "source"


def as_toml(fields: Mapping[str, object], seeds: Sequence[tuple[str, str]]) -> str:
    """The text of a source file; None is left out."""
    lines = [f"{key} = {_value(value)}" for key, value in fields.items() if value is not None]
    lines += ["tested = false"]
    for url, kind in seeds:
        lines += ["", "[[seeds]]", f"url = {_value(url)}", f"kind = {_value(kind)}"]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """A value as TOML writes it; JSON's strings, numbers and arrays of them are TOML's but for DEL."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)[:500]


def _promise(title: str) -> int:
    return next((rank for rank, word in enumerate(_PROMISING) if word in title), len(_PROMISING))
