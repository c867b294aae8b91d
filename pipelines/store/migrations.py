"""How the schema of archive.db grew: sqlite-utils migrations over the tables of tables.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from pipelines.store.addresses import host_of
from pipelines.store.columns import TABLES
from pipelines.store.schema import SET, column_sql, create_sql

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations(SET)


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
