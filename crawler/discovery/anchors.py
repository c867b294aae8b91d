"""One walk over a list page: its links, with the text and dates beside them and the place they stand in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from crawler.discovery.days import day_in, is_label
from crawler.discovery.hrefs import address_in_script
from pipelines.blocks import too_deep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

_DATA = Path(__file__).parent / "words.toml"
_TEXT_ID = 2
_RAW = frozenset("script style template noscript svg math xmp plaintext noembed noframes".split())
_BOLD = frozenset("h1 h2 h3 h4 h5 h6 strong b".split())
_SCRIPT_MARKS = ("createPage", "countPage", "queryData", "totalpage", "location", "pageCount", "SID")
# Classes that tell links of one list apart: the number of the row, the first, the current.
_CHANGING = re.compile(
    r"\d+|\b(?:on|active|cur|current|first|last|odd|even|hover|selected|sel|hot|new|top|line)\b"
)
_CURRENT = re.compile(
    r"(?<![a-z])(?:on|active|cur|current|selected|sel|thisclass|now|this|page-?now)(?![a-z])"
)
_PARTS = re.compile(r"[a-z]+|[A-Z][a-z]*")
_MOST_GAP = 240  # characters between two links that a date is looked for in
_LONGEST_TEXT = 400  # of a link
_MOST_SCRIPT = 200_000  # characters of scripts
_MOST_CLICKED = 1_000_000  # characters
MOST_ANCHORS = 20_000


@dataclass(slots=True)
class Anchor:
    """A link as it stands.

    Attributes:
        href: as written; an address found in ``onclick`` where href leads nowhere.
        text: of the link, white space collapsed.
        title: of its attribute, heading or picture; "" without one.
        group: number of the place: equal for links whose ancestors have the same tags and classes.
        zone: ``pager``, ``crumb``, ``furniture``, ``side``, or "" for the page's content.
        date: ISO 8601 day in or beside the link.
        current: whether the link or its element is marked as where the reader is.
        rel: of the attribute, lower case.
    """

    href: str
    text: str = ""
    title: str = ""
    group: int = 0
    zone: str = ""
    date: str | None = None
    current: bool = False
    rel: str = ""

    @property
    def name(self) -> str:
        """What it is called: the fuller of text and title."""
        if not self.text:
            return self.title
        cut = self.text.rstrip("….· ")
        # A title that goes on where the text is cut short, or a heading within the link.
        if self.title and (self.title.startswith(cut) or self.title in self.text):
            return self.title
        return self.text


@dataclass(slots=True)
class Listing:
    """What the walk finds.

    Attributes:
        anchors: in the page's order.
        base: of ``<base href>``.
        feeds: addresses of ``<link rel=alternate>`` with a feed's type.
        frames: addresses of iframes, for some columns are shells around one.
        refresh: where ``<meta http-equiv=refresh>`` leads.
        options: of each ``<select>``: (value, whether it is selected).
        scripts: texts of scripts that speak of addresses or pages.
        numbers: texts that are a number and no link, with the count of anchors before each: the current page.
        channel: ``content`` of ``<meta name=channelId>`` and the like.
    """

    anchors: list[Anchor] = field(default_factory=list)
    base: str = ""
    feeds: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    refresh: str = ""
    options: list[list[tuple[str, bool]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    numbers: list[tuple[str, int]] = field(default_factory=list)
    title: str = ""


@cache
def words() -> Mapping[str, Any]:
    """The word lists of words.toml."""
    return tomllib.loads(_DATA.read_text("utf-8"))


def read_listing(html: str) -> Listing:
    """Everything a list page offers; deeper nesting than the parser takes in linear time gives nothing."""
    if too_deep(html):
        return Listing()
    walk = _Walk()
    walk.run(LexborHTMLParser(html))
    return walk.listing


class _Walk:
    """State of the walk.

    A date between two links belongs to the one it shares more ancestors with: ``low`` is the least depth since the
    last text or link, which is the depth of their innermost common ancestor.
    """

    def __init__(self) -> None:
        self.listing = Listing()
        self.groups: dict[tuple[int, str, str], int] = {}
        self.anchor: Anchor | None = None  # that is open
        self.inside: list[str] = []  # its texts
        self.heading: list[str] = []
        self.headings = 0  # open headings in it
        self.image = ""
        self.low: float = 0  # least depth since the last text or link
        self.before: float = 0  # ``low`` when the open link began
        self.last: Anchor | None = None  # the last link with a name
        self.gap: list[tuple[str, float]] = []  # texts since then, with ``low`` before each
        self.size = 0  # characters of them
        self.script_size = 0
        self.clicked = 0  # characters read of elements that are links by script; they may lie in one another

    def run(self, parser: LexborHTMLParser) -> None:
        """Visit every node once."""
        node: LexborNode | None = parser.root
        stack: list[tuple[LexborNode, str, int, str, bool]] = []
        group, zone, current = 0, "", False
        while node is not None:
            child = None
            if node.tag_id == _TEXT_ID:
                text = node.text_content or ""
                if text and not text.isspace():
                    self.text(text, len(stack))
            else:
                tag = node.tag or ""
                if tag == "br":
                    self.low = min(self.low, len(stack) - 0.5)
                elif tag in _RAW:
                    if tag == "script":
                        self.script(node)
                elif tag[:1] != "-":
                    attributes = node.attributes
                    child = node.first_child
                    if tag == "a":
                        self.close(len(stack))  # an open one that the parser let stand
                        self.open(attributes, group, zone, current)
                    elif attributes or tag == "title" or tag == "select":
                        self.note(node, tag, attributes, group, zone)
                    if child is not None:
                        stack.append((node, tag, group, zone, current))
                        if self.anchor is None:
                            hint = (
                                f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
                                if attributes
                                else ""
                            )
                            key = (group, tag, _settled(hint))
                            group = self.groups.setdefault(key, len(self.groups) + 1)
                            zone = _zone(tag, hint) or zone
                            current = bool(_CURRENT.search(hint.lower()))
                        elif tag in _BOLD:
                            self.headings += 1
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and stack:
                node, tag, group, zone, current = stack.pop()
                self.low = min(self.low, len(stack))
                if tag == "a":
                    self.close(len(stack))
                elif self.headings and tag in _BOLD:
                    self.headings -= 1
                following = node.next
            node = following
        self.close(0)
        self.end_gap(None, -1)

    def open(self, attributes: Mapping[str, str | None], group: int, zone: str, current: bool) -> None:
        """A link begins."""
        href = (attributes.get("href") or "").strip()
        if (not href or href[0] == "#" or href[:11].lower() == "javascript:") and attributes.get("onclick"):
            href = address_in_script(attributes["onclick"] or "") or href
        self.anchor = Anchor(
            href,
            title=" ".join((attributes.get("title") or "").split())[:_LONGEST_TEXT],
            group=group,
            zone=zone,
            current=current or bool(_CURRENT.search((attributes.get("class") or "").lower())),
            rel=(attributes.get("rel") or "").lower(),
        )
        self.inside, self.heading, self.headings, self.image = [], [], 0, ""
        self.before = self.low

    def close(self, depth: int) -> None:
        """The link that is open ends; without a name it is passed over as far as dates go."""
        anchor, self.anchor = self.anchor, None
        if anchor is None:
            return
        texts = self.inside
        for index in (-1, 0):
            if len(texts) > 1 and anchor.date is None and is_label(texts[index]):
                anchor.date = day_in(texts.pop(index))
        anchor.text = " ".join("".join(texts).split())[:_LONGEST_TEXT]
        heading = " ".join("".join(self.heading).split())[:_LONGEST_TEXT]
        if not anchor.title:
            anchor.title = (heading if len(heading) >= 4 else "") or ("" if anchor.text else self.image)
        named = len(anchor.text) > 6 or bool(anchor.title)
        if named:
            self.end_gap(anchor, self.before)
        if anchor.href and len(self.listing.anchors) < MOST_ANCHORS:
            self.listing.anchors.append(anchor)
        if not anchor.href:
            self.number(anchor.text)
        self.low = min(depth, depth if named else self.before)

    def text(self, text: str, depth: int) -> None:
        """A text that is not white space."""
        if self.anchor is not None:
            self.inside.append(text)
            if self.headings:
                self.heading.append(text)
            return
        if self.size < _MOST_GAP:
            self.gap.append((text[:_MOST_GAP], self.low))
            self.size += len(text)
            self.low = depth
        self.number(text)

    def number(self, text: str) -> None:
        """Remember a lone number: perhaps the current page."""
        text = text.strip(" []\xa0·…\n\t")
        if len(text) <= 4 and text.isdecimal() and text.isascii():
            self.listing.numbers.append((text, len(self.listing.anchors)))

    def end_gap(self, anchor: Anchor | None, low: float) -> None:
        """Give each date between two links to the one that it stands nearer to."""
        gap, last, self.gap, self.size, self.last = self.gap, self.last, [], 0, anchor
        if not gap:
            return
        whole = " ".join(" ".join(text.split()) for text, _ in gap)
        if not (day := day_in(whole)):
            return
        # Dates alone in their element come before dates in a summary, and these before ones cut into pieces.
        ranked = sorted(range(len(gap)), key=lambda index: not is_label(gap[index][0]))
        found = [(index, said) for index in ranked if (said := day_in(gap[index][0]))] or [(0, day)]
        for index, said in found:
            left = min(depth for _, depth in gap[: index + 1])
            right = min(low, *(depth for _, depth in gap[index + 1 :]), low)
            after = last is not None and (left > right or (left == right and last.date is None))
            target = last if after else anchor
            if target is not None and target.date is None:
                target.date = said

    def script(self, node: LexborNode) -> None:
        """Keep scripts that may tell where further pages are."""
        text = node.text(deep=True) or ""
        attributes = node.attributes
        query = attributes.get("querydata")
        if query:
            text = f"queryData {attributes.get('url') or ''} {query}"
        if self.script_size < _MOST_SCRIPT and any(mark in text for mark in _SCRIPT_MARKS):
            self.listing.scripts.append(text[:_MOST_SCRIPT])
            self.script_size += len(text)

    def note(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], group: int, zone: str
    ) -> None:
        """Elements that tell something without being links."""
        listing = self.listing
        if tag == "img":
            self.image = self.image or " ".join(
                (attributes.get("alt") or attributes.get("title") or "").split()
            )
        elif tag == "base":
            listing.base = listing.base or (attributes.get("href") or "").strip()
        elif tag == "area" and (href := attributes.get("href")):
            anchor = Anchor(
                href.strip(), title=attributes.get("title") or attributes.get("alt") or "", group=group
            )
            anchor.zone = zone
            listing.anchors.append(anchor)
        elif tag == "link" and "alternate" in (attributes.get("rel") or "").lower():
            kind = (attributes.get("type") or "").lower()
            if "rss" in kind or "atom" in kind or "feed+json" in kind:
                listing.feeds.append(attributes.get("href") or "")
        elif tag == "link" and (attributes.get("rel") or "").lower() == "next":
            listing.anchors.append(Anchor(attributes.get("href") or "", "下一页", zone="pager", rel="next"))
        elif (tag == "iframe" or tag == "frame") and (source := attributes.get("src")):
            listing.frames.append(source.strip())
        elif tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
            _, _, target = (attributes.get("content") or "").partition("=")
            listing.refresh = target.strip(" '\"")
        elif tag == "select":
            listing.options.append([])
        elif tag == "option" and listing.options:
            listing.options[-1].append(((attributes.get("value") or "").strip(), "selected" in attributes))
        elif (
            (tag == "li" or tag == "tr" or tag == "div")
            and self.anchor is None
            and self.clicked < _MOST_CLICKED
        ):
            onclick = attributes.get("onclick")
            if onclick and (href := address_in_script(onclick)):
                text = node.text(deep=True, separator=" ") or ""
                self.clicked += len(text)
                text = " ".join(text[: 2 * _LONGEST_TEXT].split())
                listing.anchors.append(
                    Anchor(href, text[:_LONGEST_TEXT], group=-group, zone=zone, date=day_in(text))
                )


@lru_cache(maxsize=4096)
def _settled(hint: str) -> str:
    """Class and id without what differs from row to row."""
    return " ".join(_CHANGING.sub("", hint.lower()).split())


@cache
def _zones() -> tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]:
    return tuple((name, frozenset(z["parts"]), tuple(z["inside"])) for name, z in words()["zones"].items())


@lru_cache(maxsize=4096)
def _zone(tag: str, hint: str) -> str:
    """What an element is for, by its tag, class and id; "" where they do not tell."""
    if found := words()["tags"].get(tag):
        return str(found)
    if not hint or tag in ("body", "html"):
        return ""
    parts = {part.lower() for part in _PARTS.findall(hint)}
    hint = hint.lower()
    for name, whole, inside in _zones():
        if parts & whole or any(word in hint for word in inside):
            return name
    return ""
