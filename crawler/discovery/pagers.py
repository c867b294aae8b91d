"""Where a list goes on: the link that says so, the number after the current one, or the CMS's own script.

One page at a time, so that a crawl can stop where a page brings nothing new.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from crawler.discovery.anchors import words
from crawler.discovery.hrefs import resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.discovery.anchors import Anchor, Listing

_SPACES = re.compile(r"[\s\xa0\[\]()（）【】]+")
_SYMBOLS = frozenset("» › > >> → ＞ >>>".split())
_NUMBER = re.compile(r"[\[(（第]?\s?(\d{1,5})\s?[\])）页]?")
# createPageHTML(20, 0, "index", "html") and its variants, which put the id of an element or the total among these.
_CREATE = re.compile(r"create_?page(?:html)?\w{0,10}\s{0,3}\(([^()<>]{3,200})\)", re.IGNORECASE)
_ARGUMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|(-?\d+)|([\w.$]+))\s*""")
_VARIABLE = r"(?<![\w.])(?:var\s+)?{}\s{{0,3}}=\s{{0,3}}[\"']?(\d{{1,6}})"
_COUNT = re.compile(_VARIABLE.format(r"(?:count_?page|page_?count|total_?pages?)"), re.IGNORECASE)
_TOTAL_PAGE = re.compile(r"<totalpage>\s{0,9}(\d{1,7})", re.IGNORECASE)
_DATAPROXY = re.compile(r"""["']([^"'<>\s]{0,200}dataproxy\.jsp\?[^"'<>]{1,1000})["']?""")
_PAGE_PARAMETER = re.compile(
    r"(?<=[?&])((?:page|pageno|page_no|pageindex|page_index|pagenum|currpage|curpage|cur_page|currentpage|nowpage"
    r"|pageno0|paged|p|pn|pageNumber)=)(\d{1,6})(?=&|$)",
    re.IGNORECASE,
)
_PARAM_JSON = re.compile(r"(?<=[?&]paramJson=)([^&]{1,500})")
_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def next_pages(
    listing: Listing, html: str, url: str, base: str, *, data: bool, found: int
) -> tuple[str, ...]:
    """Addresses of the pages of the list that come after this one; () at its end.

    Args:
        listing: the page, walked over.
        html: the same as text.
        url: its address.
        base: what its links are relative to.
        data: whether the page is the answer of an interface (XML, JSON), which has no links to further pages.
        found: articles on it; an interface is not asked for more after an empty answer.
    """
    ways: tuple[Callable[[], tuple[str, ...]], ...] = (
        lambda: _hanweb(html, url, base, found),
        lambda: _said(listing, url, base),
        lambda: _numbered(listing, url, base),
        lambda: _selected(listing, url, base),
        lambda: _trs(listing, url),
        lambda: _jpaas(listing, url, base, found),
        lambda: _counted_up(url) if data and found else (),
    )
    for way in ways:
        if pages := way():
            return pages
    return ()


@cache
def _next_words() -> frozenset[str]:
    return frozenset(words()["pages"]["next"])


def _said(listing: Listing, url: str, base: str) -> tuple[str, ...]:
    """下一页 and its like. An arrow alone counts in a pager only, since 更多 and crumbs have them too."""
    for anchor in reversed(listing.anchors):
        text = _SPACES.sub("", anchor.text).lower()
        if len(text) > 12:
            continue
        word = text.rstrip("»›>→＞") or text
        if anchor.rel != "next" and not anchor.rel.startswith("next"):
            if text in _SYMBOLS and anchor.zone != "pager":
                continue
            if word not in _next_words() and text not in _next_words():
                title = _SPACES.sub("", anchor.title)
                if anchor.text.strip() or title not in _next_words():
                    continue
        if (address := resolve(anchor.href, base)) and address != url:
            return (address,)
    return ()


def _numbered(listing: Listing, url: str, base: str) -> tuple[str, ...]:
    """The link to the number after the current one, in a row of numbers."""
    numbers: dict[int, Anchor] = {}
    places: list[tuple[int, int]] = []  # (index of the anchor, number)
    for index, anchor in enumerate(listing.anchors):
        match = _NUMBER.fullmatch(anchor.text.strip())
        if match and len(anchor.text) <= 8:
            numbers.setdefault(int(match[1]), anchor)
            places.append((index, int(match[1])))
    if not numbers:
        return ()
    current = _current(listing, places, url, base)
    following = numbers.get(current + 1) if current else None
    if following is None:
        return ()
    address = resolve(following.href, base)
    return (address,) if address and address != url else ()


