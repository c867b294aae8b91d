"""What looking at a list page gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

LinkKind = Literal["article", "list", "feed", "sitemap", "page", "attachment"]


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page leads to.

    Attributes:
        url: absolute, http or https, without a fragment.
        kind: ``article``; ``list``, ``feed`` or ``sitemap`` where more addresses are found; ``attachment`` for a
            file that is no page (pdf, doc, xls ...); ``page`` where it cannot be told.
        title: as the page shows it, or its ``title`` attribute where the page cuts it short.
        date: ISO 8601 day beside the link or in its address; None where there is none.
    """

    url: str
    kind: LinkKind
    title: str = ""
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of the addresses of one form on a site; all are counts of links on different list pages.

    Attributes:
        links: seen.
        articles: of them judged to lead to articles.
        repeated: of them that also stood on an earlier list page: navigation does, news rarely.
        example: one such address.
    """

    links: int = 0
    articles: int = 0
    repeated: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """What list pages have told of a site so far: plain values, see :meth:`as_json`.

    Attributes:
        cms: preset that the pages look like; None where none does.
        shapes: form of address to what is known of it.
        lists: digests of the addresses of the list pages learned from; none counts twice.
        common: digests of addresses that stood on them, the latest first.
        foreign: hosts outside the source that list pages link articles on, with the number of links.
    """

    cms: str | None = None
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    foreign: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Values that :mod:`json` can write; :meth:`from_json` takes them back."""
        return {
            "cms": self.cms,
            "shapes": {
                shape: [known.links, known.articles, known.repeated, known.example]
                for shape, known in self.shapes.items()
            },
            "lists": list(self.lists),
            "common": list(self.common),
            "foreign": dict(self.foreign),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What :meth:`as_json` gave; what is missing is taken as not known."""
        return cls(
            cms=data.get("cms"),
            shapes={name: Shape(*values) for name, values in data.get("shapes", {}).items()},
            lists=tuple(data.get("lists", ())),
            common=tuple(data.get("common", ())),
            foreign=dict(data.get("foreign", {})),
        )


@dataclass(frozen=True, slots=True)
class Discovery:
    """Everything that one page of a list, feed, sitemap or e-paper leads to.

    Attributes:
        links: within the source's hosts, each address once, in the page's order.
        next: further pages of the same list.
        learned: what is known of the site after this page; None where the page teaches nothing.
        reason: why there are no links, in one line; None where there are.
    """

    links: tuple[Link, ...] = ()
    next: tuple[Link, ...] = ()
    learned: Learned | None = None
    reason: str | None = None
