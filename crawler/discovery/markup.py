"""Feeds and sitemaps: XML read so that broken files give what they hold and hostile ones do no harm.

lxml with recovery reads what strict parsers refuse. Entities are never resolved and nothing is fetched; libxml2
stops at documents that grow by entities, and a document type with entities is cut off before it sees it.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bytes that a compressed sitemap may unpack to: the limit of sitemaps.org for one file.
MOST_BYTES = 50 * 1024 * 1024
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]{0,500}(?:\[|>)", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]{1,40}:)?([\w.-]{1,40})")
_KINDS = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
}


def unpack(content: bytes) -> bytes:
    """A gzip file's content, cut at :data:`MOST_BYTES`; anything else as it is. What is broken gives what it holds."""
    if content[:2] != b"\x1f\x8b":
        return content
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        return unpacker.decompress(content, MOST_BYTES)
    except zlib.error:
        return content


def kind_of(content: bytes) -> str:
    """``feed``, ``sitemap`` or "": by the name of the root element."""
    head = content[:4000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head[:1] != b"<":
        return ""
    match = _ROOT.search(head)
    return _KINDS.get(match[1].lower(), "") if match else ""


def parse(text: str) -> etree._Element | None:
    """The root of a document; None where there is none.

    Args:
        text: decoded, since encodings that files declare are often wrong.
    """
    text = _DECLARATION.sub("", text, count=1)
    content = text.encode("utf-8", "replace")
    content = _without_doctype(content)
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _without_doctype(content: bytes) -> bytes:
    match = _DOCTYPE.search(content[:100_000])
    if not match:
        return content
    end = match.end()
    if match[0].endswith(b"["):
        closed = content.find(b"]>", end)
        end = closed + 2 if closed >= 0 else len(content)
    return content[: match.start()] + content[end:]


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace, lower case; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The elements below, with their names; what stands in them several times comes several times."""
    for child in element:
        if name := name_of(child):
            yield name, child


def text_of(element: etree._Element) -> str:
    """All text of an element, white space collapsed."""
    return " ".join("".join(element.itertext()).split())
