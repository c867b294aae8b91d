"""The evidence for each block, as one row of numbers: its text, its elements, its neighbours, its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.content.text import KINDS, count_cues, count_kinds
from pipelines.content.tree import FLAGS, read_tree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.blocks import Document
    from pipelines.content.tree import Tree

_TAGS = {
    tag: i
    for i, tag in enumerate("p div td li h1 h2 h3 h4 h5 h6 span pre dd dt section th blockquote".split())
}
_COVERS = (0.5, 0.75, 0.95)


class _Columns:
    """Named columns, stacked once at the end."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.values: list[NDArray[np.float64]] = []

    def add(self, name: str, value: NDArray[np.float64]) -> None:
        self.names.append(name)
        self.values.append(value)


def features(document: Document, title: str | None = None) -> tuple[NDArray[np.float32], list[str]]:
    """One row a feature and one column a block, and the names of the features.

    Args:
        document: with at least one block.
        title: of the page; the ``<title>`` where unknown.
    """
    blocks = document.blocks
    n = len(blocks)
    out = _Columns()
    add = out.add
    texts = [block.text for block in blocks]
    element = np.array([block.element for block in blocks])
    shown = np.array([not block.hidden for block in blocks], float)
    links = np.array(
        [sum([size for _, size in block.links]) if block.links else 0 for block in blocks], float
    )
    link_count = np.array([len(block.links) for block in blocks], float)
    strong = np.array([block.strong for block in blocks], float)
    gap = np.array([block.gap for block in blocks], float)

    # text
    kinds = count_kinds(texts)
    total = kinds.sum(1).astype(float)
    size = np.array([len(text) for text in texts], float)
    per = kinds / np.maximum(total, 1)[:, None]
    log_size = np.log1p(size)
    add("size", log_size)
    for name in ("stop", "comma", "quote", "bracket", "mark", "digit", "latin", "han"):
        add(name, per[:, KINDS.index(name)])
    stops = kinds[:, KINDS.index("stop")].astype(float)
    commas = kinds[:, KINDS.index("comma")].astype(float)
    add("stops", np.minimum(stops, 10))
    link_share = np.minimum(links / np.maximum(size, 1), 1)
    add("link_share", link_share)
    add("link_count", np.minimum(link_count, 10))
    add("strong", np.minimum(strong / np.maximum(size, 1), 1))
    add("gap", np.minimum(gap, 4))
    end = np.array([text[-1] in "。！？!?…”；;」" for text in texts], float)
    add("end", end)
    add("colon", np.array([text[-1] in "：:" for text in texts], float))
    cues = count_cues(texts) / np.minimum(size, 60)[:, None]
    for i in range(cues.shape[1]):
        add(f"cue{i}", cues[:, i])
    cue = np.minimum(cues.sum(1), 1)
    add("cue", cue)

    # prose: running text, the measure of all that follows
    free = size * (1 - link_share) * shown
    prose = (
        np.minimum(free, 400) * ((stops + commas > 0) & (free >= 12) & (link_share < 0.5)) * (1 - 0.7 * cue)
    )
    page = max(float(prose.sum()), 1.0)
    add("prose", prose)
    add("prose_share", prose / page)
    add("page_prose", np.full(n, np.log1p(page)))
    add("page_blocks", np.full(n, np.log1p(n)))
    add("page_best", np.full(n, prose.max() / page))

    # tree
    tree = read_tree(document.elements, blocks)
    _tree_columns(
        out, tree, document, element, np.stack([size * shown, links * shown, stops, prose, cue], 1), page
    )

    # sequence
    ahead = np.cumsum(prose)
    add("before", (ahead - prose) / page)
    add("after", (page - ahead) / page)
    add("position", np.arange(n) / n)
    same_parent = np.zeros(n)
    same_parent[1:] = tree.parent[element[1:]] == tree.parent[element[:-1]]
    add("same_parent", same_parent)
    for name, values in (
        ("size", log_size),
        ("prose", prose),
        ("link", link_share),
        ("cue", cue),
        ("end", end),
    ):
        for step in (1, 2):
            if step == 2 and name not in {"size", "prose"}:
                continue
            before, following = np.zeros(n), np.zeros(n)
            before[step:], following[:-step] = values[:-step], values[step:]
            add(f"{name}-{step}", before)
            add(f"{name}+{step}", following)
    window = np.concatenate(([0.0], ahead))
    at = np.arange(n)
    for reach in (3, 8):
        low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, n)
        add(f"prose_{reach}_before", (window[at] - window[low]) / reach)
        add(f"prose_{reach}_after", (window[high] - window[at + 1]) / reach)
    _title_columns(out, texts, document, title)
    for name, group in (("related", 1), ("comment", 5), ("credit", 3)):
        marks = (cues[:, group] > 0.3) & (size < 30)
        last = np.maximum.accumulate(np.where(marks, at, -50))
        add(f"since_{name}", np.minimum(at - last, 50))
    seen: set[str] = set()
    repeat = np.zeros(n)
    for i, text in enumerate(texts):
        repeat[i] = text in seen
        seen.add(text)
    add("repeat", repeat)
    near = np.zeros(n)
    for image in document.images:
        if image.before < n:
            near[image.before] = 1
    add("image", near)
    return np.array(out.values, np.float32), out.names


