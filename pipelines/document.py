"""A page cut into blocks: the values that parsing gives and every later stage reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Element(NamedTuple):
    """An element that is not inline, as the blocks below it see it. ``parent`` is an index, -1 at the top."""

    tag: str
    parent: int
    hint: str  # class and id, lower case
    hidden: str  # how the element is hidden, also by an ancestor; "" if it is shown


@dataclass(slots=True)
class Block:
    """A run of text without a break.

    ``found`` is the text as the page has it, white space collapsed; ``text`` the same after repair.
    ``element`` indexes ``Document.elements``; ``links`` are (address, characters) of the links inside.
    ``gap`` counts the empty lines before the block in plain text.
    """

    found: str
    text: str
    element: int
    tag: str
    links: tuple[tuple[str, int], ...] = ()
    strong: int = 0
    hidden: str = ""
    gap: int = 0


@dataclass(slots=True)
class Image:
    """A picture: address as written, the block it stands before, text of ``alt`` and ``title``."""

    src: str
    before: int
    alt: str
    element: int


@dataclass(slots=True)
class Document:
    """A page in blocks, with what stands outside the text."""

    blocks: list[Block] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    title: str = ""  # of the <title> element
    metas: dict[str, str] = field(default_factory=dict)  # lower-case name to content, first one wins
    scripts: list[str] = field(default_factory=list)  # JSON-LD
    comments: list[str] = field(default_factory=list)  # CMS properties written as comments
    base: str = ""
    flags: list[str] = field(default_factory=list)
