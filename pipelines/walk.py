"""The one walk over a parsed page: blocks, elements, images and the head's metadata, in document order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.document import Block, Document, Element, Image
from pipelines.hidden import hidden_by, hiding_selectors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# What the walk does with an element; everything that is not listed is a block.
_TEXT, _INLINE, _BLOCK, _BREAK, _HEAD = range(5)
_ACTIONS = {
    "-text": _TEXT,
    **dict.fromkeys(
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s "
        "samp small span strike strong sub sup time tt u var wbr".split(),
        _INLINE,
    ),
    "br": _BREAK,
    "hr": _BREAK,
    # Nothing below these is text of the page; some of them tell about it.
    **dict.fromkeys(
        "xmp plaintext listing noembed noframes -comment script style meta title img iframe object embed svg canvas audio video math frameset template".split(),
        _HEAD,
    ),
}
_STRONG_BLOCKS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SWALLOWING = frozenset("xmp plaintext listing noembed noframes".split())
_KEEPS_LINES = frozenset("pre textarea".split())
_IMAGE_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-url", "original", "_src", "file", "src")
_MOST_SCRIPTS = 20


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
        """Visit every node once."""
        self.doc.elements.append(Element("html", -1, "", ""))
        node: LexborNode | None = parser.root
        current = 0  # index of the innermost element that is not inline
        keeps = int(self.lines)  # open elements that keep line breaks
        parts, action_of = self.parts, _ACTIONS.get
        stack: list[tuple[LexborNode, str, int, int, str]] = []
        while node is not None:
            tag = node.tag or ""
            action = action_of(tag)
            if action is None:
                action = _INLINE if ":" in tag else _BLOCK  # o:p and the like come from word processors
            if action == _TEXT:
                text = node.text_content or ""
                if keeps and "\n" in text:
                    self.add_lines(text, current)
                elif parts or not text.isspace():
                    parts.append(text)
                    self.length += len(text)
            elif action == _HEAD:
                self.head(node, tag, current)
            elif action == _BREAK:
                if parts:
                    self.flush(current)
            else:
                child = node.first_child
                if action == _BLOCK and parts:
                    self.flush(current)
                if child is not None:
                    stack.append((node, tag, action, current, self.inline_hidden))
                    if action == _INLINE:
                        self.enter_inline(node, tag, current)
                    else:
                        current = self.enter_block(node, tag, current)
                        keeps += tag in _KEEPS_LINES
                    node = child
                    continue
                if tag == "base":
                    self.doc.base = self.doc.base or node.attributes.get("href") or ""
            following = node.next
            while following is None and stack:
                node, tag, action, parent, hidden = stack.pop()
                if action == _INLINE:
                    self.leave_inline(tag, hidden, current)
                else:
                    if parts:
                        self.flush(current)
                    keeps -= tag in _KEEPS_LINES
                    current = parent
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

    def enter_block(self, node: LexborNode, tag: str, parent: int) -> int:
        """Record an element that is not inline; returns its index."""
        attributes = node.attributes
        hidden = self.doc.elements[parent].hidden
        hint = ""
        if attributes:
            names, name = attributes.get("class"), attributes.get("id")
            if names or name:
                hint = f"{names or ''} {name or ''}".strip().lower()
        if not hidden:
            hidden = hidden_by(tag, attributes, self.rules)
        self.doc.elements.append(Element(tag, parent, hint, hidden))
        return len(self.doc.elements) - 1

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
