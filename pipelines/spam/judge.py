"""The block judge: text by the model, then what the page tells about the block."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.spam.evidence import Evidence, Judgement
from pipelines.spam.fold import fold
from pipelines.spam.kin import find_kin
from pipelines.spam.lexicon import hits, rules
from pipelines.spam.lists import score_page
from pipelines.spam.model import default_model
from pipelines.spam.reasons import block_reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from pipelines.document import Block

THRESHOLD = 0.5  # scores are calibrated so that this is where a block is called spam
# Pages hide their own menus, dialogues and tabs by display:none and the like; they have no reason for these.
COVERT = frozenset(
    {"off-screen", "text-indent", "opacity:0", "font-size:0", "clip", "zero size", "same colour", "marquee"}
)


def score_blocks(texts: Sequence[str]) -> list[float]:
    """Spam score of each text, in [0, 1], from the text alone; spam from 0.5 on.

    Takes any strings, in time linear in their length, and never raises on what they hold.

    Raises:
        ModelError: the model file is missing or damaged.
    """
    scores: list[float] = default_model().scores(texts).tolist()
    return scores


def judge_blocks(
    blocks: Sequence[Block | Evidence],
    evidence: Callable[[int], Evidence],
    menus: Container[int] = (),
    settled: Container[int] = (),
) -> tuple[list[float], dict[int, Judgement]]:
    """Judge the blocks of a page, each by its text and by what the page tells about it.

    A hidden block, a link list or a block in scaffolding is spam only where its text is suspect too: menus
    and share dialogues are hidden as well. Items of a list are judged with their list too: a keyword alone
    says little, forty of them say all. So are blocks that repeat phrases of other spam on the page.

    Args:
        blocks: in the order of the page.
        evidence: on one block; asked for suspected blocks alone.
        menus: blocks that are words of menus, as in :func:`pipelines.spam.lists.score_page`.
        settled: blocks that others have decided on: they are not judged, and speak against no other block.

    Returns:
        the score of each block's text, and the judgements of those that are suspected.
    """
    limit = rules()["block"]
    scores, listed = score_page(blocks, menus)
    suspected = [
        i
        for i, score in enumerate(scores)
        if max(score, listed.get(i, 0)) >= limit["suspected"] and i not in settled
    ]
    judged = {i: judge_block(evidence(i), scores[i], listed.get(i, 0.0)) for i in suspected}
    spam = [i for i, judgement in judged.items() if judgement.score >= limit["threshold"]]
    for i in find_kin(blocks, scores, spam) if spam else ():
        if i in settled:
            continue
        judged[i] = judge_block(replace(evidence(i), kin=True), scores[i], listed.get(i, 0.0))
    return scores, judged


def judge_block(block: Evidence, score: float, listed: float = 0.0) -> Judgement:
    """The judgement of a block whose text scores ``score`` and whose list scores ``listed``."""
    limit = rules()["block"]
    by_text = score >= limit["threshold"]
    in_list = not by_text and listed >= limit["threshold"] and score >= rules()["list"]["suspected"]
    if in_list:
        score = listed
    if score >= (rules()["kin"] if block.kin else limit)["suspected"]:
        score = _raise(score, support(block))
    if score < limit["threshold"]:
        return Judgement(score)
    found = hits(block.found or block.text)
    reasons = block_reasons(block, found, obfuscated(block.found or block.text), by_text)
    if in_list:
        reasons = ("in a list of spam", *(reason for reason in reasons if reason != "reads like spam"))
    farm = not found.count and block.external_links > 2
    return Judgement(score, reasons, "links" if farm else found.category)


def support(block: Evidence) -> float:
    """What the page's evidence adds to the log-odds of a suspected block."""
    weight = rules()["evidence"]
    foreign = block.link_sites > 2 and block.link_chars * 2 > len(block.text) and block.external_links > 2
    return (
        weight["covert" if block.hidden in COVERT else "hidden"] * bool(block.hidden)
        + weight["converted"] * block.converted
        + weight["scaffold"] * block.scaffold
        + weight["foreign_links"] * foreign
        + weight["in_title"] * block.in_title
        + weight["kin"] * block.kin
    )


def obfuscated(text: str) -> bool:
    """True where words are broken up by invisible characters, signs or character references."""
    model = default_model()
    folded = fold([text], model.table, model.kinds)
    return int(folded.invisible[0] + folded.signs[0] + folded.references[0]) > max(2, len(text) // 20)


def _raise(score: float, odds: float) -> float:
    score = min(max(score, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(math.log(score / (1 - score)) + odds)))
