"""The texts of an article in their order, and what happened to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.store.tables import Content

if TYPE_CHECKING:
    from pipelines.store.reader import Reader

FIELDS = tuple(Content.__dataclass_fields__)
_EVENTS = "SELECT kind, version, at, crawl FROM changes WHERE url = ? ORDER BY seq"
_DROPPED = (
    "SELECT first_seen, kind, category, reasons, text FROM quarantine WHERE url = ? ORDER BY first_seen"
)


class Text(NamedTuple):
    """One text of an article: its number, when it was last on the page, and the columns of Content by name."""

    version: int
    last_seen: str
    code_version: str | None
    fields: dict[str, object]


class Event(NamedTuple):
    """Something that happened to the page, as told in ``changes``."""

    kind: str
    version: int
    at: str
    crawl: int | None


class Dropped(NamedTuple):
    """A block or page in quarantine."""

    first_seen: str
    kind: str
    category: str
    reasons: str
    text: str


class History(NamedTuple):
    """All of it; ``verdict`` is what the page is now."""

    url: str
    verdict: str
    texts: list[Text]
    events: list[Event]
    dropped: list[Dropped]


def history(reader: Reader, url: str) -> History | None:
    """What the archive knows of an article; None where it has none of that address.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    found = reader.rows("SELECT verdict FROM articles WHERE url = ?", url)
    if not found:
        return None
    return History(
        url,
        str(found[0][0]),
        sorted(
            Text(row[0], row[1], row[2], dict(zip(FIELDS, row[3:], strict=True)))
            for row in _texts(reader, url)
        ),
        [Event(*row) for row in _ask(reader, _EVENTS, url)],
        [Dropped(*row) for row in _ask(reader, _DROPPED, url)],
    )


def _texts(reader: Reader, url: str) -> list[tuple[Any, ...]]:
    columns = ", ".join(f't."{name}"' for name in FIELDS)
    return [
        row
        for table in ("versions", "articles")
        for row in _ask(
            reader,
            f"SELECT t.version, t.last_seen, c.code_version, {columns} FROM {table} t"  # noqa: S608  # constants
            " LEFT JOIN crawls c ON c.id = t.crawl WHERE t.url = ?",
            url,
        )
    ]


def _ask(reader: Reader, query: str, url: str) -> list[tuple[Any, ...]]:
    return reader.rows(query, url)
