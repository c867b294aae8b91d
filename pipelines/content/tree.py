"""What the elements around a block say: containers, their names, their share of the page's prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pipelines.blocks import Block, Element

# Generic parts of class names and ids; both lists are read from pages, none belongs to one site.
_GOOD = re.compile(
    r"article|content|body|text|post|entry|detail|main|story|news|zoom|editor|\bcon\b|_con\b|para|vsb|zw|neirong"
)
_BAD = re.compile(
    r"foot|comment|relat|recommend|share|copyright|banner|login|search|rank|crumb|nav|menu|sidebar|side\b|aside"
    r"|\bad|advert|promo|hot|tool|bottom|popup|modal|qr|code|reply|pinglun|xg|tuijian|\blist|links|tags?\b"
    r"|widget|social|subscribe|newsletter|cookie|author|meta|header|head\b|\btop|title|info|date|source|pages?\b"
)
_BITS = {
    "nav": 4, "header": 8, "footer": 16, "aside": 32, "form": 64, "table": 128, "li": 256, "article": 512,
    "main": 512, "dl": 1024, "figure": 2048, "figcaption": 2048, "blockquote": 4096, "button": 64,
    "select": 64, "label": 64, "tr": 128, "ul": 256, "ol": 8192, "section": 16384, "address": 16, "dt": 1024,
}  # fmt: skip
_DEPTHS = 32  # depths told apart in a signature
FLAGS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)


@lru_cache(maxsize=8192)
def _element_bits(tag: str, hint: str) -> int:
    bits = _BITS.get(tag, 0)
    if hint:
        hint = hint[:200]
        bits |= (1 if _GOOD.search(hint) else 0) | (2 if _BAD.search(hint) else 0)
    return bits


@dataclass(slots=True)
class Tree:
    """Arrays over the elements: parent, depth, flags, blocks inside; and the element of each block.

    ``above`` has the flags of the element and of all above it;
    ``first`` and ``last`` are its range of blocks;
    ``signature`` is a number for its tag, name and depth together.
    """

    parent: NDArray[np.int64]
    depth: NDArray[np.int64]
    own: NDArray[np.int64]
    above: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    signature: NDArray[np.int64]
    element: NDArray[np.int64]


def read_tree(elements: Sequence[Element], blocks: Sequence[Block]) -> Tree:
    """What each element is, what it inherits from those above it, and which blocks it contains."""
    known: dict[tuple[str, str], int] = {}
    number = _integers([known.setdefault((e.tag, e.hint), len(known)) for e in elements], len(elements))
    own = _integers([_element_bits(*name) for name in known], len(known))[number]
    parents = [element.parent for element in elements]
    parent = _integers(parents, len(parents))
    depth, above = _inherited(parent, own)
    inside = [block.element for block in blocks]
    first, last = (_integers(ends, len(ends)) for ends in _ranges(parents, inside))
    signature = number * _DEPTHS + np.where(depth < _DEPTHS, depth, 0)
    return Tree(parent, depth, own, above, first, last, signature, _integers(inside, len(inside)))


def _integers(values: Iterable[int], count: int) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64, count)


def _inherited(
    parent: NDArray[np.int64], own: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Depth of each element, and its flags with those of all above it.

    Each round looks twice as far up, so that there are as many as the depth has bits. A last entry stands above
    all others and is its own parent: index -1.
    """
    up, depth, above = (np.zeros(len(parent) + 1, np.int64) for _ in range(3))
    up[:-1], up[-1] = parent, -1
    above[:-1] = own
    depth[:-1] = parent >= 0
    while up.max() >= 0:
        above |= above[up]
        depth += depth[up]
        up = up[up]
    return depth[:-1], above[:-1]


def _ranges(parents: list[int], inside: list[int]) -> tuple[list[int], list[int]]:
    """For each element the first block inside it and the one after the last; equal where it has none."""
    first, last = [len(inside)] * len(parents), [0] * len(parents)
    for b, e in enumerate(inside):
        if first[e] > b:
            first[e] = b
        last[e] = b + 1
    for i in range(len(parents) - 1, 0, -1):
        if end := last[i]:
            p, begin = parents[i], first[i]
            if begin < first[p]:
                first[p] = begin
            if end > last[p]:
                last[p] = end
        else:
            first[i] = 0
    return first, last
