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
    """Arrays over the elements: parent, depth, flags (own, and of all above), range of blocks, signature."""

    parent: NDArray[np.int64]
    depth: NDArray[np.int64]
    own: NDArray[np.int64]
    above: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    signature: NDArray[np.int64]


def read_tree(elements: Sequence[Element], blocks: Sequence[Block]) -> Tree:
    """One pass down for what is inherited, one up for the range of blocks an element contains."""
    size = max(1, len(elements))
    parents, depths, own, above, signature = [-1] * size, [0] * size, [0] * size, [0] * size, [0] * size
    seen: dict[tuple[str, str, int], int] = {}
    for i, element in enumerate(elements):
        bits = _element_bits(element.tag, element.hint)
        own[i] = bits
        parent = element.parent
        if parent >= 0:
            parents[i] = parent
            depths[i] = depths[parent] + 1
            above[i] = above[parent] | bits
        else:
            above[i] = bits
        key = (element.tag, element.hint, depths[i])
        signature[i] = seen.setdefault(key, len(seen))
    count = len(blocks)
    first, last = [count] * size, [0] * size
    for b, block in enumerate(blocks):
        e = block.element
        if first[e] > b:
            first[e] = b
        last[e] = b + 1
    for i in range(size - 1, 0, -1):
        p = parents[i]
        if first[i] < first[p]:
            first[p] = first[i]
        if last[i] > last[p]:
            last[p] = last[i]
    arrays = [np.array(x) for x in (parents, depths, own, above, first, last, signature)]
    arrays[4] = np.minimum(arrays[4], arrays[5])
    return Tree(*arrays)
