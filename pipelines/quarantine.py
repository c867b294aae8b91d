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

    from pipelines.document import Block, Document
    from pipelines.spam import Judgement, PageJudgement
    from pipelines.types import Repair

# Below this score a paragraph cannot hold a run of spam among its own words.
_MIXED = 0.05
_MENU = 8  # characters
# Scores of lines seen on other pages: a text's score depends on nothing else.
_KNOWN: dict[str, float] = {}
_MOST_KNOWN, _LINE = 20_000, 60  # lines, characters


class Quarantine:
    """The spam of one page, gathered stage by stage.

    Args:
        document: with repaired blocks; blocks that are spam become hidden, so that no later stage takes them for text.
        changes: made in each block.
        url: of the page.
    """

    def __init__(self, document: Document, changes: Sequence[Sequence[Repair]], url: str | None) -> None:
        self._document = document
        self.scores = [0.0] * len(document.blocks)
        blocks = document.blocks
        worth = [i for i, block in enumerate(blocks) if len(block.text) > _MENU or not _is_menu(block)]
        *scores, self.title_score = _scores([*[blocks[i].text for i in worth], document.title])
        for i, score in zip(worth, scores, strict=True):
            self.scores[i] = score
        self.spam = [False] * len(self.scores)
        self.blocks: list[Quarantined] = []
        self.dropped: list[Judgement] = []
        limit = rules()["block"]["suspected"]
        suspected = [i for i, score in enumerate(self.scores) if score >= limit]
        if suspected:
            evidence = PageEvidence(document, changes, url)
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


def _scores(texts: list[str]) -> list[float]:
    """Spam score of each text; lines that a site repeats on its pages are scored once."""
    scores = {text: _KNOWN.get(text, -1.0) for text in texts}
    unknown = [text for text, score in scores.items() if score < 0]
    scores.update(zip(unknown, score_blocks(unknown), strict=True))
    if len(_KNOWN) > _MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN.update((text, scores[text]) for text in unknown if len(text) <= _LINE)
    return [scores[text] for text in texts]


def _is_menu(block: Block) -> bool:
    """Whether a block is a word or two of the page's own menus: shown, short, and leading nowhere else."""
    if len(block.text) > _MENU or block.hidden:
        return False
    return not any(address.startswith(("http", "//")) for address, _ in block.links)


def _is_quoted(run: str, text: str) -> bool:
    """Whether a run stands between quotation marks."""
    before = text[: text.find(run)]
    return before.count("“") > before.count("”") or before.count("「") > before.count("」")
