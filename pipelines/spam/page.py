"""The verdict on a page as a whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from pipelines.spam.clones import is_cut, is_shuffled, speaks_of, stuffing, suspicions
from pipelines.spam.evidence import PageJudgement
from pipelines.spam.judge import THRESHOLD
from pipelines.spam.lexicon import hits, rules
from pipelines.spam.model import default_model
from pipelines.spam.runs import split_title
from pipelines.spam.whole import measure, tells, whole_score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.spam.evidence import Category, Judgement

_SUSPECTED = 0.05  # below it a block is clean however much of it there is


def judge_page(
    title: str | None,
    kept_texts: Sequence[str],
    dropped: Sequence[Judgement],
    host: str | None = None,
    *,
    highest: float = 1.0,
) -> PageJudgement:
    """Tell a spam page from a hijacked page with an article of its own, and both from a clean page.

    Args:
        title: as found, spam phrases and all.
        kept_texts: text of the blocks that make up the article.
        dropped: judgements of the blocks that do not; those below the threshold say nothing.
        host: name of the site, to compare with what the text claims to be.
        highest: score of the title or the worst kept block, where they are known: a low one spares scoring again.
    """
    spam = [judgement for judgement in dropped if judgement.score >= rules()["block"]["threshold"]]
    body = "\n".join(kept_texts)
    limit = rules()["page"]
    suspected = bool(spam) or highest >= _SUSPECTED
    measured = measure_page(body) if suspected or tells(body) else {}
    share, doubtful = (measured["share"], measured["doubtful"]) if measured else (0.0, 0.0)
    # Too short a body tells nothing by its words: it is as its lines are.
    whole = whole_score(measured) if len(body) >= limit["whole_length"] else share / limit["spam"] / 2
    throughout = whole >= (limit["possible"] if share >= limit["spam"] else limit["whole"])
    kept_title, phrases = title or "", tuple[str, ...]()
    if suspected:
        kept_title, phrases = split_title(title or "", body)
    category = _category(spam, body if throughout else " ".join(phrases))
    suspicious = suspicions(kept_title, body, host, highest=highest)
    reasons = []
    if spam:
        reasons.append(f"{len(spam)} of {len(spam) + len(kept_texts)} blocks are spam")
    if phrases:
        reasons.append("spam phrase beside the title" if kept_title else "the title is spam")
    if throughout:
        return PageJudgement(
            "spam", max(share, THRESHOLD), (*reasons, "the text is spam throughout"), category, suspicious
        )
    tainted = share >= limit["tainted"] and doubtful >= limit["doubtful"]
    stuffed = stuffing(body) if spam else ""
    if (tainted and spam and (whole >= limit["possible"] or stuffed)) or (stuffed and _is_keyword(stuffed)):
        return PageJudgement(
            "spam", 1.0, (*reasons, "what is left reads like spam too"), category, suspicious
        )
    strange = not (kept_title and speaks_of(kept_title, body))
    if is_shuffled(body) or (strange and (spam or phrases) and is_cut(body)):
        reasons.append("most paragraphs end in a comma")
        return PageJudgement("spam", max(share, THRESHOLD), tuple(reasons), category, suspicious)
    if not spam and not phrases:
        return PageJudgement("clean", share, (), "clean", suspicious)
    # A short article is one still: beside a block of spam, or where it says in sentences what its title says.
    told = not strange and "。" in body
    few = (
        (told or len(spam) <= max(1, len(kept_texts) // 3))
        and whole < limit["possible"]
        and len(body) >= limit["sentence"]
    )
    # Where most blocks are spam, scraps between them are no text of the page's own.
    scraps = (
        sum(len(text) for text in kept_texts if len(text) < limit["scrap"])
        if len(spam) > len(kept_texts)
        else 0
    )
    if (len(body) - scraps) * (1 - share) < limit["own"] and not few:
        return PageJudgement("spam", 1.0, (*reasons, "nothing of its own left"), category, suspicious)
    score = max((judgement.score for judgement in spam), default=THRESHOLD)
    return PageJudgement("hijacked", score, tuple(reasons), category, suspicious)


def measure_page(body: str) -> dict[str, float]:
    """What the verdict weighs of a body; :func:`pipelines.spam.whole.measure` says what."""
    return measure(body, *read_lines(body))


def read_lines(body: str) -> tuple[float, float]:
    """Share of the text that is spam, weighted by how sure that is, and the share that stands in doubtful lines.

    Lines, not larger pieces: rules of a bookmaker say what they are in every third line, and the others hide it.
    """
    lines = [line for line in body.split("\n") if line.strip()]
    if not lines:
        return 0.0, 0.0
    sizes = np.array([len(line) for line in lines])
    scores = default_model().scores(lines)
    doubtful = scores >= rules()["list"]["suspected"]
    return float(scores @ sizes / sizes.sum()), float(sizes[doubtful].sum() / sizes.sum())


def _is_keyword(phrase: str) -> bool:
    return float(default_model().scores([phrase])[0]) >= rules()["block"]["suspected"]


def _category(spam: Sequence[Judgement], text: str) -> Category:
    counts = Counter(judgement.category for judgement in spam)
    if counts:
        return counts.most_common(1)[0][0]
    return hits(text).category if text else "other"