def _tree_columns(
    out: _Columns,
    tree: Tree,
    document: Document,
    element: NDArray[np.int64],
    sums: NDArray[np.float64],
    page: float,
) -> None:
    add = out.add
    n = len(element)
    own, above = tree.own[element], tree.above[element]
    parent = np.maximum(tree.parent[element], 0)
    grand = np.maximum(tree.parent[parent], 0)
    great = np.maximum(tree.parent[grand], 0)
    tag = np.array([_TAGS.get(block.tag, len(_TAGS)) for block in document.blocks])
    add("tag_p", (tag == 0).astype(float))
    add("tag_div", (tag == 1).astype(float))
    add("tag_td", ((tag == 2) | (tag == 15)).astype(float))
    add("tag_li", (tag == 3).astype(float))
    add("tag_h1", (tag == 4).astype(float))
    add("tag_h", ((tag > 4) & (tag < 10)).astype(float))
    add("tag_other", (tag > 9).astype(float))
    add("depth", tree.depth[element].astype(float))
    for flag in FLAGS:
        add(f"above{flag}", (above & flag > 0).astype(float))
    for name, bits in (("own", own), ("parent", tree.own[parent]), ("grand", tree.own[grand])):
        add(f"{name}_good", (bits & 1 > 0).astype(float))
        add(f"{name}_bad", (bits & 2 > 0).astype(float))
    run = np.concatenate((np.zeros((1, sums.shape[1])), np.cumsum(sums, 0)))
    inside = run[tree.last] - run[tree.first]  # one row an element: characters, in links, stops, prose, cues
    count = (tree.last - tree.first).astype(float)
    share = inside[:, 3] / page
    links = inside[:, 1] / np.maximum(inside[:, 0], 1)
    for name, e in (("own", element), ("parent", parent), ("grand", grand), ("great", great)):
        add(f"{name}_share", share[e])
        add(f"{name}_links", links[e])
        add(f"{name}_count", np.log1p(count[e]))
        add(f"{name}_mean", np.log1p(inside[e, 0] / np.maximum(count[e], 1)))
        add(f"{name}_cue", inside[e, 4] / np.maximum(count[e], 1))
    # the box: the nearest element with other blocks in it
    box = np.where(count[element] > 1, element, np.where(count[parent] > 1, parent, grand))
    add("box_share", share[box])
    add("box_prose_mean", inside[box, 3] / np.maximum(count[box], 1))
    weights = sums[:, 3]
    elements = len(count)
    score = np.bincount(box, weights, elements)
    upper = np.maximum(tree.parent, 0)
    score = (score + 0.5 * np.bincount(upper[box], weights, elements)) * (1 - np.minimum(links, 1))
    add("box_score", score[box] / page)
    best = int(score.argmax())
    _range_columns(out, "top", int(tree.first[best]), int(tree.last[best]), n)
    for part in _COVERS:
        covering = np.flatnonzero(share >= part)
        smallest = covering[len(covering) - 1 - int(count[covering][::-1].argmin())] if len(covering) else 0
        _range_columns(out, f"cover{part}", int(tree.first[smallest]), int(tree.last[smallest]), n)
    signature = tree.signature[element]
    same = np.bincount(signature, weights)
    number = np.bincount(signature).astype(float)
    add("signature_share", same[signature] / page)
    add("signature_count", np.log1p(number[signature]))
    add("signature_mean", same[signature] / number[signature])
    pair = signature * (elements + 1) + parent
    _, index = np.unique(pair, return_inverse=True)
    siblings = np.bincount(index, weights)
    add("sibling_share", siblings[index] / page)
    add("sibling_mean", siblings[index] / np.bincount(index)[index])


def _range_columns(out: _Columns, name: str, first: int, last: int, n: int) -> None:
    """Where the block stands to a range: inside, how far before or behind, how near its end."""
    at = np.arange(n)
    inside = (at >= first) & (at < last)
    out.add(f"{name}_in", inside.astype(float))
    out.add(
        f"{name}_gap",
        np.where(
            at < first, np.maximum(at - first, -20), np.where(inside, 0, np.minimum(at - last + 1, 20))
        ).astype(float),
    )
    out.add(f"{name}_left", np.where(inside, np.minimum(last - at, 20), 0).astype(float))


def _title_columns(out: _Columns, texts: list[str], document: Document, title: str | None) -> None:
    """Where the title stands: the longest block that is in ``<title>`` or equals the title given."""
    n = len(texts)
    wanted = "".join((title or document.title).split())
    is_title = np.zeros(n)
    at, longest = -1, 5
    if wanted:
        for i, text in enumerate(texts):
            if len(text) <= 120 and len(text) > 3:
                flat = text.replace(" ", "")
                if flat in wanted:
                    is_title[i] = len(flat) / len(wanted)
                    if len(flat) > longest:
                        at, longest = i, len(flat)
    if at < 0:
        at = next(
            (i for i, block in enumerate(document.blocks) if block.tag == "h1" and not block.hidden), -1
        )
    out.add("is_title", is_title)
    out.add("title_known", np.full(n, float(at >= 0)))
    out.add("since_title", np.clip(np.arange(n) - at, -10, 60).astype(float) if at >= 0 else np.full(n, 0.0))
