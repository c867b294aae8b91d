"""The block judge: text by the model, then what the page tells about the block."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pipelines.spam.evidence import Evidence, Judgement
from pipelines.spam.fold import fold
from pipelines.spam.lexicon import hits, rules
from pipelines.spam.model import default_model
from pipelines.spam.reasons import block_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def judge_blocks(blocks: Sequence[Evidence]) -> list[Judgement]:
    """Judge each block by its text and by what the page tells about it.

    A hidden block, a link list or a block in scaffolding is spam only where its text is suspect too: menus
    and share dialogues are hidden as well. Items of a list are judged with their list too: a keyword alone
    says little, forty of them say all.
    """
    scores = default_model().scores([block.text for block in blocks])
    lists = list(find_lists(blocks))
    together = default_model().scores(["\n".join(blocks[i].text for i in items) for items in lists])
    listed = {i: float(score) for items, score in zip(lists, together, strict=True) for i in items}
    return [
        judge_block(block, float(score), listed.get(i, 0.0))
        for i, (block, score) in enumerate(zip(blocks, scores, strict=True))
    ]


def find_lists(blocks: Sequence[Evidence | Block]) -> Iterator[range]:
    """Runs of three and more short blocks of one element, hidden alike."""
    items, longest = rules()["list"]["items"], rules()["list"]["longest"]
    begin = 0
    like: tuple[str, str] | None = None
    for i, block in enumerate(blocks):
        kind = (block.tag, block.hidden) if len(block.text) <= longest else None
        if kind != like or kind is None:
            if i - begin >= items and like is not None:
                yield range(begin, i)
            begin, like = i, kind
    if len(blocks) - begin >= items and like is not None:
        yield range(begin, len(blocks))


def judge_block(block: Evidence, score: float, listed: float = 0.0) -> Judgement:
    """The judgement of a block whose text scores ``score`` and whose list scores ``listed``."""
    limit = rules()["block"]
    by_text = score >= limit["threshold"]
    in_list = not by_text and listed >= limit["threshold"] and score >= rules()["list"]["suspected"]
    if in_list:
        score = listed
    if limit["suspected"] <= score:
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
    foreign = block.link_hosts > 2 and block.link_chars * 2 > len(block.text) and block.external_links > 2
    return (
        weight["covert" if block.hidden in COVERT else "hidden"] * bool(block.hidden)
        + weight["converted"] * block.converted
        + weight["scaffold"] * block.scaffold
        + weight["foreign_links"] * foreign
        + weight["in_title"] * block.in_title
    )


def obfuscated(text: str) -> bool:
    """True where words are broken up by invisible characters, signs or character references."""
    model = default_model()
    folded = fold([text], model.table, model.kinds)
    return int(folded.invisible[0] + folded.signs[0] + folded.references[0]) > max(2, len(text) // 20)


def _raise(score: float, odds: float) -> float:
    score = min(max(score, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(math.log(score / (1 - score)) + odds)))
