"""Scores of a page's blocks, by themselves and together with the lists they stand in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipelines.spam.lexicon import rules
from pipelines.spam.model import default_model

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from pipelines.document import Block
    from pipelines.spam.evidence import Evidence

_MOST_KNOWN, _LINE = 20_000, 60  # lines, characters


def score_page(
    blocks: Sequence[Block | Evidence], menus: Container[int] = ()
) -> tuple[list[float], dict[int, float]]:
    """The score of each block, and of the list that a doubtful block stands in.

    Words of menus are not scored one by one, most are the page's own: those of one list are scored together, and
    by themselves where that is doubtful.
    """
    rule, scores = rules(), [0.0] * len(blocks)
    worth = [i for i in range(len(blocks)) if i not in menus]
    lists = list(find_lists(blocks))
    short = [words for items in lists if (words := [i for i in items if i in menus])]
    texts = [*(blocks[i].text for i in worth), *(_together(blocks, items) for items in short)]
    found = _scores(texts)
    for i, score in zip(worth, found, strict=False):
        scores[i] = score
    pairs = zip(short, found[len(worth) :], strict=True)
    doubtful = [i for items, score in pairs if score >= rule["block"]["suspected"] for i in items]
    for i, score in zip(doubtful, _scores([blocks[i].text for i in doubtful]), strict=True):
        scores[i] = score
    least = rule["list"]["suspected"]
    lists = [items for items in lists if sum(scores[i] >= least for i in items) * 2 >= len(items)]
    together = _scores([_together(blocks, items) for items in lists])
    listed = {
        i: score for items, score in zip(lists, together, strict=True) for i in items if scores[i] >= least
    }
    return scores, listed


def find_lists(blocks: Sequence[Block | Evidence]) -> Iterator[range]:
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


def _scores(texts: list[str]) -> list[float]:
    """Spam score of each text; lines that a site repeats on its pages are scored once."""
    model = default_model()
    known = _known(model.version)
    scores = {text: known.get(text, -1.0) for text in texts}
    unknown = [text for text, score in scores.items() if score < 0]
    scores.update(zip(unknown, model.scores(unknown).tolist(), strict=True))
    if len(known) > _MOST_KNOWN:
        known.clear()
    known.update((text, scores[text]) for text in unknown if len(text) <= _LINE)
    return [scores[text] for text in texts]


@cache
def _known(version: str) -> dict[str, float]:  # noqa: ARG001  # of the model
    """Scores of lines seen on other pages: a text's score depends on nothing but the model."""
    return {}


def _together(blocks: Sequence[Block | Evidence], items: Iterable[int]) -> str:
    return "\n".join(blocks[i].text for i in items)
