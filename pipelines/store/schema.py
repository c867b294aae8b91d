"""The schema of archive.db and how it grows: sqlite-utils migrations over the tables of tables.py."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from pipelines.store import tables as _tables  # noqa: F401  # registers the tables
from pipelines.store.addresses import host_of
from pipelines.store.columns import TABLES, VIEWS, Column, Table
from pipelines.store.errors import ArchiveTooNew, ArchiveTooOld, NotAnArchive

if TYPE_CHECKING:
    from pathlib import Path

PAGE_SIZE = 16384  # bytes; three fifths of the file that 4096 gives, and faster (architecture.md)
MIGRATIONS = Migrations("chuangcheng")


@MIGRATIONS()
def m001_first_tables(db: Database) -> None:
    """The tables as first published. Later columns are added by later migrations."""
    for table in TABLES.values():
        if table.since == 1:
            db.execute(create_sql(table, since=1))
    db.execute("CREATE INDEX urls_due ON urls (state, due)")


@MIGRATIONS()
def m002_frontier(db: Database) -> None:
    """The queue of addresses to fetch, and what is known of sources."""
    _grow(db, since=2)
    db.execute("DROP INDEX urls_due")
    # One source's host at a time, seeds first, then in the order of the lists.
    db.execute("CREATE INDEX urls_queue ON urls (source, host, priority, due) WHERE due IS NOT NULL")
    db.execute("CREATE INDEX urls_skipped ON urls (source) WHERE state = 'skipped'")
    db.execute("CREATE INDEX urls_taken ON urls (taken) WHERE taken IS NOT NULL")
    db.execute("CREATE INDEX urls_target ON urls (target) WHERE target IS NOT NULL")


@MIGRATIONS()
def m003_records(db: Database) -> None:
    """Finds the record of a payload that came before, and what the present code has not read."""
    _grow(db, since=3)
    db.execute("CREATE INDEX fetches_payload ON fetches (body_digest) WHERE warc_file IS NOT NULL")


@MIGRATIONS()
def m004_decisions_and_hosts(db: Database) -> None:
    """Where a dropped block stood, what operators decided, and how much of what a host served was spam."""
    _grow(db, since=4)
    db.conn.create_function("host_of", 1, host_of, deterministic=True)
    db.execute("UPDATE quarantine SET host = host_of(url)")
    db.execute("CREATE INDEX quarantine_digest ON quarantine (digest)")
    db.execute("CREATE INDEX quarantine_host ON quarantine (host, status)")
    db.execute("CREATE INDEX decisions_of ON decisions (url, digest)")


@MIGRATIONS()
def m005_pulls(db: Database) -> None:
    """Finds the articles that changed since a downstream tool last asked, in the order of their changes."""
    _grow(db, since=5)
    db.execute(
        "UPDATE articles SET seq = last.seq"
        " FROM (SELECT url, max(seq) AS seq FROM changes GROUP BY url) AS last WHERE last.url = articles.url"
    )
    db.execute("CREATE INDEX articles_seq ON articles (seq)")


@MIGRATIONS()
def m006_duplicates(db: Database) -> None:
    """Which articles tell the same text, and what that is worked out from."""
    _grow(db, since=6)
    db.execute("CREATE INDEX duplicates_cluster ON duplicates (cluster)")
    db.execute("CREATE INDEX fingerprints_text ON fingerprints (text)")


def _grow(db: Database, *, since: int) -> None:
    """Create the tables of a migration, and add its columns to the older ones."""
    for table in TABLES.values():
        if table.since == since:
            db.execute(create_sql(table, since=since))
            continue
        for column in table.columns:
            if column.since == since:
                about = f"/* {column.about} */"  # within the definition, or SQLite does not keep it
                sql = column_sql(column).replace('" ', f'" {about} ', 1)
                db.execute(f'ALTER TABLE "{table.name}" ADD COLUMN {sql}')


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
    db = Database(conn, recursive_triggers=False, execute_plugins=False)
    try:
        applied = {migration.name for migration in MIGRATIONS.applied(db)}
        missing = {migration.name for migration in MIGRATIONS.pending(db)}
    except (KeyError, sqlite3.OperationalError):
        applied, missing = set(), set()  # a table of that name with other columns
    if not applied and names - {MIGRATIONS.migrations_table}:
        raise NotAnArchive(
            f"{path} is the database of another program: it was left as it is, choose another path"
        )
    if newer := applied - {migration.name for migration in MIGRATIONS._migrations}:
        raise ArchiveTooNew(
            f"the archive {path} was written by a newer version ({max(newer)}): it was left as it is, "
            "update this program"
        )
    if complete and missing:
        raise ArchiveTooOld(
            f"the archive {path} lacks {min(missing)}: run a crawl once to bring it up to date"
        )
