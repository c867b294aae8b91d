"""The evidence for each block as one column of numbers: text, elements, neighbours, place."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.content.text import CUES, KINDS, read_texts
from pipelines.content.tree import FLAGS, read_tree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.blocks import Document

    Vector = NDArray[Any]

_TAGS = {tag: i for i, tag in enumerate("p div td li h1 h2 h3 span section pre".split())}
_TAG_NUMBERS = np.arange(len(_TAGS))[:, None]
_FLAGS = np.array(FLAGS)[:, None]
_COVERS = np.array((0.5, 0.75))[:, None]
_SHARES = [
    KINDS.index(kind) for kind in ("stop", "comma", "quote", "bracket", "mark", "digit", "latin", "han")
]
_STOP, _COMMA = KINDS.index("stop"), KINDS.index("comma")
_MARKED = ("related", "comment", "credit", "legal", "date")
_MARKS = [CUES.index(name) for name in _MARKED]
_FAR = 50
_END, _COLON = 1, 2  # what a block ends with, as bits; that of an empty block is not known
_ENDS = {"": _END | _COLON, "：": _COLON, ":": _COLON} | dict.fromkeys("。！？!?…”；;」", _END)
_WINDOW = 8  # blocks before and behind whose prose is summed


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
    at = np.arange(n)
    texts = [block.text for block in blocks]
    size = np.fromiter(map(len, texts), float, n)
    some = np.maximum(size, 1)
    link_count = _row([len(block.links) for block in blocks])
    link_sizes = [chars for block in blocks for _, chars in block.links]
    linked = np.bincount(at.repeat(link_count.astype(np.int64)), link_sizes, n)
    link_share = np.minimum(linked / some, 1)
    shown = _row([not block.hidden for block in blocks])
    kinds, pairs = read_texts(texts)
    ends = np.fromiter([_ENDS.get(text[-1:], 0) for text in texts], np.int64, n)
    end = (ends & _END).astype(float)
    cues = pairs / np.minimum(some, 60)
    cue = np.minimum(cues[:-1].sum(0), 1)
    # prose is running text, the measure of all that follows
    free = size * (1 - link_share) * shown
    runs = (kinds[_STOP] + kinds[_COMMA] > 0) & (free >= 12) & (link_share < 0.5)
    prose = np.minimum(free, 400) * runs * (1 - 0.7 * cue)
    page = max(float(prose.sum()), 1.0)
    log_size = np.log1p(size)
    is_title, title_at = _title(texts, document, title)
    image = np.zeros(n + 1)
    image[[min(picture.before, n) for picture in document.images]] = 1
    padded = np.zeros((5, n + 2))
    for row, values in zip(padded, (log_size, prose, link_share, cue, end), strict=True):
        row[1:-1] = values
    rows = (
        log_size,
        np.minimum(kinds[_STOP], 10),
        link_share,
        np.minimum(link_count, 10),
        np.minimum(_row([block.strong for block in blocks]) / some, 1),
        np.minimum(_row([block.gap for block in blocks]), 4),
        end,
        ends & _COLON > 0,
        _repeated(texts),
        image[:n],
        is_title,
        kinds.take(_SHARES, 0) / some,
        cues,
        cue,
        prose,
        prose / page,
        np.repeat((log1p(page), log1p(n), prose.max() / page, title_at >= 0), n),
        np.minimum(np.maximum(at - title_at, -10), 60) if title_at >= 0 else np.zeros(n),
        *_tree_rows(document, np.array((size * shown, linked * shown, prose, cue)), page),
        *_sequence_rows(padded, page, cues, size, title_at),
    )
    return np.concatenate(rows, None, dtype=np.float32, casting="same_kind").reshape(len(NAMES), n)


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


def _tree_rows(document: Document, sums: Vector, page: float) -> list[Vector]:
    """What the elements around each block hold: their names, and the text, links and prose inside them."""
    blocks = document.blocks
    n = len(blocks)
    tree = read_tree(document.elements, blocks)
    element, upper, prose_of = tree.element, np.maximum(tree.parent, 0), sums[2]
    parent = upper[element]
    grand = upper[parent]
    levels = np.concatenate((element, parent, grand, upper[grand]))
    hints = tree.own[levels[: 3 * n]]
    tag = np.fromiter([_TAGS.get(block.tag, len(_TAGS)) for block in blocks], np.int64, n)
    run = np.zeros((4, n + 1))
    sums.cumsum(1, out=run[:, 1:])
    size, linked, prose, cue = run.take(tree.last, 1) - run.take(tree.first, 1)  # inside each element
    count = (tree.last - tree.first).astype(float)
    some = np.maximum(count, 1)
    share = prose / page
    links = linked / np.maximum(size, 1)
    inside = np.concatenate((share, links, np.log1p(count), np.log1p(size / some), cue / some))
    # the box: the nearest element with other blocks in it
    boxed = count[element] > 1
    box = np.where(boxed, element, np.where(count[parent] > 1, parent, grand))
    score = np.bincount(box, prose_of, len(count)) + 0.5 * np.bincount(upper[box], prose_of, len(count))
    score *= 1 - np.minimum(links, 1)
    # the smallest element that covers so much, of equals the innermost; the whole page where none does
    inner = count * len(count) - np.arange(len(count))
    covers = np.where(share >= _COVERS, inner, np.inf).argmin(1)
    ranges = [int(score.argmax()), *covers.tolist()]
    same, number = _sums(tree.signature[element], prose_of)
    brothers, brother_count = _sums(parent * 16 + tag, prose_of)  # blocks of one tag in one parent
    return [
        tag == _TAG_NUMBERS,
        tree.above[element] & _FLAGS > 0,
        hints & 1 > 0,
        hints & 2 > 0,
        tree.depth[element],
        boxed,
        share[box],
        prose[box] / some[box],
        score[box] / page,
        inside.reshape(-1, len(count)).take(levels, 1),
        same / page,
        np.log1p(number),
        same / number,
        brothers / page,
        brothers / brother_count,
        _range_rows(tree.first[ranges], tree.last[ranges], n),
    ]


def _sums(group: Vector, values: Vector) -> tuple[Vector, Vector]:
    """The sum of the values of each block's group, and how many blocks are in it."""
    return np.bincount(group, values)[group], np.bincount(group)[group]


