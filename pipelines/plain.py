"""Text to blocks: what kind of text a document is, its front matter, and one block a line."""

from __future__ import annotations

import re
from typing import Any, Literal

import yaml

from pipelines.blocks import Block, Document, Element, Image, parse_html

Kind = Literal["html", "fragments", "text"]

_DOCUMENT_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|td|tr|table|li|ul|ol|h[1-6]|section|article|blockquote|pre|dl|dd|dt|span|a|font|img)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_FENCE = re.compile(r"\s{0,200}---[ \t]{0,20}\r?\n")
_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]{0,20}\r?$", re.MULTILINE)
_MARKDOWN_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\]\((\S{1,2000}?)(?:\s[^()]{0,200})?\)")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]{1,300})\]\((\S{1,2000}?)(?:\s[^()]{0,200})?\)")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s{1,8}(?=\S)")
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,300})\1")
# Front matter longer than this is text that happens to stand between two rules.
_FRONT_MATTER_LIMIT = 20_000


def front_matter(text: str) -> tuple[dict[str, Any], str, str | None]:
    """Split YAML front matter off.

    Returns:
        Its fields with lower-case names (empty if there is none), the text after it, and what is wrong with it
        (None if nothing). Front matter that cannot be read stays in the text.
    """
    start = _FENCE.match(text)
    if not start:
        return {}, text, None
    end = _FENCE_END.search(text, start.end(), start.end() + _FRONT_MATTER_LIMIT)
    if not end:
        return {}, text, None
    try:
        # CSafeLoader where libyaml is there: ten times faster, the same safety.
        fields = yaml.load(text[start.end() : end.start()], getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        return {}, text, f"front matter is not valid YAML{where}: {what}"
    if not isinstance(fields, dict):
        return {}, text, None
    return {str(name).lower(): value for name, value in fields.items()}, text[end.end() :], None


def kind_of(text: str) -> Kind:
    """What a text is, judged by its content: a page, text with pieces of HTML in it, or plain text."""
    if "<" not in text or not _ANY_TAG.search(text):
        return "text"
    if _DOCUMENT_TAG.search(text[:20_000]):
        return "html"
    marked = bare = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            if _BLOCK_TAG.search(stripped):
                marked += len(_ANY_TAG.sub("", stripped).strip())
            else:
                bare += len(stripped)
    return "html" if marked > bare else "fragments"


def parse_text(text: str) -> Document:
    """One block a line. Markdown's headings, links, pictures and emphasis are understood."""
    document = Document(elements=[Element("body", -1, "", "")])
    gap = 0
    for line in text.split("\n"):
        found = " ".join(line.split())
        if not found:
            gap += 1
            continue
        tag, strong = "p", 0
        links: list[tuple[str, int]] = []
        if found.startswith("#") and (heading := _MARKDOWN_HEADING.match(found)):
            tag, found = f"h{len(heading[1])}", found[heading.end() :]
        if "](" in found:
            for image in _MARKDOWN_IMAGE.finditer(found):
                document.images.append(Image(image[2], len(document.blocks), image[1], 0))
            found = _MARKDOWN_IMAGE.sub("", found)
            links = [(link[2], len(link[1])) for link in _MARKDOWN_LINK.finditer(found)]
            found = _MARKDOWN_LINK.sub(r"\1", found).strip()
        if "**" in found or "__" in found:
            strong = sum(len(m[2]) for m in _MARKDOWN_STRONG.finditer(found))
            found = _MARKDOWN_STRONG.sub(r"\2", found)
        if found:
            document.blocks.append(Block(found, found, 0, tag, tuple(links), strong, gap=gap))
            gap = 0
    return document


def parse(text: str) -> tuple[Document, Kind]:
    """Blocks of any text, with what kind it was taken for."""
    kind = kind_of(text)
    if kind == "text":
        return parse_text(text), kind
    return parse_html(text, lines=kind == "fragments"), kind
