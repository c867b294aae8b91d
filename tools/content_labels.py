"""Labels for the judge of blocks: which blocks of a page its gold text covers.

Blocks are matched to the gold text in order (the heaviest chain of matches at rising places), so that a
headline in a list of related news is not taken for the sub-heading that says the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict

_NOT_TEXT = re.compile(r"[\W_]+")
_GRAM = 4  # as in the measure


def flatten(text: str) -> str:
    """Letters, digits and Han only, as the measure counts them."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text or "").lower())


def grams(text: str) -> Counter[str]:
    flat = flatten(text)
    return Counter(flat[i : i + _GRAM] for i in range(max(1, len(flat) - _GRAM + 1))) if flat else Counter()


def f1(gold: Counter[str], found: Counter[str]) -> float:
    """F1 of character 4-grams."""
    both = sum((gold & found).values())
    return 2 * both / max(1, sum(gold.values()) + sum(found.values()))


def label(texts: list[str], gold: str) -> list[float]:
    """For each text the share of it that stands in ``gold``, 0 where it stands out of order."""
    target = flatten(gold)
    index: dict[str, list[int]] = defaultdict(list)
    for i in range(len(target) - _GRAM + 1):
        index[target[i : i + _GRAM]].append(i)
    matches: list[tuple[int, int, int, int]] = []  # block, place, characters matched, characters
    for block, text in enumerate(texts):
        flat = flatten(text)
        if flat:
            places = _exact(flat, target) or _near(flat, index)
            matches += [(block, place, weight, len(flat)) for place, weight in places]
    labels = [0.0] * len(texts)
    for block, _, weight, size in _chain(matches, len(target) + 2):
        labels[block] = weight / size
    return labels


def _exact(flat: str, target: str) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    at = target.find(flat)
    while at >= 0 and len(places) < 30:
        places.append((at, len(flat)))
        at = target.find(flat, at + 1)
    return places


def _near(flat: str, index: dict[str, list[int]]) -> list[tuple[int, int]]:
    """One place for a text of which more than half of the 4-grams are in gold."""
    if len(flat) < 8:
        return []
    starts = range(0, len(flat) - _GRAM + 1, max(1, len(flat) // 200))
    votes: Counter[int] = Counter()
    hits = 0
    for start in starts:
        places = index.get(flat[start : start + _GRAM], [])
        hits += bool(places)
        if len(places) < 30:
            votes.update((place - start) // 16 for place in places)
    share = hits / len(starts)
    if not votes or share <= 0.5:
        return []
    return [(max(0, votes.most_common(1)[0][0] * 16), int(len(flat) * share))]


def _chain(matches: list[tuple[int, int, int, int]], size: int) -> list[tuple[int, int, int, int]]:
    """The heaviest chain of matches with rising blocks and places (a Fenwick tree of running maxima)."""
    best: list[tuple[int, int]] = [(0, -1)] * (size + 1)
    total, back = [0] * len(matches), [-1] * len(matches)
    start = 0
    while start < len(matches):
        end = start
        while end < len(matches) and matches[end][0] == matches[start][0]:
            _, place, weight, _ = matches[end]
            at, found = min(place, size - 2) + 1, (0, -1)
            while at > 0:
                found = max(found, best[at])
                at -= at & -at
            total[end], back[end] = found[0] + weight, found[1]
            end += 1
        for i in range(start, end):
            at = min(matches[i][1] + matches[i][2], size - 2) + 1
            while at <= size:
                best[at] = max(best[at], (total[i], i))
                at += at & -at
        start = end
    chain = []
    at = max(range(len(matches)), key=total.__getitem__, default=-1)
    while at >= 0:
        chain.append(matches[at])
        at = back[at]
    return chain
