"""What one more list page teaches about a site."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING

from crawler.discovery.types import Learned, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.discovery.judge import Candidate

_MOST_SHAPES = 200
_MOST_LISTS = 200
_MOST_COMMON = 1000
_MOST_FOREIGN = 50


def digest(url: str) -> str:
    """Eight hex characters that stand for an address; two in 65,000 addresses share one by chance."""
    return blake2b(url.encode("utf-8", "replace"), digest_size=4).hexdigest()


def mark_repeated(candidates: Iterable[Candidate], learned: Learned | None, page: str) -> None:
    """Mark links that stood on other list pages of the site, as its navigation does."""
    if learned is None or not learned.common or digest(page) in learned.lists:
        return
    common = frozenset(learned.common)
    for candidate in candidates:
        candidate.repeated = digest(candidate.url) in common


def learn(
    learned: Learned | None,
    page: str,
    cms: str | None,
    candidates: Sequence[Candidate],
    articles: frozenset[str],
    foreign: Iterable[str],
) -> Learned:
    """The sum of what was known and this page; a page that was learned from already changes nothing.

    What is kept is bounded: the forms with the most links, the latest pages and addresses.
    """
    known = learned or Learned()
    here = digest(page)
    if here in known.lists:
        return known
    shapes = dict(known.shapes)
    for candidate in candidates:
        old = shapes.get(candidate.shape) or Shape(example=candidate.url[:300])
        shapes[candidate.shape] = Shape(
            old.links + 1,
            old.articles + (candidate.url in articles),
            old.repeated + candidate.repeated,
            old.example,
        )
    if len(shapes) > _MOST_SHAPES:
        most = sorted(shapes.items(), key=lambda item: -item[1].links)[:_MOST_SHAPES]
        shapes = dict(most)
    hosts = Counter(known.foreign)
    hosts.update(foreign)
    fresh = [digest(candidate.url) for candidate in candidates]
    return Learned(
        cms=cms or known.cms,
        shapes=shapes,
        lists=(here, *known.lists)[:_MOST_LISTS],
        common=tuple(dict.fromkeys([*fresh, *known.common]))[:_MOST_COMMON],
        foreign=dict(hosts.most_common(_MOST_FOREIGN)),
    )
