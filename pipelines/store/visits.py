"""What is asked of the frontier and what it gives: policies, links, visits, answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Priority(IntEnum):
    """Of two addresses of a host the one of the smaller priority is fetched first."""

    SEED = 0
    NEW = 1
    KNOWN = 2


@dataclass(frozen=True, slots=True)
class Policy:
    """How often pages of a source are looked at again, and how often one that fails is tried.

    Attributes:
        lists: least and greatest interval of lists, in hours.
        articles: of articles.
        tries: after so many failures in a row an address is given up; seeds never are.
        back_off: hours until the second try; each further one waits four times as long.
        longest: greatest back-off, in hours.
    """

    lists: tuple[float, float] = (6.0, 336.0)
    articles: tuple[float, float] = (720.0, 8760.0)
    tries: int = 5
    back_off: float = 0.25
    longest: float = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A link that a list led to.

    Attributes:
        kind: article, list, feed, sitemap, attachment.
        listed: date that the list gives, ISO 8601.
        further: whether it is a further page of the same list.
        pages: how many further pages may be followed from a seed; None for any number.
        state: ``skipped`` for one that the run's arguments rule out; a later run may want it.
    """

    url: str
    kind: str = "article"
    title: str = ""
    listed: str | None = None
    further: bool = False
    state: str = "waiting"
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """An address that is due, with what is known of it; columns of ``urls``."""

    url: str
    source: str
    host: str
    kind: str
    depth: int
    parent: str | None
    further: int | None
    title: str | None
    listed: str | None
    etag: str | None
    last_modified: str | None
    body_digest: str | None
    failures: int
    history: str | None
    last_seen: datetime | None
    state: str
    again: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a response says of its page for the next time.

    Attributes:
        url: where the page was found in the end.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
