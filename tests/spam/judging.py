"""Judges blocks that are given as evidence, as a page's blocks are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.spam import Judgement, judge_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.spam import Evidence


def judge_all(blocks: Sequence[Evidence]) -> list[Judgement]:
    """A judgement for each block, of those that are not suspected the score alone."""
    scores, judged = judge_blocks(blocks, blocks.__getitem__)
    return [judged.get(i, Judgement(score)) for i, score in enumerate(scores)]
