"""From values to rows: what is bound to SQLite, and what of a page goes into which table."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from json.encoder import encode_basestring
from numbers import Integral, Real
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pipelines.store.addresses import host_of
from pipelines.store.columns import table_of
from pipelines.store.tables import Content, Fetch, FigureRow, RepairRow, VersionRow
from pipelines.types import Notes, Quarantined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipelines.types import CleanPage, Person, Place

Bound = str | int | float | None
_LEAST, _MOST = -(2**63), 2**63 - 1  # SQLite's integers
ESCAPED = "escaped-for-storage"  # flag of a text that storable() had to change


def storable(text: str) -> str:
    r"""Text that SQLite keeps whole: NULs are removed, lone surrogates escaped as ``\udc80``.

    SQLite's own functions cut a text at NUL, and a lone surrogate has no UTF-8. Cleaning has no reason to
    leave either; this is the last guard, so that no page can stop a crawl.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text


def bind(value: object) -> Bound:
    """A value as SQLite takes it.

    Lists and mappings become JSON, times ISO 8601 in UTC. Integers over 63 bits are held at the limit, a
    float that is not a number becomes null.

    Raises:
        ValueError: for a time without a time zone.
    """
    return None if value is None else _BINDERS.get(value.__class__, _bind_other)(value)


@functools.lru_cache(maxsize=64)  # a page has one time in many rows
def timestamp(at: datetime) -> str:
    """A time as the archive writes it: ISO 8601, UTC, milliseconds, so that texts sort like times."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a time zone: {at.isoformat()}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


@functools.lru_cache(maxsize=1024)  # campaigns, reasons, reporters: the same lists on page after page
def _list(items: tuple[str, ...]) -> str:
    try:
        return storable(f"[{', '.join(map(encode_basestring, items))}]")  # a fifth of the encoder's time
    except TypeError:  # other things than texts
        return storable(_to_json(items))


@functools.lru_cache(maxsize=1024)  # the same origins of values on page after page of a site
def _notes(items: tuple[tuple[str, str], ...]) -> str:
    pairs = (f"{encode_basestring(name)}: {encode_basestring(text)}" for name, text in sorted(items))
    return storable(f"{{{', '.join(pairs)}}}")


_to_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode
_BINDERS: dict[type, Callable[[Any], Bound]] = {
    str: storable,
    int: lambda number: number if _LEAST <= number <= _MOST else min(max(number, _LEAST), _MOST),
    float: lambda number: number if number == number else None,  # not a number is never itself
    bool: int,
    datetime: timestamp,
    tuple: _list,
    dict: lambda items: storable(_to_json(items)) if items else "{}",
    Notes: lambda notes: _notes(tuple(notes.items())) if notes else "{}",
}


# Texts that are encoded together later on, where a lone surrogate shows.
_UNCHECKED = _BINDERS | {str: lambda text: text.replace("\0", "") if "\0" in text else text}


def _bind_other(value: object) -> Bound:
    """Bind a value of a subclass, as numpy's numbers are."""
    if isinstance(value, str):
        return storable(str(value))
    if isinstance(value, Integral):
        return _BINDERS[int](int(value))
    if isinstance(value, Real):
        return _BINDERS[float](float(value))
    return storable(_to_json(dict(value) if isinstance(value, Mapping) else value))


def _bind_all(values: Iterable[object]) -> list[Bound]:
    # Written out, not calling bind(): a page has some hundred values.
    return [None if value is None else _BINDERS.get(value.__class__, _bind_other)(value) for value in values]


def values(row: object) -> list[Bound]:
    """The values of a row in the order of its table's inserted columns."""
    return _bind_all(_getter(type(row))(row))  # type: ignore[arg-type]


@functools.cache
def _getter(cls: type) -> Callable[[object], tuple[Any, ...]]:
    return attrgetter(*(column.name for column in table_of(cls).inserted))


_CONTENT = tuple(field.name for field in fields(Content))
ARTICLE = (
    *_CONTENT, "url", "version", "digest", "first_seen", "last_seen", "crawl", "verdict", "cluster", "seq",
)  # fmt: skip
_PLACE = {"province": "province", "city": "city", "county": "county", "town": "town", "place_code": "code"}
_of_page = attrgetter(*(f"place.{_PLACE[name]}" if name in _PLACE else name for name in _CONTENT))
_PEOPLE = _CONTENT.index("people")


def content(page: CleanPage) -> tuple[dict[str, Bound], str]:
    """The columns of :class:`Content` of an article, bound, and their digest."""
    try:
        found = _content(page, _UNCHECKED)
        return found, content_digest(found)
    except (
        UnicodeEncodeError
    ):  # a text that has to be escaped; seen where all is encoded once, for the digest
        found = _content(page, _BINDERS)
        return found, content_digest(found)


def _content(page: CleanPage, binders: dict[type, Callable[[Any], Bound]]) -> dict[str, Bound]:
    given = list(_of_page(page))
    given[_PEOPLE] = _roles(page.people)
    values = [None if value is None else binders.get(value.__class__, _bind_other)(value) for value in given]
    found = dict(zip(_CONTENT, values, strict=True))  # in the order that the digest counts them in
    if found["title"] != page.title or found["body"] != page.body:
        found["flags"] = bind((*page.flags, ESCAPED))
    return found


