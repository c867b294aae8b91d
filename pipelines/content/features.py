"""The evidence for each block as one column of numbers: text, elements, neighbours, place."""

from __future__ import annotations

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
_COVERS = (0.5, 0.75)
_SHARES = [
    KINDS.index(kind) for kind in ("stop", "comma", "quote", "bracket", "mark", "digit", "latin", "han")
]
_STOP, _COMMA = KINDS.index("stop"), KINDS.index("comma")
_MARKED = ("related", "comment", "credit", "legal", "date")
_MARKS = [CUES.index(name) for name in _MARKED]
_FAR = 50
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
        + [f"{name}_{part}" for name in ("top", *map(str, _COVERS)) for part in ("in", "gap", "left")]
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
    element = np.array([block.element for block in blocks])
    numbers = np.array(
        [
            (
                len(block.text),
                sum([size for _, size in block.links]) if block.links else 0,
                len(block.links),
                block.strong,
                block.gap,
                not block.hidden,
            )
            for block in blocks
        ],
        float,
    ).T
    size, linked, link_count, strong, gap, shown = numbers
    kinds, pairs = read_texts(texts)
    some = np.maximum(size, 1)
    link_share = np.minimum(linked / some, 1)
    marks = kinds[:, _STOP] + kinds[:, _COMMA]
    end = np.array([text[-1:] in "。！？!?…”；;」" for text in texts], float)
    cues = pairs.T / np.minimum(some, 60)
    cue = np.minimum(cues[:-1].sum(0), 1)
    # prose is running text, the measure of all that follows
    free = size * (1 - link_share) * shown
    prose = np.minimum(free, 400) * ((marks > 0) & (free >= 12) & (link_share < 0.5)) * (1 - 0.7 * cue)
    page = max(float(prose.sum()), 1.0)
    log_size = np.log1p(size)
    is_title, title_at = _title(texts, document, title)
    repeat = np.zeros(n)
    seen: set[str] = set()
    for i, text in enumerate(texts):
        if text in seen:
            repeat[i] = 1
        else:
            seen.add(text)
    image = np.zeros(n + 1)
    image[[min(picture.before, n) for picture in document.images]] = 1
    text_rows = (
        log_size,
        np.minimum(kinds[:, _STOP], 10),
        link_share,
        np.minimum(link_count, 10),
        np.minimum(strong / some, 1),
        np.minimum(gap, 4),
        end,
        np.array([text[-1:] in "：:" for text in texts], float),
        repeat,
        image[:n],
        is_title,
    )
    page_rows = (
        cue,
        prose,
        prose / page,
        np.full(n, np.log1p(page)),
        np.full(n, np.log1p(n)),
        np.full(n, prose.max() / page),
        np.full(n, float(title_at >= 0)),
        np.minimum(np.maximum(at - title_at, -10), 60) if title_at >= 0 else np.zeros(n),
    )
    sums = np.stack((size * shown, linked * shown, prose, cue))
    return np.concatenate(
        (
            np.array(text_rows),
            kinds.T[_SHARES] / np.maximum(size, 1),
            cues,
            np.array(page_rows),
            *_tree_rows(document, element, sums, page),
            *_sequence_rows(
                prose, page, np.stack((log_size, prose, link_share, cue, end)), cues, size, title_at
            ),
        ),
        dtype=np.float32,
        casting="same_kind",
    )


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


