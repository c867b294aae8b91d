"""The schema of archive.db: what the tables of tables.py are in SQL, and whether a database has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.store import tables as _tables  # noqa: F401  # registers the tables
from pipelines.store.columns import VIEWS, Column, Table
from pipelines.store.errors import ArchiveTooNew, ArchiveTooOld, NotAnArchive

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

PAGE_SIZE = 16384  # bytes; three fifths of the file that 4096 gives, and faster (architecture.md)
SET, _TABLE = "chuangcheng", "_sqlite_migrations"  # where sqlite-utils keeps what was applied
#: The migrations of migrations.py, told here so that an archive that has them all opens without sqlite-utils, which
#: takes a tenth of a second to import and, where pandas is installed, half a second more.
NAMES = (
    "m001_first_tables", "m002_frontier", "m003_records", "m004_decisions_and_hosts", "m005_pulls", "m006_duplicates",
)  # fmt: skip


def create_sql(table: Table, *, since: int) -> str:
    """CREATE TABLE with the columns up to migration ``since``.

    The descriptions are part of it as comments: SQLite keeps them, so the archive explains itself.
    """
    lines = [f'CREATE TABLE "{table.name}" (', f"  -- {table.about}"]
    for column in table.columns:
        if column.since <= since:
            numbered = table.numbered and column.name in table.key
            ending = " PRIMARY KEY AUTOINCREMENT" if numbered else ""
            lines.append(f"  {column_sql(column)}{ending}, -- {column.about}")
    if table.numbered:
        lines[-1] = lines[-1].replace(", -- ", " -- ", 1)
    else:
        lines.append(f"  PRIMARY KEY ({', '.join(table.key)})")
    lines.append(") STRICT" if table.rowid else ") STRICT, WITHOUT ROWID")
    return "\n".join(lines)


def column_sql(column: Column) -> str:
    """A column as CREATE TABLE and ALTER TABLE want it."""
    return f'"{column.name}" {column.storage}{"" if column.null else " NOT NULL"}'


def migrate(conn: sqlite3.Connection) -> None:
    """Bring a database up to this code's schema, each step in a transaction of its own."""
    if not set(NAMES) <= _applied(conn):
        from sqlite_utils import Database

        from pipelines.store.migrations import MIGRATIONS

        MIGRATIONS.apply(Database(conn, recursive_triggers=False, execute_plugins=False))
    for name, view in VIEWS.items():  # they hold nothing, so the newest definition is the right one
        [found] = conn.execute("SELECT max(sql) FROM sqlite_master WHERE type = 'view' AND name = ?", [name])
        if found != (view.sql,):
            conn.execute("BEGIN IMMEDIATE")
            conn.execute(f'DROP VIEW IF EXISTS "{name}"')
            conn.execute(view.sql)
            conn.execute("COMMIT")


def check(conn: sqlite3.Connection, path: Path, *, complete: bool) -> None:
    """Look, without writing, whether a database is an archive that this code can use.

    Args:
        conn: the database.
        path: of its file, for the messages.
        complete: True where no migration may be missing, as for a reader.

    Raises:
        NotAnArchive: another program's database.
        ArchiveTooNew: it has migrations that this code does not know.
        ArchiveTooOld: it lacks migrations and ``complete`` is asked for.
        sqlite3.DatabaseError: not a database.
    """
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
    )
    names = {name for (name,) in tables}
    applied = _applied(conn)
    missing = set(NAMES) - applied
    if not applied and names - {_TABLE}:
        raise NotAnArchive(
            f"{path} is the database of another program: it was left as it is, choose another path"
        )
    if newer := applied - set(NAMES):
        raise ArchiveTooNew(
            f"the archive {path} was written by a newer version ({max(newer)}): it was left as it is, "
            "update this program"
        )
    if complete and missing:
        raise ArchiveTooOld(
            f"the archive {path} lacks {min(missing)}: run a crawl once to bring it up to date"
        )


def _applied(conn: sqlite3.Connection) -> set[str]:
    """The migrations that a database has; none where it is no archive."""
    columns = {name for (name,) in conn.execute("SELECT name FROM pragma_table_info(?)", (_TABLE,))}
    if not columns >= {"migration_set", "name"}:
        return set()
    query = f"SELECT name FROM {_TABLE} WHERE migration_set = ?"  # noqa: S608  # constant
    return {str(name) for (name,) in conn.execute(query, (SET,))}