def _current(listing: Listing, places: list[tuple[int, int]], url: str, base: str) -> int | None:
    """The number of the page that is shown: no link, marked, or a link to itself."""
    at = dict(places)
    for text, index in listing.numbers:
        number = int(text)
        if at.get(index) == number + 1 or (number > 1 and at.get(index - 1) == number - 1):
            return number
    for index, number in places:
        anchor = listing.anchors[index]
        if anchor.current and (not anchor.href or resolve(anchor.href, base) in (url, None)):
            return number
    for index, number in places:
        if resolve(listing.anchors[index].href, base) == url:
            return number
    for index, number in places:
        if listing.anchors[index].current:
            return number
    return None


def _selected(listing: Listing, url: str, base: str) -> tuple[str, ...]:
    """The option after the selected one, where a list of addresses to choose from is the pager."""
    for options in listing.options:
        addresses = [resolve(value, base) if "." in value or "/" in value else None for value, _ in options]
        if len(options) < 2 or not all(addresses):
            continue
        at = next((i for i, address in enumerate(addresses) if address == url), None)
        if at is None:
            at = next((i for i, (_, selected) in enumerate(options) if selected), None)
        if at is not None and at + 1 < len(addresses):
            return (str(addresses[at + 1]),)
    return ()


def _trs(listing: Listing, url: str) -> tuple[str, ...]:
    """createPageHTML: the first page is index.html, page k is index_{k-1}.html."""
    for script in listing.scripts:
        name = ending = ""
        count = 0
        match = _CREATE.search(script)
        counted = _COUNT.search(script)
        if match:
            for text, text2, number, variable in _ARGUMENT.findall(match[1]):
                word = text or text2
                if number and not count:
                    count = int(number)
                elif variable and not count and counted:
                    count = int(counted[1])
                elif word and (number or count) and not name:
                    name = word
                elif word and name and not ending:
                    ending = word.lstrip(".")
        elif counted:
            count = int(counted[1])
        if count < 2:
            continue
        parts = urlsplit(url)
        folder, _, file = parts.path.rpartition("/")
        stem, _, own_ending = file.partition(".")
        own, _, at = stem.rpartition("_")
        if not at.isdecimal() or not own:
            own, at = stem, "0"
        following = int(at) + 1
        if following >= count:
            return ()
        name, ending = name or own or "index", ending or own_ending or "html"
        path = f"{folder}/{quote(name)}_{following}.{quote(ending)}"
        return (urlunsplit((parts.scheme, parts.netloc, path, "", "")),)
    return ()


def _hanweb(html: str, url: str, base: str, found: int) -> tuple[str, ...]:
    """The data proxy: its pages count from 1, and page 1 may hold more than the column's own page shows."""
    if "dataproxy.jsp" in url:
        total = _TOTAL_PAGE.search(html)
        pages = _counted_up(url) if found else ()
        number = _PAGE_PARAMETER.search(url)
        return () if total and number and int(number[2]) >= int(total[1]) else pages
    if "dataproxy.jsp" not in html:
        return ()
    for match in _DATAPROXY.finditer(html):
        address = resolve(match[1].replace("&amp;", "&"), base)
        if address and "columnid=" in address and _PAGE_PARAMETER.search(address):
            return (_with_page(address, 1), _with_page(address, 2))
    return ()


def _jpaas(listing: Listing, url: str, base: str, found: int) -> tuple[str, ...]:
    """jpaas: the unit's address with ``paramJson``; a bare page number has no effect."""
    if _UNIT in url:
        match = _PARAM_JSON.search(url)
        try:
            parameters = json.loads(unquote(match[1])) if match else {}
            number = int(parameters.get("pageNo", 1)) + 1
        except (ValueError, TypeError, AttributeError):
            return ()
        if not found:
            return ()
        parameters["pageNo"] = number
        text = quote(json.dumps(parameters, separators=(",", ":")))
        if match:
            return (f"{url[: match.start(1)]}{text}{url[match.end(1) :]}",)
        return (f"{url}{'&' if '?' in url else '?'}paramJson={text}",)
    pages = []
    for script in listing.scripts:
        if not script.startswith("queryData "):
            continue
        _, path, query = script.split(" ", 2)
        try:
            values = json.loads(query.replace("'", '"'))
            pairs = [f"{quote(str(key))}={quote(str(value), safe='')}" for key, value in values.items()]
        except (ValueError, AttributeError):
            continue
        address = resolve(f"{path or _UNIT}?{'&'.join(pairs)}", base)
        if address:
            first = quote(json.dumps({"pageNo": 1, "pageSize": 15}, separators=(",", ":")))
            pages.append(f"{address}&paramJson={first}")
    return tuple(dict.fromkeys(pages))


def _counted_up(url: str) -> tuple[str, ...]:
    """The same address with the next number in its page parameter."""
    match = _PAGE_PARAMETER.search(url)
    return (_with_page(url, int(match[2]) + 1),) if match else ()


def _with_page(url: str, number: int) -> str:
    return _PAGE_PARAMETER.sub(lambda match: f"{match[1]}{number}", url, count=1)
