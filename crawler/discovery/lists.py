"""List pages, and the home pages they hang on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.discovery.anchors import read_listing
from crawler.discovery.days import day_of_url
from crawler.discovery.epapers import day_of, earlier_issues, is_layout
from crawler.discovery.hrefs import is_attachment, is_file, resolve
from crawler.discovery.judge import ARTICLE, NEITHER, Candidate, judge
from crawler.discovery.learn import learn, mark_repeated
from crawler.discovery.pagers import next_pages
from crawler.discovery.presets import detect, presets
from crawler.discovery.shapes import shape
from crawler.discovery.sorting import said_by_preset, said_by_source
from crawler.discovery.types import Discovery, Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.discovery.listing import Anchor, Listing
    from crawler.discovery.presets import Preset
    from crawler.discovery.types import Learned, LinkKind
    from crawler.sources import Source

_LONGEST_COLUMN = 12  # characters of the name of a column
_JUMP = re.compile(r"""location(?:\.href)?\s{0,3}=\s{0,3}\\?["']([^"'\\<>\s]{1,300})""")


def read_list(
    html: str,
    url: str,
    source: Source,
    *,
    kind: str,
    learned: Learned | None,
    data: bool,
    use_presets: bool = True,
) -> Discovery:
    """What a page of HTML leads to; see :func:`crawler.discovery.discover`.

    Args:
        html: of the page, records opened.
        url: of the page.
        source: that it belongs to.
        kind: ``list``, ``epaper`` or ``auto``.
        learned: of the site so far.
        data: whether the page was the answer of an interface.
        use_presets: False judges unaided; for measuring.
    """
    listing = read_listing(html)
    base = resolve(listing.base, url) or url if listing.base else url
    preset = _preset(source, html, learned) if use_presets else None
    candidates, attachments, foreign = _candidates(listing, url, base, source)
    mark_repeated(candidates, learned, url)
    judge(candidates, learned.shapes if learned else {})
    kinds = {c.url: _kind(c, source, preset, kind) for c in candidates}
    if kind == "epaper" or (preset is not None and preset.pager == "epaper"):
        return _issue(listing, url, base, source, candidates, kinds, learned)
    links = [link for c in candidates if (link := _link(c, kinds[c.url]))]
    articles = frozenset(link.url for link in links if link.kind == "article")
    further = next_pages(listing, html, url, base, data=data or "dataproxy.jsp" in url, found=len(articles))
    further = tuple(page for page in further if source.covers(page))
    if not articles:
        further += tuple(_frames(listing, base, source)) if not further else ()
    paged = frozenset(further)
    links = [link for link in links if link.url not in paged or link.kind == "article"] + attachments
    if kind == "auto":
        links += [
            Link(a, "feed") for feed in listing.feeds if (a := resolve(feed, base)) and source.covers(a)
        ]
    return Discovery(
        links=tuple(links),
        next=tuple(Link(page, "list") for page in further if page not in articles),
        learned=learn(learned, url, preset.name if preset else None, candidates, articles, foreign),
        reason=None if links else _why(listing, foreign),
    )


def _preset(source: Source, html: str, learned: Learned | None) -> Preset | None:
    """The source's own preset, what the page shows, or what earlier pages showed."""
    if source.cms:
        return presets()[source.cms]
    return detect(html) or (presets().get(learned.cms) if learned and learned.cms else None)


def _candidates(
    listing: Listing, url: str, base: str, source: Source
) -> tuple[list[Candidate], list[Link], list[str]]:
    """Links to judge, files, and the hosts of links that lead elsewhere; of links to one address the best named."""
    host = urlsplit(url).netloc
    best: dict[str, Anchor] = {}
    foreign: list[str] = []
    seen: dict[str, str | None] = {}
    for anchor in listing.anchors:
        if anchor.href not in seen:
            seen[anchor.href] = resolve(anchor.href, base)
        address = seen[anchor.href]
        if address is None or address == url:
            continue
        known = best.get(address)
        if known is None:
            best[address] = anchor
        else:
            named = anchor if len(anchor.name) > len(known.name) else known
            named.date = known.date or anchor.date
            best[address] = named
    candidates: list[Candidate] = []
    attachments: list[Link] = []
    for address, anchor in best.items():
        if not source.covers(address):
            if anchor.date or len(anchor.name) >= 10:
                foreign.append(urlsplit(address).netloc)
        elif is_attachment(address):
            attachments.append(Link(address, "attachment", anchor.name, anchor.date or day_of_url(address)))
        elif not is_file(address):
            candidates.append(Candidate(address, shape(address, host), anchor, anchor.name))
    return candidates, attachments, foreign


def _kind(candidate: Candidate, source: Source, preset: Preset | None, kind: str) -> LinkKind | None:
    """What a link leads to; None where it is not followed."""
    said = said_by_source(candidate.url, source)
    if said is not None:
        return "article" if said == "article" else "list" if said == "list" else None
    said = said_by_preset(candidate.url, preset)
    if said == "article" and candidate.anchor.zone != "pager":
        return "article"
    if said == "list":
        return "list" if kind == "auto" and _is_column(candidate) else None
    if candidate.score >= ARTICLE:
        return "article"
    if kind != "auto":
        return None
    if _is_column(candidate) and candidate.score < NEITHER:
        return "list"
    return "page" if candidate.score >= NEITHER else None


def _is_column(candidate: Candidate) -> bool:
    return 2 <= len(candidate.name) <= _LONGEST_COLUMN and candidate.anchor.zone not in ("pager", "crumb")


def _link(candidate: Candidate, kind: LinkKind | None) -> Link | None:
    if kind is None:
        return None
    day = candidate.anchor.date or day_of_url(candidate.url)
    return Link(candidate.url, kind, candidate.name, day if kind == "article" else None)


def _frames(listing: Listing, base: str, source: Source) -> Iterable[str]:
    """Where a shell without articles keeps its list: the target of a refresh or script, frames on the source's hosts."""
    jumps = [match[1] for script in listing.scripts if len(script) < 2000 and (match := _JUMP.search(script))]
    for href in [listing.refresh, *jumps, *listing.frames[:5]]:
        if href and (address := resolve(href, base)) and source.covers(address) and address != base:
            yield address


def _issue(
    listing: Listing,
    url: str,
    base: str,
    source: Source,
    candidates: list[Candidate],
    kinds: dict[str, LinkKind | None],
    learned: Learned | None,
) -> Discovery:
    """A page of an e-paper: its articles, the other layouts of the day, the issues before."""
    day = day_of(url)
    layouts = [c.url for c in candidates if is_layout(c.url)]
    links = []
    for candidate in candidates:
        said = kinds[candidate.url]
        if candidate.url in layouts or said is None:
            continue
        date = day_of(candidate.url)
        if said == "article" and (day is None or date is None or date == day):
            links.append(Link(candidate.url, "article", candidate.name, date.isoformat() if date else None))
    further = [
        Link(layout, "list", "", _iso(layout)) for layout in layouts if day_of(layout) == day or day is None
    ]
    if not links and not further:
        further = [Link(page, "list", "", _iso(page)) for page in _frames(listing, base, source)]
    elif day is not None and all(url <= layout for layout in layouts if day_of(layout) == day):
        further += [
            Link(issue, "list", "", before.isoformat())
            for issue, before in earlier_issues(url)
            if source.covers(issue)
        ]
    articles = frozenset(link.url for link in links)
    return Discovery(
        links=tuple(links),
        next=tuple(further),
        learned=learn(learned, url, "epaper", candidates, articles, ()),
        reason=None if links or further else _why(listing, []),
    )


def _iso(url: str) -> str | None:
    day = day_of(url)
    return day.isoformat() if day else None


def _why(listing: Listing, foreign: list[str]) -> str:
    if not listing.anchors:
        return "no links on this page"
    if foreign:
        return f"no links within the source's hosts; {len(foreign)} lead to {foreign[0]} and others"
    return f"none of the {len(listing.anchors)} links looks like an article"
