"""An archive that is read for as long as a server runs, while crawls write to it."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.store.clusters import Member, members
from pipelines.store.columns import TABLES, VIEWS
from pipelines.store.history import History, history
from pipelines.store.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.store.columns import Column, Table, View

_STEPS = 20_000  # of SQLite's machine between two looks at the clock: some milliseconds
MOST = 2000  # repairs, figures or dropped blocks of one article that are shown


class Change(NamedTuple):
    """A row of ``changes``."""

    seq: int
    url: str
    kind: str
    version: int
    at: str
    crawl: int | None


class Details(NamedTuple):
    """All that the archive knows of a page.

    Attributes:
        article: the columns of the view ``export``, typed; None where the page never was an article.
        repairs: of the article's present version; rows of the table, typed.
        figures: likewise.
        quarantine: what was dropped of the page.
        history: texts and changes; None where there is no article.
        clusters: articles that tell the same text.
    """

    article: dict[str, Any] | None
    repairs: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]
    history: History | None
    clusters: list[list[Member]]


class Live(Reader):
    """A reader for a server: tells when the archive has changed, and gives no query more than its time."""

    def version(self) -> int:
        """A number that differs when anybody has written to the archive since this was opened."""
        return int(str(self.rows("PRAGMA data_version")[0][0]))

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is read within is broken off after its time, as an ArchiveError."""
        end = time.monotonic() + seconds
        with self.connection() as conn:
            conn.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            try:
                yield
            finally:
                conn.set_progress_handler(None, 0)

    def last(self) -> int:
        """Number of the archive's last change."""
        return int(str(self.rows("SELECT coalesce(max(seq), 0) FROM changes")[0][0]))

    def changes(self, after: int, *, limit: int) -> list[Change]:
        """Changes after a number, in order."""
        query = "SELECT seq, url, kind, version, at, crawl FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"
        return [Change(*row) for row in self.rows(query, after, limit)]  # type: ignore[arg-type]

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """The articles that changed last, without their texts."""
        view = VIEWS["export"]
        columns = tuple(column for column in view.columns if not column.large)
        names = ", ".join(f'"{column.name}"' for column in columns)
        query = f"SELECT {names} FROM export ORDER BY seq DESC LIMIT ?"  # noqa: S608  # names from tables.py
        return [_typed(columns, row) for row in self.rows(query, limit)]

    def counts(self) -> dict[str, int]:
        """Articles, hosts and dropped texts."""
        query = """SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM hosts),
            (SELECT count(*) FROM quarantine)"""
        numbers = (int(str(number)) for number in self.rows(query)[0])
        return dict(zip(("articles", "hosts", "dropped"), numbers, strict=True))

    def details(self, url: str) -> Details | None:
        """All that is known of a page; None where that is nothing."""
        with self.moment():
            found = self._typed_rows(VIEWS["export"], "url = ?", url)
            quarantine = self._typed_rows(TABLES["quarantine"], "url = ? ORDER BY first_seen, rowid", url)
            if not found and not quarantine:
                return None
            article = found[0] if found else None
            version = article["version"] if article else 0
            repairs, figures = (
                self._typed_rows(TABLES[name], "url = ? AND version = ? ORDER BY ordinal", url, version)
                for name in ("repairs", "figures")
            )
            return Details(article, repairs, figures, quarantine, history(self, url), members(self, url))

    def _typed_rows(self, table: Table | View, where: str, *values: Any) -> list[dict[str, Any]]:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        query = f'SELECT {names} FROM "{table.name}" WHERE {where} LIMIT {MOST}'  # noqa: S608  # as above
        return [_typed(table.columns, row) for row in self.rows(query, *values)]


def _typed(columns: tuple[Column, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    """A row as JSON has it: lists, objects, true and false; the same as a line of a JSON Lines export."""
    return {column.name: _value(column, cell) for column, cell in zip(columns, row, strict=True)}


def _value(column: Column, cell: Any) -> Any:
    if cell is None:
        return None
    if column.shape in ("list", "object"):
        return json.loads(cell)
    return bool(cell) if column.shape == "flag" else cell