def _tree_rows(document: Document, element: Vector, sums: Vector, page: float) -> list[Vector]:
    """What the elements around each block hold: their names, and the text, links and prose inside them."""
    n = len(element)
    tree = read_tree(document.elements, document.blocks)
    upper = np.maximum(tree.parent, 0)
    parent = upper[element]
    grand = upper[parent]
    levels = np.stack((element, parent, grand, upper[grand]))
    tag = np.array([_TAGS.get(block.tag, len(_TAGS)) for block in document.blocks])
    hints = tree.own[levels[:3]]
    run = np.zeros((4, n + 1))
    np.cumsum(sums, 1, out=run[:, 1:])
    size, linked, prose, cue = run[:, tree.last] - run[:, tree.first]  # inside each element
    count = (tree.last - tree.first).astype(float)
    some = np.maximum(count, 1)
    share = prose / page
    links = linked / np.maximum(size, 1)
    inside = np.stack((share, links, np.log1p(count), np.log1p(size / some), cue / some))
    # the box: the nearest element with other blocks in it
    boxed = count[element] > 1
    box = np.where(boxed, element, np.where(count[parent] > 1, parent, grand))
    score = np.bincount(box, sums[2], len(count))
    score = (score + 0.5 * np.bincount(upper[box], sums[2], len(count))) * (1 - np.minimum(links, 1))
    signature = tree.signature[element]
    same, number = np.bincount(signature, sums[2]), np.bincount(signature)
    sibling = parent * 16 + tag  # blocks of one tag in one parent
    brothers, brother_count = np.bincount(sibling, sums[2]), np.bincount(sibling)
    best = int(score.argmax())
    ranges = [_range_rows(int(tree.first[best]), int(tree.last[best]), n)]
    for part in _COVERS:
        covering = np.flatnonzero(share >= part)
        # the smallest that covers so much; of equals the innermost
        smallest = covering[len(covering) - 1 - int(count[covering][::-1].argmin())] if len(covering) else 0
        ranges.append(_range_rows(int(tree.first[smallest]), int(tree.last[smallest]), n))
    return [
        tag == _TAG_NUMBERS,
        (tree.above[element] & _FLAGS) > 0,
        (hints & 1) > 0,
        (hints & 2) > 0,
        np.stack((tree.depth[element], boxed, share[box], prose[box] / some[box], score[box] / page)),
        inside[:, levels].reshape(-1, n),
        np.stack(
            (
                same[signature] / page,
                np.log1p(number[signature]),
                same[signature] / number[signature],
                brothers[sibling] / page,
                brothers[sibling] / brother_count[sibling],
            )
        ),
        *ranges,
    ]


def _range_rows(first: int, last: int, n: int) -> Vector:
    """Where each block stands to a range: inside, how far before or behind, how near its end."""
    rows = np.zeros((3, n))
    rows[0, first:last] = 1
    rows[1, :first] = np.maximum(np.arange(-first, 0), -20)
    rows[1, last:] = np.minimum(np.arange(1, n - last + 1), 20)
    rows[2, first:last] = np.minimum(np.arange(last - first, 0, -1), 20)
    return rows


def _sequence_rows(
    prose: Vector, page: float, near: Vector, cues: Vector, size: Vector, title_at: int
) -> list[Vector]:
    """What stands before and behind each block."""
    n = len(prose)
    at = np.arange(n)
    ahead = np.cumsum(prose)
    run = np.concatenate(([0.0], ahead))
    padded = np.zeros((len(near), n + 2))
    padded[:, 1:-1] = near
    is_prose = prose > 15
    last = np.maximum.accumulate(np.where(is_prose, at, -_FAR))
    following = np.minimum.accumulate(np.where(is_prose, at, n + _FAR)[::-1])[::-1]
    since = np.full(n, -_FAR)
    since[1:] = last[:-1]
    until = np.full(n, n + _FAR)
    until[:-1] = following[1:]
    heads = np.cumsum((near[2] > 0.5) & (size > 8))  # headlines that lead elsewhere
    marks = (cues[_MARKS] > 0.1) & (size < 60)
    marked = np.maximum.accumulate(np.where(marks, at, -_FAR), 1)
    passed = np.cumsum(marks, 1)
    return [
        np.stack(
            (
                (ahead - prose) / page,
                (page - ahead) / page,
                at / n,
                np.minimum(at - since, 20),
                np.minimum(until - at, 20),
                np.log1p(np.maximum(run[:-1] - run[max(title_at, 0)], 0)),
                np.minimum(np.maximum(heads - heads[max(title_at, 0)], -1), 20),
            )
        ),
        padded[:, :-2],
        padded[:, 2:],
        np.stack(
            (run[at] - run[np.maximum(at - _WINDOW, 0)], run[np.minimum(at + _WINDOW + 1, n)] - run[at + 1])
        ),
        np.minimum(at - marked, _FAR),
        np.minimum(
            np.maximum(passed - passed[:, [max(title_at, 0)]], -2), 20
        ),  # marks passed since the title
    ]
