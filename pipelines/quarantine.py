"""What leaves a page as spam: blocks, runs inside paragraphs, phrases beside the title, whole pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.evidence import PageEvidence
from pipelines.spam import THRESHOLD, model_version, score_blocks, split_title, strip_spam_runs
from pipelines.spam.judge import judge_block
from pipelines.spam.lexicon import rules
from pipelines.types import Quarantined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.blocks import Document
    from pipelines.spam import Judgement, PageJudgement
    from pipelines.types import Repaired

# Below this score a paragraph cannot hold a run of spam among its own words.
_MIXED = 0.05


class Quarantine:
    """The spam of one page, gathered stage by stage.

    Args:
        document: with repaired blocks; blocks that are spam become hidden, so that no later stage takes them for text.
        repaired: what was changed in each block.
        url: of the page.
    """

    def __init__(self, document: Document, repaired: Sequence[Repaired], url: str | None) -> None:
        self._document = document
        *scores, title_score = score_blocks([*(block.text for block in document.blocks), document.title])
        self.scores = scores
        self.title_score = title_score  # of the <title>
        self.spam = [False] * len(self.scores)
        self.blocks: list[Quarantined] = []
        self.dropped: list[Judgement] = []
        limit = rules()["block"]["suspected"]
        suspected = [i for i, score in enumerate(self.scores) if score >= limit]
        if suspected:
            evidence = PageEvidence(document, repaired, url)
            for i in suspected:
                self._judge(i, judge_block(evidence.of(i), self.scores[i]))

    def _judge(self, index: int, judgement: Judgement) -> None:
        self.scores[index] = judgement.score
        if judgement.score < THRESHOLD:
            return
        block = self._document.blocks[index]
        block.hidden = block.hidden or "spam"
        self.spam[index] = True
        self.dropped.append(judgement)
        self._add(block.found, judgement.reasons, judgement.score, judgement.category)

    def paragraphs(self, kept: Sequence[int]) -> list[str]:
        """The kept blocks as found, without the runs of spam inside them."""
        paragraphs = []
        for i in kept:
            found, score = self._document.blocks[i].found, self.scores[i]
            if score >= _MIXED:
                without, runs = strip_spam_runs(found)
                if any(_is_quoted(run, found) for run in runs):
                    runs = ()  # a report on spam cites it
                for run in runs:
                    self._add(run, ("spam run inside a paragraph",), score, "other")
                found = without if runs else found
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


def _is_quoted(run: str, text: str) -> bool:
    """Whether a run stands between quotation marks."""
    before = text[: text.find(run)]
    return before.count("“") > before.count("”") or before.count("「") > before.count("」")
