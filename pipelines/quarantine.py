"""What leaves a page as spam: blocks, runs inside paragraphs, phrases beside the title, whole pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.evidence import PageEvidence
from pipelines.spam import THRESHOLD, model_version, score_blocks, split_title, strip_spam_runs
from pipelines.spam.judge import find_lists, judge_block
from pipelines.spam.lexicon import rules
from pipelines.types import Quarantined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.document import Block, Document
    from pipelines.spam import Judgement, PageJudgement
    from pipelines.types import Repaired

# Below this score a paragraph cannot hold a run of spam among its own words.
_MIXED = 0.05
_MENU = 8  # characters


class Quarantine:
    """The spam of one page, gathered stage by stage.

    Args:
        document: with repaired blocks; blocks that are spam become hidden, so that no later stage takes them for text.
        repaired: what was changed in each block.
        url: of the page.
    """

    def __init__(self, document: Document, repaired: Sequence[Repaired], url: str | None) -> None:
        self._document = document
        self.scores, self.title_score, listed = _score(document)
        self.spam = [False] * len(self.scores)
        self.blocks: list[Quarantined] = []
        self.dropped: list[Judgement] = []
        limit = rules()["block"]["suspected"]
        suspected = [i for i, score in enumerate(self.scores) if max(score, listed.get(i, 0)) >= limit]
        if suspected:
            evidence = PageEvidence(document, repaired, url)
            for i in suspected:
                self._judge(i, judge_block(evidence.of(i), self.scores[i], listed.get(i, 0.0)))

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


def _score(document: Document) -> tuple[list[float], float, dict[int, float]]:
    """The score of each block and of the title, and of the list that a doubtful block stands in.

    Words of menus are not scored one by one, most are the page's own: those of one list are scored together, and
    by themselves where that is doubtful.
    """
    blocks, rule = document.blocks, rules()
    scores = [0.0] * len(blocks)
    menus = [_is_menu(block) for block in blocks]
    worth = [i for i, menu in enumerate(menus) if not menu]
    lists = list(find_lists(blocks))
    short = [[i for i in items if menus[i]] for items in lists if any(menus[items.start : items.stop])]
    texts = [*(blocks[i].text for i in worth), *(_joined(blocks, items) for items in short), document.title]
    *found, title = score_blocks(texts)
    for i, score in zip(worth, found, strict=False):
        scores[i] = score
    pairs = zip(short, found[len(worth) :], strict=True)
    doubtful = [i for items, score in pairs if score >= rule["block"]["suspected"] for i in items]
    for i, score in zip(doubtful, score_blocks([blocks[i].text for i in doubtful]), strict=True):
        scores[i] = score
    least = rule["list"]["suspected"]
    lists = [items for items in lists if sum(scores[i] >= least for i in items) * 2 >= len(items)]
    together = score_blocks([_joined(blocks, items) for items in lists])
    listed = {
        i: score for items, score in zip(lists, together, strict=True) for i in items if scores[i] >= least
    }
    return scores, title, listed


def _joined(blocks: Sequence[Block], items: Iterable[int]) -> str:
    return "\n".join(blocks[i].text for i in items)


def _is_menu(block: Block) -> bool:
    """Whether a block is a word or two of the page's own menus: shown, short, and leading nowhere else."""
    if len(block.text) > _MENU or block.hidden:
        return False
    return not any(address.startswith(("http", "//")) for address, _ in block.links)


def _is_quoted(run: str, text: str) -> bool:
    """Whether a run stands between quotation marks."""
    before = text[: text.find(run)]
    return before.count("“") > before.count("”") or before.count("「") > before.count("」")
