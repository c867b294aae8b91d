"""Where a page goes on with something other than its article: comments, answers, further posts or articles.

The judge of blocks cannot tell a second article on a page from the first, for both read alike. What parts them
can: a line that opens the comments, or the headline or the line of writer and time, come again in the same dress.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.content.choose import SURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.document import Block, Document

# A line that opens comments. Tool bars have such lines, too (评论, 评论(3)), but mostly as links.
# 回复 and 留言 alone are headings of a letter to an office and its answer, which are the article.
_COMMENTS = re.compile(
    r"(?:(?:登录(?:后|并)?|发表|网友|最新|热门|全部|精彩|精选|查看|文章|所有|读者){0,3}评论|发表回复|全部回复|最新回复|最新留言|我要留言)"
    r"(?:列表|区)?[（(\[]?\d*条?[）)\]]?[:：]?|.{0,40}(?:已|共)有\d+[条个篇件](?:评论|回复|留言|跟帖)"
)
_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_BROKEN = ("…", "...", "[详细]", "[全文]")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_LINE = 60  # characters of a line that heads something, at most
_ENOUGH = 30  # characters of sure blocks that make an article
_SURE = 0.5
_NEAR = 8  # blocks from an article's head to its text


def leave_others(document: Document, kept: Sequence[int], scores: Sequence[float]) -> list[int]:
    """The kept blocks before the page goes on with something else, without teasers; all where it has none.

    Args:
        document: the page.
        kept: indices of blocks, in order.
        scores: how sure the judge is of each block of the document.
    """
    kept = [i for i in kept if scores[i] >= SURE or not _is_teaser(document, i)] or list(kept)
    size = 0
    highest = max((scores[i] for i in kept), default=0)
    limit = _SURE if highest >= SURE else highest / 2  # a judge sure of nothing still has an order
    sure = [i for i in kept if scores[i] >= limit]
    for n, i in enumerate(sure):
        size += len(document.blocks[i].text)
        if size >= _ENOUGH:
            end = _end(document, sure[: n + 1], kept[-1])
            return [k for k in kept if k < end]
    return kept


def _end(document: Document, sure: Sequence[int], last: int) -> int:
    """The first block after the sure ones, and up to the last kept one, that is not the article's."""
    blocks = document.blocks
    head = range(max(0, sure[0] - _NEAR), sure[0])
    own = {_dress(document, i) for i in sure}
    start = sure[-1] + 1
    headed = {_dress(document, i) for i in head if blocks[i].tag in _HEADINGS} - own
    dated = {_dress(document, i) for i in head if _is_dated(blocks[i])} - own
    for i in range(start, last + 1):
        block = blocks[i]
        if block.hidden or len(block.text) > _LINE:
            continue
        if not block.links and _COMMENTS.fullmatch(block.text.replace(" ", "")):
            return i
        dress = _dress(document, i)
        if dress[1] and dress in dated and _is_dated(block):
            return i - 1 if i > start and _is_heading(document, i - 1, dress) else i
        if dress[1] and dress in headed and any(map(_is_dated, blocks[i + 1 : i + _NEAR])):
            return i
    return last + 1


def _is_teaser(document: Document, index: int) -> bool:
    """The beginning of another article: text that breaks off behind a headline that is all link."""
    if not index or not document.blocks[index].text.endswith(_BROKEN):
        return False
    before = document.blocks[index - 1]
    return sum(size for _, size in before.links) == len(before.text)


def _dress(document: Document, index: int) -> tuple[str, str]:
    """Tag, and class and id, of a block's element."""
    element = document.elements[document.blocks[index].element]
    return element.tag, element.hint


def _is_heading(document: Document, index: int, dress: tuple[str, str]) -> bool:
    block = document.blocks[index]
    return len(block.text) <= _LINE and (block.tag in _HEADINGS or _dress(document, index) == dress)


def _is_dated(block: Block) -> bool:
    return len(block.text) <= _LINE and _DAY.search(block.text) is not None