def place_columns(place: Place) -> dict[str, Bound]:
    """The columns of a place."""
    return {name: getattr(place, attribute) for name, attribute in _PLACE.items()}


@functools.lru_cache(maxsize=1024)
def _roles(people: tuple[Person, ...]) -> Notes:
    """Name to roles: {"李同飞": "通讯员"}."""
    roles: dict[str, list[str]] = {}
    for person in people:
        roles.setdefault(person.name, []).append(person.role)
    return Notes({name: "、".join(dict.fromkeys(given)) for name, given in roles.items()})


def content_digest(content: dict[str, Bound]) -> str:
    """SHA-256, in hex, over name and value of each column that is not null or an empty list.

    So a column added later changes no digest as long as it is null. NUL can stand between the values
    because no stored value contains it.
    """
    told = [
        f"{name}={value}"
        for name, value in content.items()
        if value is not None and value != "[]" and value != "{}"  # in a set, every text would be hashed
    ]
    return _sha256("\0".join(told))


def dropped(page: CleanPage) -> tuple[Quarantined, ...]:
    """What of a page goes to quarantine: what cleaning dropped, and a page that is no article itself."""
    if page.verdict == "article" or any(item.kind == "page" for item in page.quarantined):
        return page.quarantined
    reason = page.basis.get("verdict") or page.verdict
    whole = Quarantined(
        text="\n".join(text for text in (page.title, page.body) if text),
        reasons=(reason,),
        score=max((item.score for item in page.quarantined), default=1.0),
        kind="page",
        category="empty" if page.verdict == "empty" else "other",
    )
    return (*page.quarantined, whole)


def page_digest(page: CleanPage) -> str:
    """SHA-256, in hex, of a page that is no article: its verdict and what was dropped of it."""
    return _sha256("\0".join((page.verdict, *(storable(item.text) for item in dropped(page)))))


QUARANTINE = (
    "url", "digest", "text", "reasons", "score", "kind", "category", "model", "status", "first_seen", "crawl", "host",
    "title", "version", "offset",
)  # fmt: skip


def quarantine_values(
    url: str, page: CleanPage, at: datetime, crawl: int | None, version: int | None = None
) -> Iterator[list[Bound]]:
    """The values of the quarantine rows of a page, which is this version of an article or none, in the order of QUARANTINE."""
    host, seen, title = host_of(url), timestamp(at), bind(page.title)
    for item in dropped(page):
        text = storable(item.text)
        told = _bind_all(_DROPPED(item))
        offset = item.offset if version else None
        yield [url, _sha256(text), text, *told, "dropped", seen, crawl, host, title, version, offset]


_DROPPED = attrgetter("reasons", "score", "kind", "category", "model")


def fetch_values(
    fetch: Fetch, url: str, crawl: int | None, outcome: str, verdict: str | None, reason: str | None
) -> list[Bound]:
    """The values of a row of ``fetches``, in the order of :data:`FETCH`."""
    return [*_bind_all(_FETCH(fetch)), storable(url), crawl, bind(outcome), verdict, bind(reason)]


def repair_values(url: str, version: int, page: CleanPage) -> Iterator[list[Bound]]:
    """The values of the repair rows of a page: the key, then what a repair says of itself."""
    for ordinal, repair in enumerate(page.repairs):
        yield [url, version, ordinal, *_bind_all(_REPAIR(repair))]


def figure_values(url: str, version: int, page: CleanPage) -> Iterator[list[Bound]]:
    """The values of the figure rows of a page, likewise."""
    for ordinal, figure in enumerate(page.figures):
        yield [url, version, ordinal, *_bind_all(_FIGURE(figure))]


def _own(cls: type) -> Callable[[object], tuple[Any, ...]]:
    """Reads the columns of a table that are not its key."""
    return attrgetter(
        *(column.name for column in table_of(cls).columns if column.name not in table_of(cls).key)
    )


_REPAIR, _FIGURE = _own(RepairRow), _own(FigureRow)
_OF_FETCH = tuple(field.name for field in fields(Fetch))
_FETCH = attrgetter(*_OF_FETCH)
FETCH = (*_OF_FETCH, "url", "crawl", "outcome", "verdict", "reason")


def article_values(
    url: str, content: dict[str, Bound], digest: str, version: int, at: datetime, crawl: int | None, seq: int
) -> list[Bound]:
    """The values of the row of an article that was just fetched, in the order of :data:`ARTICLE`."""
    seen = timestamp(at)
    # Without a cluster: a new text has yet to find its own.
    return [*content.values(), url, version, digest, seen, seen, crawl, "article", None, seq]


def version_values(
    url: str, content: dict[str, Bound], digest: str, version: int, at: datetime, crawl: int | None
) -> list[Bound]:
    """The values of the row of a text that had been replaced when it was found."""
    row = content | {
        "url": url,
        "version": version,
        "digest": digest,
        "last_seen": timestamp(at),
        "crawl": crawl,
        "replaced": timestamp(at),
    }
    return [row[column.name] for column in table_of(VersionRow).inserted]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
