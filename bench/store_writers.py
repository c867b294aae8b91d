"""Writing cleaned pages into the archive, beside others who write the same rows."""

from __future__ import annotations

import gc
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from bench.articles import compose
from pipelines.store import Archive, hosts, rows
from pipelines.store.columns import TABLES
from pipelines.store.schema import PAGE_SIZE, migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipelines.store import Fetch
    from pipelines.types import CleanPage

    Batch = dict[str, tuple[tuple[str, ...], list[Any]]]  # table to columns and rows

WRITTEN = ("articles", "repairs", "figures", "quarantine", "fetches", "urls", "changes")
PAGES = 4000
BATCH = 100  # pages to a transaction, whoever writes
_COLUMNS = {name: [f'"{column.name}"' for column in TABLES[name].columns] for name in WRITTEN}


def clock(call: Callable[[], object]) -> float:
    """Seconds of this process's work."""
    gc.collect()
    start = time.process_time()
    call()
    return time.process_time() - start


def fill(path: Path, pages: Iterable[tuple[str, CleanPage, Fetch]]) -> None:
    """What a crawl does."""
    with Archive(path, batch_pages=BATCH, batch_seconds=1e9) as archive:
        archive.begin_crawl("documents", started=datetime(2026, 1, 1, tzinfo=UTC))
        for url, page, fetch in pages:
            archive.put(url, page, fetch=fetch)
        archive.end_crawl("finished", finished=datetime(2026, 1, 2, tzinfo=UTC))


def writers(folder: Path, rounds: int) -> str:
    """Our writer, and the rows that it made written by others into the same tables with the same indexes."""
    pages = list(compose(PAGES, seed=2))
    fill(folder / "writer.db", pages)
    order = {url: number for number, (url, *_) in enumerate(pages)}
    with closing(sqlite3.connect(folder / "writer.db")) as conn:
        ready = {
            name: conn.execute(f"SELECT {', '.join(names)} FROM {name}").fetchall()
            for name, names in _COLUMNS.items()
        }
    # As the pages came, not by their keys: that is what a crawl has to write.
    for name, some in ready.items():
        at = _COLUMNS[name].index('"url"')
        some.sort(key=lambda row, at=at: order[row[at]])  # type: ignore[misc]
    dicts = {
        name: [dict(zip((n.strip('"') for n in _COLUMNS[name]), row, strict=True)) for row in some]
        for name, some in ready.items()
    }
    runs: dict[str, Callable[[Path], None]] = {
        "sqlite3 executemany, rows ready": lambda path: _executemany(path, _shares(ready)),
        "sqlite3 executemany, rows made of the cleaned pages first": lambda path: _executemany(
            path, _made(pages)
        ),
        "sqlite_utils insert_all, rows ready": lambda path: _insert_all(path, dicts),
        "ours, of the cleaned pages": lambda path: fill(path, pages),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds * 3):
        for place, (name, run) in enumerate(runs.items()):
            path = folder / f"{place}-{number}.db"
            times[name].append(clock(partial(run, path)))
            path.unlink()
    count = sum(map(len, ready.values()))
    first = min(next(iter(times.values())))
    lines = ["| writer | pages/s | rows/s | of executemany |", "|---|---|---|---|"]
    for name, taken in times.items():
        seconds = min(taken)
        lines.append(f"| {name} | {PAGES / seconds:,.0f} | {count / seconds:,.0f} | {first / seconds:.2f} |")
    return "\n".join(lines)


def _empty(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path, isolation_level=None)
    for pragma in (f"page_size = {PAGE_SIZE}", "journal_mode = WAL", "synchronous = NORMAL"):
        conn.execute(f"PRAGMA {pragma}")
    migrate(conn)
    return conn


def _shares(rows: dict[str, list[tuple[Any, ...]]]) -> Iterator[Batch]:
    """What each transaction writes."""
    for step in range(PAGES // BATCH):
        batch = {}
        for name, some in rows.items():
            share = len(some) * BATCH / PAGES
            batch[name] = tuple(_COLUMNS[name]), some[round(step * share) : round((step + 1) * share)]
        yield batch


def _made(pages: list[tuple[str, CleanPage, Fetch]]) -> Iterator[Batch]:
    """The same from cleaned pages, for a writer who knows that all are new."""
    urls = ("url", "state", "verdict", "digest", "failures", "last_seen", "crawl", "cleaner", "served")
    changes = ("seq", "url", "kind", "version", "at", "crawl")
    for first in range(0, len(pages), BATCH):
        batch: Batch = {
            "articles": (rows.ARTICLE, []),
            "repairs": (tuple(column.name for column in TABLES["repairs"].columns), []),
            "figures": (tuple(column.name for column in TABLES["figures"].columns), []),
            "quarantine": (rows.QUARANTINE, []),
            "fetches": (rows.FETCH, []),
            "urls": (urls, []),
            "changes": (changes, []),
        }
        into = {name: some for name, (_, some) in batch.items()}
        for seq, (url, page, fetch) in enumerate(pages[first : first + BATCH], first + 1):
            content, digest = rows.content(page)
            at, served = rows.timestamp(fetch.at), hosts.served(page).to_json()
            into["articles"].append(rows.article_values(url, content, digest, 1, fetch.at, 1, seq))
            into["repairs"] += rows.repair_values(url, 1, page)
            into["figures"] += rows.figure_values(url, 1, page)
            into["quarantine"] += rows.quarantine_values(url, page, fetch.at, 1, 1)
            into["fetches"].append(rows.fetch_values(fetch, url, 1, "new", "article", None))
            into["urls"].append((url, "done", "article", digest, 0, at, 1, "code", served))
            into["changes"].append((seq, url, "new", 1, at, 1))
        yield batch


def _executemany(path: Path, batches: Iterable[Batch]) -> None:
    with closing(_empty(path)) as conn:
        for batch in batches:
            conn.execute("BEGIN IMMEDIATE")
            for name, (columns, some) in batch.items():
                names = ", ".join(f'"{column.strip(chr(34))}"' for column in columns)
                marks = ", ".join("?" * len(columns))
                conn.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", some)
            conn.execute("COMMIT")


def _insert_all(path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    with closing(_empty(path)) as conn:
        db = Database(conn, execute_plugins=False)
        for name, some in rows.items():
            db.table(name).insert_all(some, batch_size=BATCH)
