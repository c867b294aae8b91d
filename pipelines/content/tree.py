"""What the elements around a block say: containers, their names, their share of the page's prose."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipelines.blocks import Element

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


def read_tree(
    elements: Sequence[Element],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The parent of each element, a number for its tag and name together, and its bits."""
    known: dict[tuple[str, str], int] = {}
    number = _integers([known.setdefault((tag, hint), len(known)) for tag, _, hint, _ in elements])
    own = _integers([_element_bits(*name) for name in known])[number]
    return _integers([parent for _, parent, _, _ in elements]), number, own


def _integers(values: list[int]) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64, len(values))
