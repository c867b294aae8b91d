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
_KNOWN: list[tuple[str, int] | None] = [None] * (_LAST_ID + 1)
_STRONG = frozenset(("b", "strong"))
_NOTED = _STRONG | {"a"}  # inline elements whose end matters
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
        self.links: list[tuple[str, int]] = []
        self.href: str | None = None  # of the link that is open
        self.link_start = self.strong_start = 0  # how many parts stood before it
        self.strong = self.strong_open = 0  # characters; elements
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
        hidden = ""  # how it is hidden
        keeps = int(self.lines)  # open elements that keep line breaks
        parts, known, rules, flush, make = self.parts, _KNOWN, self.rules, self.flush, tuple.__new__
        # Each open element, and what was current outside it.
        stack: list[tuple[LexborNode, str, int, str]] = []
        while node is not None:
            number = node.tag_id
            if number == _TEXT_ID:
                if parts or keeps or not node.is_empty_text_node:  # most stand between tags
                    text = node.text_content or ""
                    if keeps and "\n" in text:
                        self.add_lines(text, current)
                    elif parts or not text.isspace():
                        parts.append(text)
            else:
                tag, action = (number <= _LAST_ID and known[number]) or _learn(number, node.tag or "")
                child = node.first_child if action >= _INLINE else None
                if action == _INLINE:
                    if child is not None and not (tag == "a" and not keeps and self.plain_link(node, child)):
                        stack.append((node, tag, current, self.inline_hidden))
                        if tag in _STRONG:
                            if not self.strong_open:
                                self.strong_start = len(parts)
                            self.strong_open += 1
                        else:
                            self.enter_inline(node, tag, current)
                        node = child
                        continue
                elif action == _BLOCK:
                    if parts:
                        flush(current)
                    if child is not None:
                        stack.append((node, tag, current, hidden))
                        attributes = node.attributes
                        hint = ""
                        if attributes:
                            names, name = attributes.get("class"), attributes.get("id")
                            if names or name:
                                hint = f"{names} {name}" if names and name else names or name or ""
                                hint = hint.strip().lower()
                            if not hidden and (rules or "style" in attributes or "hidden" in attributes):
                                hidden = hidden_by(tag, attributes, rules)
                        if not hidden and tag in HIDDEN_TAGS:
                            hidden = tag
                        if tag in _KEEPS_LINES:
                            keeps += 1
                        elements.append(make(Element, (tag, current, hint, hidden)))
                        current = len(elements) - 1
                        node = child
                        continue
                    if tag == "base":
                        self.doc.base = self.doc.base or node.attributes.get("href") or ""
                elif action == _HEAD:
                    self.head(node, tag, current)
                elif parts:  # a break
                    flush(current)
            following = node.next
            while following is None and stack:
                node, tag, outer, before = stack.pop()
                if outer != current:
                    if parts:
                        flush(current)
                    if tag in _KEEPS_LINES:
                        keeps -= 1
                    current, hidden = outer, before
                elif tag in _NOTED or before != self.inline_hidden:
                    self.leave_inline(tag, before, current)
                following = node.next
            node = following
        if parts:
            flush(current)
        return self.doc

    def add_lines(self, text: str, current: int) -> None:
        """Text whose newlines are breaks."""
        first, *rest = text.split("\n")
        self.parts.append(first)
        for line in rest:
            self.flush(current)
            self.parts.append(line)

    def plain_link(self, node: LexborNode, child: LexborNode) -> bool:
        """Read a link that holds one text and can be seen, as most do; False leaves any other to the walk."""
        if child.tag_id != _TEXT_ID or child.next is not None:
            return False
        attributes = node.attributes
        if ("style" in attributes or "hidden" in attributes or self.rules) and hidden_by(
            "a", attributes, self.rules
        ):
            return False
        text = child.text_content or ""
        if self.parts or not text.isspace():
            self.parts.append(text)
            self.links.append((attributes.get("href") or "", len(text)))
        self.href = None
        return True

    def enter_inline(self, node: LexborNode, tag: str, current: int) -> None:
        """Note links and text that cannot be seen."""
        attributes = node.attributes
        if tag == "a":
            self.href, self.link_start = attributes.get("href") or "", len(self.parts)
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
        """Close what was opened."""
        if tag == "a" and self.href is not None:
            if size := self.size_since(self.link_start):
                self.links.append((self.href, size))
            self.href = None
        elif tag in _STRONG:
            self.strong_open -= 1
            if not self.strong_open:
                self.strong += self.size_since(self.strong_start)
        if hidden != self.inline_hidden:
            if self.parts:
                self.flush(current)
            self.inline_hidden = hidden

    def size_since(self, start: int) -> int:
        """Characters of the parts from one on; most links have one part."""
        parts = self.parts
        return len(parts[start]) if len(parts) == start + 1 else sum(map(len, parts[start:]))

    def flush(self, current: int) -> None:
        """End the block in progress, if it has text."""
        parts = self.parts
        text = " ".join((parts[0] if len(parts) == 1 else "".join(parts)).split())
        parts.clear()
        if text:
            doc = self.doc
            tag, _, _, hidden = doc.elements[current]
            strong = len(text) if tag in _STRONG_BLOCKS else min(self.strong, len(text)) if self.strong else 0
            links = tuple(self.links) if self.links else ()
            doc.blocks.append(Block(text, text, current, tag, links, strong, hidden or self.inline_hidden))
        if self.links:
            self.links.clear()
        self.link_start = self.strong_start = self.strong = 0

    def head(self, node: LexborNode, tag: str, current: int) -> None:
        """Elements that are no text of the page."""
        doc = self.doc
        if tag == "img":
            attributes = node.attributes
            for source in _IMAGE_SOURCES:
                if src := attributes.get(source):
                    alt = attributes.get("alt") or attributes.get("title") or ""
                    doc.images.append(Image(src, len(doc.blocks), alt, current))
                    break
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
