from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from pipelines.store import Archive
from pipelines.store.columns import TABLES, Column, Table
from pipelines.store.migrations import MIGRATIONS
from pipelines.store.rows import content
from pipelines.store.schema import NAMES, PAGE_SIZE, SET, create_sql, migrate
from pipelines.store.tables import Content
from pipelines.types import CleanPage
from tests.store.conftest import article, query

if TYPE_CHECKING:
    from pathlib import Path


def test_the_tables_are_those_of_the_architecture() -> None:
    assert set(TABLES) == {
        "articles", "versions", "repairs", "figures", "quarantine", "fetches", "urls", "sources", "crawls", "changes",
        "hosts", "decisions",
        "duplicates", "fingerprints", "likenesses", "cursors",
    }  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_the_migrated_table_has_the_columns_that_its_class_tells(name: str) -> None:
    table = TABLES[name]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        migrate(conn)
        found = {
            (column, storage, bool(null or key))
            for _, column, storage, null, _, key in conn.execute(f"PRAGMA table_info({name})")
        }
        told = {
            (column.name, column.storage, not column.null or column.name in table.key)
            for column in table.columns
        }
        assert found == told
        [(strict,)] = conn.execute("SELECT strict FROM pragma_table_list WHERE name = ?", [name])
        assert strict
        [(sql,)] = conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name])
        assert all(column.about in sql for column in table.columns)  # the archive explains itself


def test_the_migrations_are_told_where_an_archive_is_opened() -> None:
    assert tuple(migration.name for migration in MIGRATIONS._migrations) == NAMES
    assert MIGRATIONS.name == SET


def test_an_archive_that_is_up_to_date_opens_without_the_migrations(path: Path) -> None:
    Archive(path).close()
    code = (
        "import sys; from pipelines.store import Archive, Reader; path = sys.argv[1]\n"
        "Reader(path).close(); Archive(path).close(); assert 'sqlite_utils' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, path], check=True, timeout=60)


def test_migrating_twice_changes_nothing() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        migrate(conn)
        before = list(conn.iterdump())
        migrate(conn)
        assert list(conn.iterdump()) == before


def test_every_field_of_a_page_has_its_column() -> None:
    split = {"place": {"province", "city", "county", "town", "place_code"}}
    elsewhere = {"verdict", "quarantined", "repairs", "figures"}
    told = set[str]()
    for field in fields(CleanPage):
        if field.name not in elsewhere:
            told |= split.get(field.name, {field.name})
    assert told == {field.name for field in fields(Content)} == set(content(article())[0])


def test_the_file_is_set_up_for_one_writer_and_many_readers(path: Path) -> None:
    Archive(path).close()
    assert query(path, "PRAGMA page_size") == [(PAGE_SIZE,)]
    assert query(path, "PRAGMA journal_mode") == [("wal",)]


def test_the_first_migration_knows_no_later_columns() -> None:
    now = Column("url", "TEXT", "text", null=False, about="Address.", since=1, large=False)
    later = Column("note", "TEXT", "text", null=True, about="Later.", since=2, large=False)
    table = Table("notes", "Notes.", ("url",), (now, later), numbered=False, rowid=True)
    assert "note" not in create_sql(table, since=1).replace("notes", "")
    assert '"note" TEXT, -- Later.' in create_sql(table, since=2)


def test_every_later_column_may_be_null() -> None:
    assert all(c.null for table in TABLES.values() for c in table.columns if c.since > table.since)


def test_articles_of_an_earlier_archive_learn_their_last_change() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        MIGRATIONS.apply(Database(conn), stop_before="m005_pulls")
        names = [column for _, column, _, null, *_ in conn.execute("PRAGMA table_info(articles)") if null]
        conn.execute(f"INSERT INTO articles ({', '.join(names)}) VALUES ({', '.join('0' * len(names))})")
        conn.executemany(
            "INSERT INTO changes (url, kind, version, at) VALUES ('0', ?, 1, '')", [["new"], ["gone"]]
        )
        migrate(conn)
        assert conn.execute("SELECT seq, change FROM export").fetchall() == [(2, "gone")]
