"""Which links of a list page lead to articles.

Three things tell: what the address looks like, what the link is called, and where it stands among others like it.
Each gives points; links of one form in one place are judged together, since a list is built by a loop. The points
were set by hand on composed lists of seven systems and checked on those of the others (bench/discovery.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.discovery.anchors import words
from crawler.discovery.days import day_of_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.discovery.anchors import Anchor
    from crawler.discovery.types import Shape

#: From this score on a link leads to an article; below the second it does not; between them nobody knows.
ARTICLE, NEITHER = 2.0, 0.5

_ARTICLE_WORDS = re.compile(
    r"(?<![a-z])(?:art|article|articles|content|contents|detail|details|info|show|view|news|post|story|archives?|thread|doc|read|newsdetail|newsinfo|newsshow|shownews|showinfo|viewthread)(?![a-z])"
)
_LIST_WORDS = re.compile(
    r"(?<![a-z])(?:list|lists|index|default|main|home|column|columns|channel|category|class|col|node|tag|tags|author|search|login|register|about|contact|sitemap|newslist|special|zt|zhuanti|forum|space|more|rss|user|member|plus|page)(?![a-z])"
)
_HASH = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[0-9a-f]{16,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[，。！？：；、“”《》—…]|\d")


@dataclass(slots=True)
class Candidate:
    """A link to be judged: its address, form, name, the anchors that lead there, and the verdict in points."""

    url: str
    shape: str
    anchor: Anchor
    name: str
    score: float = 0.0
    repeated: bool = False


def judge(candidates: Sequence[Candidate], shapes: Mapping[str, Shape]) -> None:
    """Fill in the scores.

    Args:
        candidates: links of one page, each address once.
        shapes: what is known of the site's addresses from earlier pages.
    """
    groups: defaultdict[tuple[int, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.anchor.group, candidate.shape].append(candidate)
    of_address = {name: points_of_address(group[0].url) for name, group in _by_shape(groups).items()}
    for (_, form), group in groups.items():
        own = [of_address[form] + _points_of_anchor(c.anchor, c.name) for c in group]
        together = fmean(own) + _points_of_group(group)
        known = _points_of_history(shapes.get(form))
        for candidate, points in zip(group, own, strict=True):
            candidate.score = 0.35 * points + 0.65 * together + known


def _by_shape(groups: Mapping[tuple[int, str], list[Candidate]]) -> dict[str, list[Candidate]]:
    return {form: group for (_, form), group in groups.items()}


def points_of_address(url: str) -> float:
    """How much an address looks like an article's: a day or a number in it speaks for, words of lists against."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return -3.0
    path = parts.path.lower()
    *folders, name = path.split("/")[1:] or [""]
    stem = name.partition(".")[0]
    if path in ("", "/") and not parts.query:
        return -4.0
    points = 0.0
    dated = (
        day_of_url(url) is not None or re.search(r"/(?:19|20)\d\d[-/_]?(?:0?[1-9]|1[0-2])/", path) is not None
    )
    points += 2.0 if dated else 0.0
    digits = max(map(len, re.findall(r"\d+", stem)), default=0)
    if _HASH.search(stem):
        points += 2.0
    elif digits:
        points += 1.8 if digits >= 5 else 1.2 if digits >= 3 else 0.6
    if parts.query:
        values = re.findall(r"=(\d+)(?:&|$)", parts.query)
        points += 1.0 if max(map(len, values), default=0) >= 3 else 0.4 if values else -0.5
    tail = " ".join([*folders[-3:], stem])
    if _ARTICLE_WORDS.search(tail) or _ARTICLE_WORDS.search(parts.query.lower()):
        points += 0.6
    if _LIST_WORDS.search(re.sub(r"[\d_-]+", " ", stem)) or _LIST_WORDS.search(parts.query.lower()):
        points -= 1.5
    if not digits and not parts.query and not _HASH.search(stem):
        # A folder or a word: a column, but for blogs that make titles of it, in folders of days.
        points -= 0.3 if dated else 2.0 if (not name or stem in ("index", "list", "default")) else 1.0
    return points


def _points_of_anchor(anchor: Anchor, name: str) -> float:
    """How much a link is called and placed like an article's."""
    han = len(_HAN.findall(name))
    length = han + (len(name) - han) / 3
    if name.strip(" >»+[]·.…") in _never():
        return -4.0
    if _is_furniture(name):
        return -3.0
    points = (
        -2.0
        if length > 120
        else 2.2
        if length >= 12
        else 1.6
        if length >= 9
        else 0.8
        if length >= 7
        else 0.0
        if length >= 5
        else -1.2
    )
    if length >= 8 and _SENTENCE.search(name):
        points += 0.3
    if anchor.date:
        points += 2.0
    return points + {"pager": -4.0, "crumb": -1.5, "furniture": -1.5, "side": -0.5}.get(anchor.zone, 0.0)


def _points_of_group(group: Sequence[Candidate]) -> float:
    """A list has many links of one form in one place; a lone link is rarely one."""
    size = len(group)
    return 1.0 if size >= 8 else 0.7 if size >= 4 else 0.2 if size >= 2 else -0.3


def _points_of_history(known: Shape | None) -> float:
    """What earlier list pages of the site say of a form, with as much weight as there were links."""
    if known is None or known.links < 5:
        return 0.0
    weight = min(1.0, known.links / 30)
    share = known.articles / known.links
    # Navigation comes back on every page; so does a box of much-read news, but its form also stands in lists.
    repeated = max(0.0, 2 * known.repeated / known.links - 1)
    return weight * (1.5 * (2 * share - 1) - 1.5 * repeated)


@cache
def _never() -> frozenset[str]:
    return frozenset(words()["anchors"]["never"])


def _is_furniture(name: str) -> bool:
    anchors = words()["anchors"]
    return name.startswith(tuple(anchors["furniture"])) or any(
        word in name for word in anchors["registrations"]
    )
