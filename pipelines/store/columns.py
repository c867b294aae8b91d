"""How a dataclass tells a table: each field is a column with its type, its null and its description."""

from __future__ import annotations

import dataclasses
import functools
import types
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", bound=type)
Storage = Literal["TEXT", "INTEGER", "REAL", "BLOB"]
Shape = Literal["text", "integer", "real", "flag", "time", "list", "object", "bytes"]

_SHAPES: dict[type, tuple[Storage, Shape]] = {
    str: ("TEXT", "text"),
    int: ("INTEGER", "integer"),
    float: ("REAL", "real"),
    bool: ("INTEGER", "flag"),  # 0 or 1
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

    Tables of small rows under a long key go WITHOUT ROWID, so that the key is stored once.
    """

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    numbered: bool
    rowid: bool

    @property
    def inserted(self) -> tuple[Column, ...]:
        """The columns that a writer fills: all but a key that SQLite counts up."""
        return tuple(column for column in self.columns if not (self.numbered and column.name in self.key))


TABLES: dict[str, Table] = {}
_TABLE_OF: dict[type, Table] = {}


def column(about: str, *, default: Any = dataclasses.MISSING, since: int = 1, large: bool = False) -> Any:
    """A dataclass field that is a column. Later columns must allow null and say ``since`` which migration."""
    return dataclasses.field(default=default, metadata={"about": about, "since": since, "large": large})


def table(name: str, *, key: tuple[str, ...], rowid: bool = True) -> Callable[[T], T]:
    """Class decorator: register a dataclass as the rows of the table ``name``.

    The key comes first and large columns last: SQLite reads a row from the left and stops when it has enough.
    """

    def register(cls: T) -> T:
        hints = get_type_hints(cls)
        columns = tuple(
            sorted(
                (_column(field, hints[field.name]) for field in dataclasses.fields(cls)),
                key=lambda column: (column.name not in key, column.large),
            )
        )
        storage = {column.name: column.storage for column in columns}
        numbered = len(key) == 1 and storage[key[0]] == "INTEGER"
        about = " ".join((cls.__doc__ or "").split())
        TABLES[name] = _TABLE_OF[cls] = Table(name, about, key, columns, numbered, rowid)
        return cls

    return register


@functools.cache
def table_of(cls: type) -> Table:
    """The table whose rows are instances of ``cls``."""
    return _TABLE_OF[cls]


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
