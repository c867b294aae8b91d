"""Blocks that repeat the phrases of other spam on their page: what was injected there draws on one stock of keywords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.spam.lexicon import READ_AT_MOST, rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.document import Block
    from pipelines.spam.evidence import Evidence

_PHRASE = 4  # characters


def find_kin(
    blocks: Sequence[Block | Evidence], scores: Sequence[float], spam: Sequence[int]
) -> Iterator[int]:
    """Doubtful blocks that share phrases with spam, ones that the clean text of the page does not have.

    Args:
        blocks: of one page.
        scores: of their texts.
        spam: which of them are spam. The page's title does not count: keywords stand beside the article's own words there.
    """
    rule, known = rules()["kin"], set(spam)
    doubtful = [i for i, score in enumerate(scores) if score >= rule["suspected"] and i not in known]
    if not doubtful:
        return
    stock = {phrase for i in spam if blocks[i].tag != "title" for phrase in _phrases(blocks[i].text)}
    for i, score in enumerate(scores):
        if score < rule["suspected"]:
            stock.difference_update(_phrases(blocks[i].text))
    for i in doubtful:
        phrases = _phrases(blocks[i].text)
        if phrases and len(phrases & stock) >= rule["share"] * len(phrases):
            yield i


def _phrases(text: str) -> set[str]:
    letters = "".join(filter(str.isalnum, text[:READ_AT_MOST]))
    return {letters[i : i + _PHRASE] for i in range(len(letters) - _PHRASE + 1)}
