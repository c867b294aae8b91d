"""From values to rows: what is bound to SQLite, and what of a page goes into which table."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pipelines.store.columns import table_of
from pipelines.store.tables import ArticleRow, Content, QuarantineRow, RepairRow
from pipelines.types import Quarantined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipelines.types import CleanPage

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
    kind = type(value)
    if kind is str:
        return storable(value)  # type: ignore[arg-type]
    if value is None:
        return None
    if isinstance(value, int):
        return min(max(int(value), _LEAST), _MOST)
    if isinstance(value, float):
        return value if value == value else None  # not a number is never itself
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, str):
        return storable(str(value))
    if isinstance(value, (tuple, list)):
        return storable(json.dumps(value, ensure_ascii=False)) if value else "[]"
    return storable(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))


def timestamp(at: datetime) -> str:
    """A time as the archive writes it: ISO 8601, UTC, milliseconds, so that texts sort like times."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a time zone: {at.isoformat()}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def values(row: object) -> list[Bound]:
    """The values of a row in the order of its table's inserted columns."""
    return [bind(value) for value in _getter(type(row))(row)]  # type: ignore[arg-type]


@functools.cache
def _getter(cls: type) -> Callable[[object], tuple[Any, ...]]:
    return attrgetter(*(column.name for column in table_of(cls).inserted))


_CONTENT = tuple(field.name for field in fields(Content))


def content(page: CleanPage) -> dict[str, Any]:
    """The columns of :class:`Content` of an article."""
    place = page.place
    flags = page.flags
    if any(text and storable(text) != text for text in (page.title, page.body)):
        flags = (*flags, ESCAPED)
    given = {
        "province": place.province,
        "city": place.city,
        "county": place.county,
        "town": place.town,
        "place_code": place.code,
        "basis": dict(page.basis),
        "flags": flags,
    }
    return {name: given[name] if name in given else getattr(page, name) for name in _CONTENT}


def content_digest(columns: dict[str, Any]) -> str:
    """SHA-256, in hex, over name and value of each column that is not null or an empty list.

    So a column added later changes no digest as long as it is null. NUL can stand between the values
    because no stored value contains it.
    """
    bound = ((name, bind(value)) for name, value in columns.items())
    return _sha256("\0".join(f"{name}={value}" for name, value in bound if value not in (None, "[]")))


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


def quarantine_rows(url: str, page: CleanPage, at: datetime, crawl: int | None) -> Iterator[QuarantineRow]:
    """The quarantine rows of a page."""
    for item in dropped(page):
        text = storable(item.text)
        yield QuarantineRow(
            url=url,
            digest=_sha256(text),
            text=text,
            reasons=item.reasons,
            score=item.score,
            kind=item.kind,
            category=item.category,
            model=item.model,
            first_seen=at,
            crawl=crawl,
        )


def repair_rows(url: str, version: int, page: CleanPage) -> Iterator[RepairRow]:
    """The repair rows of a page."""
    for ordinal, repair in enumerate(page.repairs):
        yield RepairRow(
            url=url,
            version=version,
            ordinal=ordinal,
            field=repair.field,
            kind=repair.kind,
            before=repair.before,
            after=repair.after,
            offset=repair.offset,
            certain=repair.certain,
            probability=repair.probability,
        )


def article_row(
    url: str, columns: dict[str, Any], digest: str, version: int, at: datetime, crawl: int | None
) -> ArticleRow:
    """The row of an article that was just fetched."""
    return ArticleRow(
        **columns,
        url=url,
        version=version,
        digest=digest,
        first_seen=at,
        last_seen=at,
        crawl=crawl,
        verdict="article",
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
