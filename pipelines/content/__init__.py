"""Which blocks of a page are the article: a trained judge of blocks, then the best set of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipelines.content.choose import SURE, best_set, fill
from pipelines.content.features import describe
from pipelines.content.model import load
from pipelines.content.pages import next_page
from pipelines.content.posts import leave_others
from pipelines.metadata.title import is_prose

if TYPE_CHECKING:
    from pipelines.blocks import Document
    from pipelines.content.model import Trees

__all__ = ["Content", "choose_blocks", "judge"]


@dataclass(frozen=True, slots=True)
class Content:
    """What of a document is the article.

    Attributes:
        kept: indices of the blocks of the body, in the order of the page.
        scores: for each block of the document, how sure the judge is that it belongs to the body, in [0, 1].
        next_page: address of the article's next page as written; None if it has none.
        model: version of the judge.
        reason: why nothing was kept; "" where something was.
    """

    kept: tuple[int, ...]
    scores: tuple[float, ...] = ()
    next_page: str | None = None
    model: str = ""
    reason: str = ""


def choose_blocks(document: Document, title: str | None = None) -> Content:
    """Say which blocks are the article's body; never raises on what a page may hold.

    Args:
        document: from HTML or plain text; hidden blocks are never kept.
        title: of the article, where it is known already; the ``<title>`` is used where it is not.
    """
    return judge(document, load(), title)


def judge(document: Document, trees: Trees, title: str | None = None) -> Content:
    """The same with a model of one's own, for measuring."""
    blocks = document.blocks
    if not blocks:
        return Content((), model=trees.version, reason="the page has no text")
    shown = np.fromiter([not block.hidden for block in blocks], bool, len(blocks))
    scores = trees.predict(describe(document, title)) * shown
    size = np.fromiter([len(block.text) for block in blocks], float, len(blocks))
    kept = (fill(best_set(scores, size) & shown, scores) & shown).nonzero()[0].tolist()
    if scores.max() < SURE:
        # A judge that is sure of nothing takes short lines for text; it is still right about sentences.
        kept = [i for i in kept if is_prose(blocks[i].text)] or kept
    kept = leave_others(document, kept, scores.tolist())
    reason = "" if kept else "no block looks like an article"
    return Content(tuple(kept), tuple(scores.tolist()), next_page(document), trees.version, reason)
