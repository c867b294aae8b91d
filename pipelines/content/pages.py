"""The address of an article's next page, where the page links it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.blocks import Document

# 下一篇 and 下一条 lead to another article, 下页 and its kin to the rest of this one.
_NEXT = re.compile(r"[\s\[【(（<《]*(?:下一页|下页|后一页|下一頁|下頁|余下全文|继续阅读)[\s\]】)）>》»›:：]*")
_NUMBER = re.compile(r"[\s\[【(（]*(\d{1,3})[\s\]】)）]*")


def next_page(document: Document) -> str | None:
    """The href of 下一页 or, in a row of page numbers, of the number after the one without a link."""
    for block in document.blocks:
        if not block.links or len(block.text) > 200 or block.hidden:
            continue
        if found := _by_words(block.text, block.links):
            return found
    return None


def _by_words(text: str, links: tuple[tuple[str, int], ...]) -> str | None:
    match = _NEXT.search(text)
    if match is None:
        return None
    for href, size in reversed(links):
        if 2 <= size <= len(match.group()) + 2 and _leads_on(href):
            return href
    return None


def _leads_on(href: str) -> bool:
    return bool(href) and not href.startswith(("#", "javascript:", "mailto:"))
