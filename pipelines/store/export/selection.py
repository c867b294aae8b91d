"""Which articles are exported, with which columns; read in the order of their last changes."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipelines.store import tables as _tables  # noqa: F401  # registers the view
from pipelines.store.columns import VIEWS, Column
from pipelines.store.rows import storable, timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.store.reader import Reader

EXPORT = VIEWS["export"]
BATCH = 500  # rows held at a time: some megabytes
# What the last pull cannot have seen.
_NEW = "SELECT url FROM changes WHERE seq > :pulled AND kind = 'new'"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ExportError(ValueError):
    """What was asked for cannot be exported; one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to export.

    Attributes:
        after: number of the last change that is known already; 0 for everything.
        since: time from which on changes count: ISO 8601, a day begins in China; None for any.
        where: condition on the columns of the view ``export``, as SQL.
        columns: names of columns; empty for all.
        limit: greatest number of rows; None for all.
        newest: the last changes first.
        pulled: number of the last change of an earlier pull, where there was one: what was in the archive then and
            does not fulfil the condition is given, too, as ``left``, for it may have been pulled when it did.
    """

    after: int = 0
    since: str | None = None
    where: str | None = None
    columns: tuple[str, ...] = ()
    limit: int | None = None
    newest: bool = False
    pulled: int | None = None

    def chosen(self) -> tuple[Column, ...]:
        """The columns, in the order that was asked for.

        Raises:
            ExportError: one does not exist.
        """
        known = {column.name: column for column in EXPORT.columns}
        if unknown := [name for name in self.columns if name not in known]:
            raise ExportError(f"no column {unknown[0]!r}: there are {', '.join(known)}")
        return tuple(known[name] for name in dict.fromkeys(self.columns)) or EXPORT.columns

    def query(self, selected: Iterable[str]) -> tuple[str, dict[str, Any]]:
        """The statement and what is bound to it; the last column of a row is the number of its change."""
        names = ", ".join(selected)
        conditions = ["seq > :after"]
        view = EXPORT.query
        if self.since:
            conditions.append("changed >= :since")
        if self.where:
            where = f"({self.where}\n)"  # on a line of its own, lest a comment hides it
            if self.pulled is None:
                conditions.append(where)
            else:
                conditions.append(f"({where} OR url NOT IN ({_NEW}))")
                columns = [
                    f"iif({where}, change, 'left') AS change" if c.name == "change" else c.name
                    for c in EXPORT.columns
                ]
                view = f"SELECT {', '.join(columns)} FROM ({view})"  # noqa: S608
        chosen = f"FROM ({view}) WHERE {' AND '.join(conditions)}"
        if self.newest:  # to read: which cluster an article is in changes nothing for a reader
            order = "ORDER BY iif(change = 'clustered', first_seen, changed) DESC, seq DESC LIMIT :limit"
            # The texts are read of those that are taken only.
            chosen = f"FROM ({view}) WHERE seq IN (SELECT seq {chosen} {order})"
        else:
            order = "ORDER BY seq LIMIT :limit"
        query = f"SELECT {names}, seq {chosen} {order}"
        limit = -1 if self.limit is None else self.limit
        return query, {"after": self.after, "since": self.since, "limit": limit, "pulled": self.pulled}


def read_since(text: str) -> tuple[int, str | None]:
    """What ``--since`` says: a number of a change, or a day or time.

    Returns:
        ``after`` and ``since`` of a :class:`Selection`.

    Raises:
        ExportError: it is neither.
    """
    if text.isascii() and text.isdigit():
        return min(int(text), 2**63 - 1), None
    try:
        at = datetime.fromisoformat(f"{text}T00:00:00+08:00" if _DAY.fullmatch(text) else text)
        return 0, timestamp(at if at.tzinfo else at.astimezone())
    except (ValueError, OverflowError):
        raise ExportError(
            f"--since {text!r} is neither the number of a change nor a time such as 2026-01-31"
        ) from None


def check_condition(reader: Reader, where: str | None) -> None:
    """Look whether a condition is one, before a file is begun.

    Raises:
        ExportError: it is not; the message is SQLite's.
    """
    if where is None:
        return
    if storable(where) != where:
        raise ExportError("--where: there are characters in it that no condition has")
    with reader.connection() as conn:
        try:
            # Alone first: "1) OR (1" is a condition only between our brackets.
            conn.execute(f"EXPLAIN SELECT {where}\n FROM ({EXPORT.query})")  # noqa: S608  # the user's own SQL
            conn.execute(f"EXPLAIN SELECT 1 FROM ({EXPORT.query}) WHERE ({where}\n)")  # noqa: S608
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise ExportError(f"--where {where!r} is no condition: {error}") from None


def read_rows(
    reader: Reader, selection: Selection, selected: Iterable[str], *, raw: bool = False
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in batches, never more than one at a time; texts as bytes where ``raw``."""
    query, values = selection.query(selected)
    with reader.connection() as conn:
        cursor = conn.execute(query, values)
        cursor.arraysize = BATCH
        while True:
            conn.text_factory = bytes if raw else str  # others may read between two batches
            rows = cursor.fetchmany()
            conn.text_factory = str
            if not rows:
                return
            yield rows
