"""What a walk over a list page notes: its links and the places they stand in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATA = Path(__file__).parent / "words.toml"
# Classes that tell links of one list apart: the number of the row, the first, the current.
_CHANGING = re.compile(
    r"\d+|\b(?:on|active|cur|current|first|last|odd|even|hover|selected|sel|hot|new|top|line)\b"
)
_PARTS = re.compile(r"[a-z]+|[A-Z][a-z]*")


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
        title: of the page.
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


@lru_cache(maxsize=4096)
def settled(hint: str) -> str:
    """Class and id without what differs from row to row."""
    return " ".join(_CHANGING.sub("", hint.lower()).split())


@cache
def _zones() -> tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]:
    return tuple((name, frozenset(z["parts"]), tuple(z["inside"])) for name, z in words()["zones"].items())


@lru_cache(maxsize=4096)
def zone_of(tag: str, hint: str) -> str:
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
