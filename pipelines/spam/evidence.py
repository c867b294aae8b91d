"""What the judges are given and what they answer: immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Category = Literal[
    "porn", "gambling", "medical", "certificates", "loans", "games", "seo", "links", "other", "clean"
]
PageVerdict = Literal["clean", "hijacked", "spam"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A block with what the page tells about it; everything but the text may be left unknown.

    Attributes:
        text: repaired and Simplified.
        found: as found on the page; ``text`` where it was not changed.
        hidden: how it was hidden: ``display:none``, ``off-screen``, ``marquee``, ``zero size``,
            ``same colour`` and the like; "" where it can be seen.
        links: number of links in it.
        link_chars: characters inside links.
        external_links: number of links to other sites.
        link_sites: number of distinct sites (registered domains) linked to.
        tag: name of the block's element.
        scaffold: True where it sits in elements that repeat one random id.
        converted: True where its script is not that of the page's body (Simplified on a Traditional page).
        in_title: True for the page's ``<title>``.
        kin: True where it shares phrases with other blocks of spam on the page, and with no clean one.
    """

    text: str
    found: str = ""
    hidden: str = ""
    links: int = 0
    link_chars: int = 0
    external_links: int = 0
    link_sites: int = 0
    tag: str = ""
    scaffold: bool = False
    converted: bool = False
    in_title: bool = False
    kin: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a block is spam.

    Attributes:
        score: in [0, 1]; spam from :data:`pipelines.spam.THRESHOLD` on.
        reasons: from the fixed vocabulary of :mod:`pipelines.spam.reasons`; empty for a clean block.
        category: what is advertised; ``clean`` below the threshold.
    """

    score: float
    reasons: tuple[str, ...] = ()
    category: Category = "clean"


@dataclass(frozen=True, slots=True)
class PageJudgement:
    """What a page is as a whole.

    Attributes:
        verdict: ``spam`` (nothing of its own left), ``hijacked`` (an article with spam put into it) or
            ``clean``.
        score: in [0, 1], how much of the page is spam.
        reasons: from the fixed vocabulary; empty for a clean page.
        category: of most of the spam; ``clean`` where there is none.
        suspicious: evidence of a cloned or spun text, readable; it does not change the verdict.
    """

    verdict: PageVerdict
    score: float
    reasons: tuple[str, ...] = ()
    category: Category = "clean"
    suspicious: tuple[str, ...] = ()