def _range_rows(first: Vector, last: Vector, n: int) -> Vector:
    """Where each block stands to each range: inside, how far before or behind, how near its end."""
    at = np.arange(n)
    before = at - first[:, None]
    left = last[:, None] - at
    inside = (before >= 0) & (left > 0)
    rows = np.empty((len(first), 3, n))
    rows[:, 0] = inside
    rows[:, 1] = np.minimum(np.maximum(before, -20), 0) + np.maximum(np.minimum(1 - left, 20), 0)
    rows[:, 2] = np.minimum(left, 20) * inside
    return rows


def _sequence_rows(padded: Vector, page: float, cues: Vector, size: Vector, title_at: int) -> list[Vector]:
    """What stands before and behind each block.

    Args:
        padded: size, prose, share of links, cue and end of each block, with a column of zeros on either side.
        page: sum of all prose.
        cues: shares of each of the cues.
        size: characters of each block.
        title_at: which block is the title; -1 for none.
    """
    n = len(size)
    at = np.arange(n)
    begin = max(title_at, 0)
    run = padded[1, :-1].cumsum()  # prose before each block, and all
    behind, ahead = run[:-1], run[1:]
    found = np.empty((2 + len(_MARKS), n), bool)
    found[0] = padded[1, 1:-1] > 15
    found[1] = (padded[2, 1:-1] > 0.5) & (size > 8)  # headlines that lead elsewhere
    found[2:] = (cues.take(_MARKS, 0) > 0.1) & (size < 60)
    last = np.maximum.accumulate(np.where(found, at, -_FAR), 1)
    passed = found.cumsum(1)
    passed -= passed[:, begin : begin + 1].copy()
    since = np.concatenate(((-_FAR,), last[0, :-1]))
    until = np.minimum.accumulate(np.concatenate(((n + _FAR,), np.where(found[0], at, n + _FAR)[:0:-1])))[
        ::-1
    ]
    return [
        behind / page,
        (page - ahead) / page,
        at / n,
        np.minimum(at - since, 20),
        np.minimum(until - at, 20),
        np.log1p(np.maximum(behind - run[begin], 0)),
        np.minimum(np.maximum(passed[1], -1), 20),
        padded[:, :-2],
        padded[:, 2:],
        behind - run.take(at - _WINDOW, mode="clip"),
        run.take(at + _WINDOW + 1, mode="clip") - ahead,
        np.minimum(at - last[2:], _FAR),
        np.minimum(np.maximum(passed[2:], -2), 20),  # marks passed since the title
    ]
