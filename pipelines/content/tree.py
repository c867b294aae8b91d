"""What the elements around a block say: containers, their names, their share of the page's prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """Arrays over the elements: parent, depth, flags, blocks inside.

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


def read_tree(elements: Sequence[Element], blocks: Sequence[Block]) -> Tree:
    """One pass down for what is inherited, one up for the range of blocks an element contains."""
    known: dict[tuple[str, str], tuple[int, int]] = {}
    parents: list[int] = []
    depths: list[int] = []
    own: list[int] = []
    above: list[int] = []
    signatures: list[int] = []
    for element in elements:
        name = element.tag, element.hint
        found = known.get(name)
        if found is None:
            found = known[name] = _element_bits(*name), len(known) * _DEPTHS
        bits, number = found
        parent = element.parent
        parents.append(parent)
        own.append(bits)
        if parent >= 0:
            depth = depths[parent] + 1
            above.append(above[parent] | bits)
        else:
            depth = 0
            above.append(bits)
        depths.append(depth)
        signatures.append(number + depth if depth < _DEPTHS else number)
    first, last = _ranges(parents, blocks)
    return Tree(*map(np.array, (parents, depths, own, above, first, last, signatures)))


def _ranges(parents: list[int], blocks: Sequence[Block]) -> tuple[list[int], list[int]]:
    """For each element the first block inside it and the one after the last; equal where it has none."""
    first, last = [len(blocks)] * len(parents), [0] * len(parents)
    for b, block in enumerate(blocks):
        e = block.element
        if first[e] > b:
            first[e] = b
        last[e] = b + 1
    for i in range(len(parents) - 1, 0, -1):
        end = last[i]
        if end:
            p = parents[i]
            if first[i] < first[p]:
                first[p] = first[i]
            if end > last[p]:
                last[p] = end
        else:
            first[i] = 0
    return first, last
