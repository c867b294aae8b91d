"""What leaves a page as spam: blocks, runs inside paragraphs, phrases beside the title, whole pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.evidence import gather
from pipelines.spam import THRESHOLD, judge_blocks, model_version, split_title, strip_spam_runs
from pipelines.types import Quarantined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.blocks import Document
    from pipelines.spam import Judgement, PageJudgement
    from pipelines.types import Repaired

# Below this score a paragraph cannot hold a run of spam among its own words.
_SUSPECTED = 0.05


class Quarantine:
    """The spam of one page, gathered stage by stage.

    Args:
        document: with repaired blocks; blocks that are spam become hidden, so that no later stage takes them for text.
        repaired: what was changed in each block.
        url: of the page.
    """

    def __init__(self, document: Document, repaired: Sequence[Repaired], url: str | None) -> None:
        self._document = document
        self._judgements: Sequence[Judgement] = judge_blocks(gather(document, repaired, url))
        self.spam = [judgement.score >= THRESHOLD for judgement in self._judgements]
        self.blocks: list[Quarantined] = []
        for block, judgement, bad in zip(document.blocks, self._judgements, self.spam, strict=True):
            if bad:
                block.hidden = block.hidden or "spam"
                self._add(block.found, judgement.reasons, judgement.score, judgement.category)

    @property
    def dropped(self) -> list[Judgement]:
        """Judgements of the blocks that are spam."""
        return [judgement for judgement, bad in zip(self._judgements, self.spam, strict=True) if bad]

    def paragraphs(self, kept: Sequence[int]) -> list[str]:
        """The kept blocks as found, without the runs of spam inside them."""
        paragraphs = []
        for i in kept:
            found, score = self._document.blocks[i].found, self._judgements[i].score
            if score >= _SUSPECTED:
                found, runs = strip_spam_runs(found)
                for run in runs:
                    self._add(run, ("spam run inside a paragraph",), score, "other")
            if found:
                paragraphs.append(found)
        return paragraphs

    def title(self, title: str, body: str) -> str:
        """A title without the spam phrases joined to it."""
        own, phrases = split_title(title, body)
        for phrase in phrases:
            self._add(phrase, ("spam phrase beside the title",), 1.0, "other")
        return own

    def page(self, judgement: PageJudgement) -> tuple[Quarantined, ...]:
        """The whole page, before its blocks."""
        text = "\n".join(block.found for block in self._document.blocks) or self._document.title
        whole = Quarantined(
            text, judgement.reasons, judgement.score, "page", judgement.category, model_version()
        )
        return (whole, *self.blocks)

    def _add(self, text: str, reasons: tuple[str, ...], score: float, category: str) -> None:
        self.blocks.append(Quarantined(text, reasons, score, "block", category, model_version()))
