"""The address of an article's next page, where the page links it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.blocks import Block, Document

# 下一篇 and 下一条 lead to another article; these lead to the rest of this one.
_NEXT = frozenset("下一页 下一頁 下页 下頁 后一页".split())
_REST = frozenset("余下全文 显示全文 全文阅读".split())
_WORDS = re.compile("|".join(sorted(_NEXT | _REST)))
_NUMBERS = re.compile(r"\D{0,10}(?:共 ?\d{1,3} ?页)?\D{0,5}1(?:[^\d\w]{1,5}\d{1,3}){1,30}\D{0,10}")
# What ends in a page number: a_2.htm, a-2.html, /2, ?page=2 ... as the CMSes of cms-patterns.md number pages.
_NUMBERED = re.compile(r"(?:[_\-/=]|page|p)0?(\d{1,2})(?:\.[a-z]{3,5})?/?(?:[?#].*)?$", re.IGNORECASE)
_LONGEST = 300  # characters; a row of page links is short


def next_page(document: Document) -> str | None:
    """The href of 下一页, as written, or in a row of page numbers of the one after 1; None without one.

    A link 下一页 counts where its address ends in a page number above 1, for lists and e-papers use the words
    for other things.
    """
    for block in document.blocks:
        if block.links and not block.hidden and len(block.text) <= _LONGEST and (href := _of(block)):
            return href
    return None


def _of(block: Block) -> str | None:
    text = block.text
    if not ("页" in text or "頁" in text or "全文" in text or "2" in text):
        return None  # most links: told at once
    for match in _WORDS.finditer(text):
        # The last link of that length: 上一页, as long, stands before it.
        for href, size in reversed(block.links):
            if size == len(match.group()) and _leads(href, numbered=match.group() in _NEXT):
                return href
    if "2" in text and _NUMBERS.fullmatch(text) and _leads(block.links[0][0], numbered=True):
        return block.links[0][0]
    return None


def _leads(href: str, *, numbered: bool) -> bool:
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return False
    number = _NUMBERED.search(href)
    return bool(number and int(number.group(1)) > 1) if numbered else True
