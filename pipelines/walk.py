"""The one walk over a parsed page: blocks, elements, images and the head's metadata, in document order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.document import Block, Document, Element, Image
from pipelines.hidden import HIDDEN_TAGS, hidden_by, hiding_selectors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# What the walk does with an element; everything that is not listed is a block. Those from _INLINE on have children.
_BREAK, _HEAD, _INLINE, _BLOCK = range(4)
_ACTIONS = {
    **dict.fromkeys(
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s "
        "samp small span strike strong sub sup time tt u var wbr".split(),
        _INLINE,
    ),
    "br": _BREAK,
    "hr": _BREAK,
    # Nothing below these is text of the page; some of them tell about it.
    **dict.fromkeys(
        "xmp plaintext listing noembed noframes -comment script style meta title img iframe object embed svg canvas "
        "audio video math frameset template".split(),
        _HEAD,
    ),
}
# lexbor numbers the tags of HTML; a number is read faster than a name. Beyond them numbers differ from page to page.
_TEXT_ID, _LAST_ID = 2, 1000
_KNOWN: dict[int, tuple[str, int]] = {}
_STRONG_BLOCKS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SWALLOWING = frozenset("xmp plaintext listing noembed noframes".split())
_KEEPS_LINES = frozenset("pre textarea".split())
_IMAGE_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-url", "original", "_src", "file", "src")
_MOST_SCRIPTS = 20


def _learn(number: int, tag: str) -> tuple[str, int]:
    """Name and action of a tag; o:p and the like come from word processors."""
    found = tag, _ACTIONS.get(tag, _INLINE if ":" in tag else _BLOCK)
    if number <= _LAST_ID:
        _KNOWN[number] = found
    return found


class Walk:
    """State of the walk; use :meth:`run` once.

    Args:
        document: to be filled.
        lines: True makes every newline a break, for fragments of HTML inside plain text.
    """

    def __init__(self, document: Document, lines: bool) -> None:
        self.doc = document
        self.lines = lines
        self.parts: list[str] = []  # text of the block in progress
        self.length = 0  # its characters
        self.links: list[tuple[str, int]] = []
        self.href: str | None = None  # of the link that is open
        self.link_start = self.strong_start = self.strong = 0
        self.inline_hidden = ""
        self.swallowed = False  # whether an element was met that takes all that follows as raw text
        self.rules: dict[str, str] = {}  # what the page's own style sheets hide

    def run(self, parser: LexborHTMLParser) -> Document:
        """Visit every node once.

        The loop holds what happens to most nodes, written out: a page has a thousand, and a call costs as much as
        the work.
        """
        elements = self.doc.elements
        elements.append(Element("html", -1, "", ""))
        node: LexborNode | None = parser.root
        current = 0  # index of the innermost element that is not inline
        keeps = int(self.lines)  # open elements that keep line breaks
        parts, known, rules = self.parts, _KNOWN, self.rules
        stack: list[tuple[LexborNode, str, int, int, str]] = []
        while node is not None:
            number = node.tag_id
            if number == _TEXT_ID:
                text = node.text_content or ""
                if keeps and "\n" in text:
                    self.add_lines(text, current)
                elif parts or not text.isspace():
                    parts.append(text)
                    self.length += len(text)
                child = None
            else:
                found = known.get(number)
                if found is None:
                    found = _learn(number, node.tag or "")
                tag, action = found
                child = node.first_child if action >= _INLINE else None
                if action == _BLOCK:
                    if parts:
                        self.flush(current)
                    if child is not None:
                        stack.append((node, tag, action, current, self.inline_hidden))
                        attributes = node.attributes
                        hidden, hint = elements[current].hidden, ""
                        if attributes:
                            names, name = attributes.get("class"), attributes.get("id")
                            if names or name:
                                hint = f"{names or ''} {name or ''}".strip().lower()
                            if not hidden and (rules or "style" in attributes or "hidden" in attributes):
                                hidden = hidden_by(tag, attributes, rules)
                        if not hidden and tag in HIDDEN_TAGS:
                            hidden = tag
                        elements.append(Element(tag, current, hint, hidden))
                        current = len(elements) - 1
                        keeps += tag in _KEEPS_LINES
                    elif tag == "base":
                        self.doc.base = self.doc.base or node.attributes.get("href") or ""
                elif action == _INLINE:
                    if child is not None:
                        stack.append((node, tag, action, current, self.inline_hidden))
                        self.enter_inline(node, tag, current)
                elif action == _HEAD:
                    self.head(node, tag, current)
                elif parts:  # a break
                    self.flush(current)
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and stack:
                node, tag, action, parent, hidden = stack.pop()
                if action == _BLOCK:
                    if parts:
                        self.flush(current)
                    keeps -= tag in _KEEPS_LINES
                    current = parent
                elif tag == "a" or tag == "b" or tag == "strong" or hidden != self.inline_hidden:
                    self.leave_inline(tag, hidden, current)
                following = node.next
            node = following
        if parts:
            self.flush(current)
        return self.doc

    def add_lines(self, text: str, current: int) -> None:
        """Text whose newlines are breaks."""
        first, *rest = text.split("\n")
        self.parts.append(first)
        self.length += len(first)
        for line in rest:
            self.flush(current)
            self.parts.append(line)
            self.length = len(line)

    def enter_inline(self, node: LexborNode, tag: str, current: int) -> None:
        """Note links, strong text and text that cannot be seen."""
        if tag == "strong" or tag == "b":
            self.strong_start = self.length
            return
        attributes = node.attributes
        if tag == "a":
            self.href, self.link_start = attributes.get("href") or "", self.length
        if (
            not self.inline_hidden
            and attributes
            and ("style" in attributes or "hidden" in attributes or self.rules)
        ):
            how = hidden_by(tag, attributes, self.rules)
            if how:  # text that cannot be seen is a block of its own
                if self.parts:
                    self.flush(current)
                self.inline_hidden = how

    def leave_inline(self, tag: str, hidden: str, current: int) -> None:
        """Close what :meth:`enter_inline` opened."""
        if tag == "a" and self.href is not None:
            if self.length > self.link_start:
                self.links.append((self.href, self.length - self.link_start))
            self.href = None
        elif tag == "b" or tag == "strong":
            self.strong += max(0, self.length - self.strong_start)
        if hidden != self.inline_hidden:
            if self.parts:
                self.flush(current)
            self.inline_hidden = hidden

    def flush(self, current: int) -> None:
        """End the block in progress, if it has text."""
        text = " ".join("".join(self.parts).split())
        if text:
            element = self.doc.elements[current]
            tag = element.tag
            strong = len(text) if tag in _STRONG_BLOCKS else min(self.strong, len(text))
            hidden = element.hidden or self.inline_hidden
            links = tuple(self.links) if self.links else ()
            self.doc.blocks.append(Block(text, text, current, tag, links, strong, hidden))
        self.parts.clear()
        self.links.clear()
        self.length = self.link_start = self.strong_start = self.strong = 0

    def head(self, node: LexborNode, tag: str, current: int) -> None:
        """Elements that are no text of the page."""
        doc = self.doc
        if tag == "img":
            attributes = node.attributes
            src = next((attributes[name] for name in _IMAGE_SOURCES if attributes.get(name)), None)
            if src:
                alt = attributes.get("alt") or attributes.get("title") or ""
                doc.images.append(Image(src, len(doc.blocks), alt, current))
        elif tag == "meta":
            attributes = node.attributes
            name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
            content = attributes.get("content")
            if name and content and content.strip():
                doc.metas.setdefault(name.strip().lower(), content.strip())
        elif tag == "title":
            doc.title = doc.title or " ".join((node.text() or "").split())
        elif tag == "style":
            self.rules.update(hiding_selectors(node.text() or ""))
        elif tag == "script":
            if "ld+json" in (node.attributes.get("type") or "") and len(doc.scripts) < _MOST_SCRIPTS:
                doc.scripts.append(node.text() or "")
        elif tag in _SWALLOWING:
            self.swallowed = True
        elif tag == "-comment":
            comment = node.comment_content or ""
            if "enpproperty" in comment or "founder" in comment:
                doc.comments.append(comment)
