"""How a dataclass tells a table: each field is a column with its type, its null and its description."""

from __future__ import annotations

import dataclasses
import functools
import types
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", bound=type)
Storage = Literal["TEXT", "INTEGER", "REAL", "BLOB"]
Shape = Literal["text", "integer", "real", "flag", "day", "time", "list", "object", "bytes"]

_SHAPES: dict[type, tuple[Storage, Shape]] = {
    str: ("TEXT", "text"),
    int: ("INTEGER", "integer"),
    float: ("REAL", "real"),
    bool: ("INTEGER", "flag"),  # 0 or 1
    date: ("TEXT", "day"),  # ISO 8601
    datetime: ("TEXT", "time"),  # ISO 8601 in UTC
    tuple: ("TEXT", "list"),  # JSON array of strings
    dict: ("TEXT", "object"),  # JSON object
    bytes: ("BLOB", "bytes"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; migration number ``since`` brought it, and a ``large`` one may fill whole pages."""

    name: str
    storage: Storage
    shape: Shape
    null: bool
    about: str
    since: int
    large: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, its primary key, and whether SQLite counts the key up by itself.

    Migration number ``since`` brought it, with all columns that are not younger.
    Tables of small rows under a long key go WITHOUT ROWID, so that the key is stored once.
    """

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    numbered: bool
    rowid: bool
    since: int = 1

    @property
    def inserted(self) -> tuple[Column, ...]:
        """The columns that a writer fills: all but a key that SQLite counts up."""
        return tuple(column for column in self.columns if not (self.numbered and column.name in self.key))


@dataclass(frozen=True, slots=True)
class View:
    """What other tools read: a query with columns that are told like a table's."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    query: str

    @property
    def sql(self) -> str:
        """CREATE VIEW, with the description as a comment that SQLite keeps."""
        return f'CREATE VIEW "{self.name}" AS\n-- {self.about}\n{self.query}'


TABLES: dict[str, Table] = {}
VIEWS: dict[str, View] = {}
_TABLE_OF: dict[type, Table] = {}


def column(
    about: str,
    *,
    default: Any = dataclasses.MISSING,
    since: int = 1,
    large: bool = False,
    query: str | None = None,
) -> Any:
    """A dataclass field that is a column. Later columns must allow null and say ``since`` which migration.

    A view's own column has a ``query``: the SQL that it comes from.
    """
    metadata = {"about": about, "since": since, "large": large, "query": query}
    return dataclasses.field(default=default, metadata=metadata)


def table(name: str, *, key: tuple[str, ...], rowid: bool = True, since: int = 1) -> Callable[[T], T]:
    """Class decorator: register a dataclass as the rows of the table ``name``.

    The key comes first and large columns last: SQLite reads a row from the left and stops when it has enough.
    """

    def register(cls: T) -> T:
        columns = _columns(cls, key)
        storage = {column.name: column.storage for column in columns}
        numbered = len(key) == 1 and storage[key[0]] == "INTEGER"
        TABLES[name] = _TABLE_OF[cls] = Table(name, _about(cls), key, columns, numbered, rowid, since)
        return cls

    return register


def view(name: str, *, key: tuple[str, ...], source: str) -> Callable[[T], T]:
    """Class decorator: register a dataclass as the rows of a view.

    Args:
        name: of the view.
        key: columns that tell its rows apart.
        source: the tail of its query, from FROM on; columns without a query of their own are those of ``a``.
    """

    def register(cls: T) -> T:
        queries = {field.name: field.metadata["query"] for field in dataclasses.fields(cls)}
        columns = _columns(cls, key)
        selected = (f"{queries[c.name] or f'a.{c.name}'} AS {c.name}" for c in columns)
        query = f"SELECT {', '.join(selected)}\n{source}"  # names and constants of tables.py
        VIEWS[name] = View(name, _about(cls), key, columns, query)
        return cls

    return register


@functools.cache
def table_of(cls: type) -> Table:
    """The table whose rows are instances of ``cls``."""
    return _TABLE_OF[cls]


def _about(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split())


def _columns(cls: type, key: tuple[str, ...]) -> tuple[Column, ...]:
    hints = get_type_hints(cls)
    columns = [_column(field, hints[field.name]) for field in dataclasses.fields(cls)]
    return tuple(sorted(columns, key=lambda column: (column.name not in key, column.large)))


def _column(field: dataclasses.Field[Any], hint: Any) -> Column:
    options = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    kinds = [option for option in options if option is not type(None)]
    storage, shape = _SHAPES[get_origin(kinds[0]) or kinds[0]]
    return Column(
        name=field.name,
        storage=storage,
        shape=shape,
        null=type(None) in options,
        about=field.metadata["about"],
        since=field.metadata["since"],
        large=field.metadata["large"],
    )
