"""The evidence for each block as one column of numbers: text, elements, neighbours, place."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.content.rows import sequence_rows, tree_rows
from pipelines.content.text import CUES, KINDS, read_texts
from pipelines.content.tree import FLAGS, read_tree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.blocks import Document

    Vector = NDArray[Any]

_TAGS = {tag: i for i, tag in enumerate("p div td li h1 h2 h3 span section pre".split())}
_FLAGS = np.array(FLAGS)
_SHARES = [
    KINDS.index(kind) for kind in ("stop", "comma", "quote", "bracket", "mark", "digit", "latin", "han")
]
_STOP, _COMMA = KINDS.index("stop"), KINDS.index("comma")
_MARKED = ("related", "comment", "credit", "legal", "date")
_MARKS = [CUES.index(name) for name in _MARKED]
_CUE = 11 + len(_SHARES)  # the first row of cues
_END, _COLON = 1, 2  # what a block ends with, as bits; that of an empty block is not known
_ENDS = {"": _END | _COLON, "：": _COLON, ":": _COLON} | dict.fromkeys("。！？!?…”；;」", _END)


def _names() -> list[str]:
    levels = ("own", "parent", "grand", "great")
    return (
        "size stops link_share link_count strong gap end colon repeat image is_title".split()
        + [f"kind_{KINDS[i]}" for i in _SHARES]
        + [f"cue_{name}" for name in CUES]
        + "cue prose prose_share page_prose page_blocks page_best title_known since_title".split()
        + [f"tag_{tag}" for tag in _TAGS]
        + [f"above_{flag}" for flag in FLAGS]
        + [f"{hint}_{level}" for hint in ("good", "bad") for level in levels[:3]]
        + "depth boxed box_share box_mean box_score".split()
        + [f"{name}_{level}" for name in ("share", "links", "count", "mean", "cues") for level in levels]
        + "signature_share signature_count signature_mean sibling_share sibling_mean".split()
        + [f"{name}_{part}" for name in ("top", "0.5", "0.75") for part in ("in", "gap", "left")]
        + "before after position since_prose until_prose prose_since_title heads_since_title".split()
        + [f"{name}{step}" for step in ("-1", "+1") for name in ("size", "prose", "link", "cue", "end")]
        + ["prose-8", "prose+8"]
        + [f"since_{name}" for name in _MARKED]
        + [f"count_{name}" for name in _MARKED]
    )


NAMES = tuple(_names())


def describe(document: Document, title: str | None = None) -> NDArray[np.float32]:
    """One row for each of :data:`NAMES` and one column for each block.

    Args:
        document: with at least one block.
        title: of the article; the ``<title>`` where unknown.
    """
    blocks = document.blocks
    n = len(blocks)
    texts = [block.text for block in blocks]
    size = np.fromiter(map(len, texts), float, n)
    some = np.maximum(size, 1)
    link_count = _row([len(block.links) for block in blocks])
    linked = _row([_characters(block.links) if block.links else 0 for block in blocks])
    link_share = np.minimum(linked / some, 1)
    shown = _row([not block.hidden for block in blocks])
    kinds, pairs = read_texts(texts)
    ends = np.fromiter([_ENDS.get(text[-1:], 0) for text in texts], np.int64, n)
    cues = pairs / np.minimum(some, 60)
    cue = np.minimum(cues[:-1].sum(0), 1)
    # prose is running text, the measure of all that follows
    free = size * (1 - link_share) * shown
    runs = (kinds[_STOP] + kinds[_COMMA] > 0) & (free >= 12) & (link_share < 0.5)
    prose = np.minimum(free, 400) * runs * (1 - 0.7 * cue)
    page = max(float(prose.sum()), 1.0)
    is_title, title_at = _title(texts, document, title)
    image = np.zeros(n + 1)
    image[[min(picture.before, n) for picture in document.images]] = 1
    out = np.empty((len(NAMES), n), np.float32)
    five = np.array((np.log1p(size), prose, link_share, cue, ends & _END))
    out[0] = five[0]
    out[1] = np.minimum(kinds[_STOP], 10)
    out[2] = link_share
    out[3] = np.minimum(link_count, 10)
    out[4] = np.minimum(_row([block.strong for block in blocks]) / some, 1)
    out[5] = np.minimum(_row([block.gap for block in blocks]), 4)
    out[6] = five[4]
    out[7] = ends & _COLON > 0
    out[8] = _repeated(texts)
    out[9] = image[:n]
    out[10] = is_title
    out[11:_CUE] = kinds.take(_SHARES, 0) / some
    out[_CUE : _CUE + len(CUES)] = cues
    row = _CUE + len(CUES)
    out[row] = cue
    out[row + 1] = prose
    out[row + 2] = prose / page
    out[row + 3 : row + 7] = np.array((log1p(page), log1p(n), prose.max() / page, title_at >= 0))[:, None]
    out[row + 7] = np.clip(np.arange(n) - title_at, -10, 60) if title_at >= 0 else 0
    elements, number, own = read_tree(document.elements)
    tag = np.fromiter([_TAGS.get(block.tag, len(_TAGS)) for block in blocks], np.int64, n)
    inside = np.fromiter([block.element for block in blocks], np.int64, n)
    sums = np.array((size * shown, linked * shown, prose, cue))
    row = tree_rows(out, row + 8, len(_TAGS), _FLAGS, tag, inside, elements, number, own, sums, page)
    sequence_rows(out, row, five, cues.take(_MARKS, 0), size, title_at)
    return out


def _characters(links: tuple[tuple[str, int], ...]) -> int:
    return links[0][1] if len(links) == 1 else sum(characters for _, characters in links)


def _row(values: list[int]) -> Vector:
    return np.fromiter(values, float, len(values))


def _repeated(texts: list[str]) -> Vector:
    """Where a text stood before."""
    found = np.zeros(len(texts))
    if len(set(texts)) < len(texts):
        seen: set[str] = set()
        for i, text in enumerate(texts):
            found[i] = text in seen
            seen.add(text)
    return found


def _title(texts: list[str], document: Document, title: str | None) -> tuple[Vector, int]:
    """How much of the title each block is, and where the longest such block stands; -1 for nowhere."""
    wanted = "".join((title or document.title).split())
    found = np.zeros(len(texts))
    place, longest = -1, 5
    if wanted:
        limit = len(wanted) + 10
        for i, text in enumerate(texts):
            if 3 < len(text) <= limit:
                flat = text.replace(" ", "") if " " in text else text
                if flat in wanted:
                    found[i] = len(flat) / len(wanted)
                    if len(flat) > longest:
                        place, longest = i, len(flat)
    if place < 0:
        place = next(
            (i for i, block in enumerate(document.blocks) if block.tag == "h1" and not block.hidden), -1
        )
    return found, place
