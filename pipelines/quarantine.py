"""What leaves a page as spam: blocks, runs inside paragraphs, phrases beside the title, whole pages."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipelines.evidence import PageEvidence
from pipelines.spam import Evidence, Judgement, judge_blocks, model_version, split_title, strip_spam_runs
from pipelines.spam.lexicon import hits, rules
from pipelines.types import UNDECIDED, Quarantined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.document import Block, Document
    from pipelines.spam import PageJudgement
    from pipelines.types import BlockKind, Decisions, Repair

# Below this score a paragraph cannot hold a run of spam among its own words.
_MIXED = 0.05
_MENU = 8  # characters

CONFIRMED = "an operator said so"
RESTORED = "restored by an operator"  # flag of an article
# Of a page's characters, so many must stand in lines of the page that was decided on. A page taken over since has
# other lines; a new date, a counter or a list of headlines is less than a tenth of most pages.
_SAME = 0.9


class Quarantine:
    """The spam of one page, gathered stage by stage.

    Args:
        document: with repaired blocks; blocks that are spam become hidden, so that no later stage takes them for text.
        changes: made in each block.
        url: of the page.
        decided: what operators decided; it overrules the judge.
    """

    def __init__(
        self,
        document: Document,
        changes: Sequence[Sequence[Repair]],
        url: str | None,
        decided: Decisions = UNDECIDED,
    ) -> None:
        self._document = document
        self._decided = decided
        page = cache(lambda: PageEvidence(document, changes, url))
        title = Evidence(document.title, tag="title", in_title=True)
        blocks = document.blocks
        menus = {i for i, block in enumerate(blocks) if _is_menu(block)}
        settled = {
            i for i, block in enumerate(blocks) if block.found in decided.spam or block.found in decided.clean
        }
        self.scores, judged = judge_blocks(
            [*blocks, title], lambda i: page().of(i) if i < len(blocks) else title, menus, settled
        )
        self.title_score = self.scores.pop()
        judged.pop(len(blocks), None)
        self.spam = [False] * len(self.scores)
        self.blocks: list[Quarantined] = []
        self.dropped: list[Judgement] = []
        self.title_cleared = False
        self.restored = False  # whether a decision brought something back
        self._at: list[int] = []  # which block each of ``blocks`` is
        if decided != UNDECIDED:
            self._apply_decisions()
        for i in sorted(judged):
            self._judge(i, judged[i])

    def _apply_decisions(self) -> None:
        for i, block in enumerate(self._document.blocks):
            if block.found in self._decided.spam:
                self._judge(i, Judgement(1.0, (CONFIRMED,), hits(block.found).category))
            elif block.found in self._decided.clean:
                self.scores[i] = 0.0
                if block.found in self._decided.kept:
                    block.hidden = ""

    def _judge(self, index: int, judgement: Judgement) -> None:
        self.scores[index] = judgement.score
        if judgement.score < rules()["block"]["threshold"]:
            return
        block = self._document.blocks[index]
        block.hidden = block.hidden or "spam"
        self.spam[index] = True
        self.dropped.append(judgement)
        self._at.append(index)
        self._add(block.found, judgement.reasons, judgement.score, judgement.category)

    def with_restored(self, kept: Sequence[int]) -> list[int]:
        """The chosen blocks, and those that an operator put back among them: each text once."""
        if not self._decided.kept:
            return list(kept)
        first = {block.found: i for i, block in reversed(list(enumerate(self._document.blocks)))}
        put_back = self._decided.kept & first.keys()
        self.restored |= bool(put_back)
        missing = put_back - {self._document.blocks[i].found for i in kept}
        return sorted({*kept, *(first[text] for text in missing)})

    def paragraphs(self, kept: Sequence[int]) -> list[str]:
        """The kept blocks as found, without the runs of spam inside them."""
        paragraphs: list[str] = []
        starts, length = [], 0
        blocks = self.blocks
        self.blocks = []
        for i in kept:
            starts.append(length)
            found = self._without_runs(self._document.blocks[i].found, self.scores[i], length)
            if found:
                paragraphs.append(found)
                length += len(found) + 1
        starts.append(max(0, length - 1))
        in_order = sorted(zip(self._at, blocks, strict=True), key=lambda pair: pair[0])
        placed = [replace(block, offset=starts[bisect_left(kept, i)]) for i, block in in_order]
        self.blocks = placed + self.blocks
        return paragraphs

    def _without_runs(self, found: str, score: float, start: int) -> str:
        confirmed = [run for run in self._decided.spam if run in found and run != found]
        if score < _MIXED and not confirmed:
            return found
        without, runs = strip_spam_runs(found) if score >= _MIXED else (found, ())
        if any(_is_quoted(run, found) for run in runs):
            runs = ()  # a report on spam cites it
        cleared = any(run in self._decided.clean for run in runs)
        self.restored |= cleared
        if cleared or confirmed:
            runs = tuple(
                dict.fromkeys((*(run for run in runs if run not in self._decided.clean), *confirmed))
            )
            without = _cut(found, runs)
        if not runs:
            return found
        position = removed = 0
        for run in runs:
            at = max(found.find(run, position), position)
            reasons = (CONFIRMED,) if run in confirmed else ("spam run inside a paragraph",)
            self._add(run, reasons, score, hits(run).category, "run", start + min(at - removed, len(without)))
            position, removed = at + len(run), removed + len(run)
        return without

    def title(self, title: str, body: str) -> str:
        """A title without the spam phrases joined to it."""
        own, phrases = split_title(title, body)
        for phrase in self._decided.spam:
            if phrase not in phrases and phrase != own and own.startswith(phrase) != own.endswith(phrase):
                own, phrases = own.removeprefix(phrase).removesuffix(phrase).strip(), (*phrases, phrase)
        if cleared := [phrase for phrase in phrases if phrase in self._decided.clean]:
            self.restored = self.title_cleared = True
            own, phrases = _joined(title, own, cleared), tuple(p for p in phrases if p not in cleared)
        for phrase in phrases:
            at = 0 if title.find(phrase) < max(0, title.find(own)) else len(own)
            category = hits(phrase).category
            self._add(phrase, ("spam phrase beside the title",), 1.0, category, "title", at)
        return own

    def page(self, judgement: PageJudgement) -> tuple[Quarantined, ...]:
        """The whole page, before its blocks."""
        whole = Quarantined(
            self._whole(), judgement.reasons, judgement.score, "page", judgement.category, model_version()
        )
        return (whole, *(replace(block, offset=None) for block in self.blocks))

    def undecided(self, kept: Sequence[int], body: str) -> list[str]:
        """What of the body operators have not decided on: the page is judged by that."""
        if not self.restored:
            return body.splitlines()
        clean = self._decided.clean
        return [block.text for i in kept if (block := self._document.blocks[i]).found not in clean]

    def decided(self, judgement: PageJudgement, lines: Sequence[str]) -> PageJudgement:
        """The verdict on the page, overruled where an operator has decided.

        Args:
            judgement: by the judge.
            lines: that it was made by, from :meth:`undecided`. Where they are few the verdict says no more than what
                was decided on part by part.
        """
        few = self.restored and sum(map(len, lines)) < rules()["page"]["own"]
        if judgement.verdict == "spam" and (few or self._is_one_of(self._decided.clean_pages)):
            self.restored = True
            return replace(judgement, verdict="hijacked" if self.blocks else "clean")
        if judgement.verdict != "spam" and self._is_one_of(self._decided.spam_pages):
            category = judgement.category if judgement.category != "clean" else "other"
            return replace(
                judgement,
                verdict="spam",
                score=1.0,
                reasons=(*judgement.reasons, CONFIRMED),
                category=category,
            )
        return judgement

    def _whole(self) -> str:
        return "\n".join(block.found for block in self._document.blocks) or self._document.title

    def _is_one_of(self, pages: Iterable[str]) -> bool:
        texts = [block.found for block in self._document.blocks] or [self._document.title]
        size = sum(map(len, texts))
        return any(
            sum(len(text) for text in texts if text in lines) >= _SAME * size
            for lines in (frozenset(page.split("\n")) for page in pages)
        )

    def _add(
        self,
        text: str,
        reasons: tuple[str, ...],
        score: float,
        category: str,
        kind: BlockKind = "block",
        offset: int | None = None,
    ) -> None:
        self.blocks.append(Quarantined(text, reasons, score, kind, category, model_version(), offset))


def _cut(text: str, runs: Iterable[str]) -> str:
    for run in runs:
        text = text.replace(run, "", 1)
    return text.strip("|_丨｜ \n")


def _joined(title: str, own: str, phrases: Iterable[str]) -> str:
    """The stretch of a title that covers its own words and these phrases."""
    start = max(0, title.find(own))
    end = start + len(own)
    for phrase in phrases:
        if (at := title.find(phrase)) >= 0:
            start, end = min(start, at), max(end, at + len(phrase))
    return title[start:end]


def _is_menu(block: Block) -> bool:
    """Whether a block is a word or two of the page's own menus: shown, short, and leading nowhere else."""
    if len(block.text) > _MENU or block.hidden:
        return False
    return not any(address.startswith(("http", "//")) for address, _ in block.links)


def _is_quoted(run: str, text: str) -> bool:
    """Whether a run stands between quotation marks."""
    before = text[: text.find(run)]
    return before.count("“") > before.count("”") or before.count("「") > before.count("」")
