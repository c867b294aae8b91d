"""HTML to blocks: one parse, one walk.

A block is the text between two breaks: element boundaries that are not inline, and ``<br>``. Cutting the
labelled pages this way and keeping the right blocks gives F1 .998, so finer or coarser cuts gain nothing.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from pipelines.document import Block, Document, Element, Image
from pipelines.walk import Walk

__all__ = ["MAX_DEPTH", "Block", "Document", "Element", "Image", "parse_html", "too_deep"]

# These swallow all that follows as raw text; hijackers leave them open around an article. They are read as <pre>.
_RAW_TEXT = re.compile(r"<(/?)(?:xmp|plaintext|listing|noembed|noframes)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*(/?)>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# lexbor needs time quadratic in the depth of open elements: 0.1 s at 10,000, 24 s at 100,000.
MAX_DEPTH = 4000


def parse_html(html: str, *, lines: bool = False) -> Document:
    """Blocks of an HTML page; ``lines`` makes every newline a break, for fragments inside plain text.

    Deeper nesting than :data:`MAX_DEPTH` is read as text without tags, with a flag.
    """
    if too_deep(html):
        document = Document(flags=["nested too deep: tags ignored"])
        for line in re.sub(r"<[^<>]*>", "\n", html).split("\n"):
            if text := " ".join(line.split()):
                document.blocks.append(Block(text, text, 0, "p"))
        document.elements.append(Element("body", -1, "", ""))
        return document
    walk = Walk(Document(), lines)
    document = walk.run(LexborHTMLParser(html))
    if walk.swallowed:
        document = Walk(Document(), lines).run(LexborHTMLParser(_RAW_TEXT.sub(r"<\1pre", html)))
    return document


def too_deep(html: str) -> bool:
    """Whether elements may be open more than :data:`MAX_DEPTH` deep; linear, and free for ordinary pages."""
    if html.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for close, tag, empty in _TAG.findall(html):
        if close:
            depth -= depth > 0
        elif not empty and tag.lower() not in _VOID:
            depth += 1
            if depth > MAX_DEPTH:
                return True
    return False
