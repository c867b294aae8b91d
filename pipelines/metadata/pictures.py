"""The article's pictures with their captions, and the files attached to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.metadata.images import absolute, is_decoration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.document import Document

_CAPTION = re.compile(
    r"^[▲△▼↑↓（(]{0,2}(?:图为|图片说明|图[:：一二三四五六1-9①-⑨]|[上下左右]图|资料图|配图)|(?:摄影?|供图|图片来源.{0,12}|图[/／].{2,12}|资料图片?)[)）]?$"
)
_CAPTION_HINTS = ("caption", "tuzhu", "imgdes", "img-des", "picdes", "pic-des", "zhushi")
_LONGEST_CAPTION = 120
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rtf|zip|rar|7z|csv)$", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"/(?:download\.jsp|downfile\.jsp|document/download|attachment(?:/|\?)|DownloadAttachUrl|fileDownload)",
    re.IGNORECASE,
)
_MAYBE_FILE = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rtf|zip|rar|7z|csv)\s*(?:[?#]|$)|down|attach", re.IGNORECASE
)
# Attachments stand in the text or right after it.
_AFTER = 12


def find_pictures(
    document: Document, kept: Sequence[int], url: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Addresses of the pictures between the first and the last block of the body, and their captions.

    The second tuple is as long as the first: "" where a picture has no caption. A caption stays in the body, too.
    """
    if not kept:
        return (), ()
    base = document.base or url
    shown = set(kept)
    found: dict[str, str] = {}
    for image in document.images:
        if kept[0] <= image.before <= kept[-1] + 1:
            address = absolute(image.src, base)
            if address and not is_decoration(address) and address not in found:
                found[address] = _caption(document, image.before, shown)
    return tuple(found), tuple(found.values())


def _caption(document: Document, index: int, shown: set[int]) -> str:
    """The block below or above a picture, where it speaks like a caption."""
    for i in (index, index - 1):
        if i in shown and is_caption(document, i):
            return document.blocks[i].text
    return ""


def is_caption(document: Document, index: int) -> bool:
    """Whether a block is the caption of a picture."""
    block = document.blocks[index]
    if len(block.text) > _LONGEST_CAPTION:
        return False
    hint = document.elements[block.element].hint
    return (
        block.tag == "figcaption"
        or _CAPTION.search(block.text) is not None
        or any(word in hint for word in _CAPTION_HINTS)
    )


def find_attachments(document: Document, kept: Sequence[int], url: str | None) -> tuple[str, ...]:
    """Addresses of files linked from the text or right after it."""
    if not kept:
        return ()
    base = document.base or url
    blocks = document.blocks[kept[0] : kept[-1] + _AFTER]
    links = (href for block in blocks if not block.hidden for href, _ in block.links)
    found = (absolute(href, base) for href in links if _is_file(href))
    return tuple(dict.fromkeys(address for address in found if address))


def _is_file(href: str) -> bool:
    if not _MAYBE_FILE.search(href):
        return False  # most links: told at once
    try:
        path = urlsplit(href.strip()).path
    except ValueError:
        return False
    return _FILE.search(path) is not None or _DOWNLOAD.search(href) is not None
