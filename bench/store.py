"""Writing, searching, exporting and pulling at 100,000 composed articles, beside the tools people would use instead.

python -m bench.store [--articles 100000] [--rounds 3]

Times are of the processor, not of the clock: what else runs on the machine counts less.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from bench.articles import RARE, compose
from bench.section import write_section
from bench.store_writers import BATCH, PAGES, clock, fill, writers
from pipelines.store import Archive, Reader
from pipelines.store.export import FORMATS, Selection, export
from pipelines.store.search import search, update

if TYPE_CHECKING:
    from collections.abc import Callable

PULLED = 1000

# Words of the composed articles: in most of them, in some, in few.
QUERIES = {
    "2 characters, common": ("创建", "工作", "社区", "志愿"),
    "2 characters, rare": (RARE, "鼍出", "出没"),
    "4 characters, common": ("文明城市", "全国文明", "志愿者社", "创建工作"),
    "4 characters, rare": (f"{RARE}出没", "鼍出没。"),
    "several words": ("文明城市 社区 街道", f"创建 {RARE}", "市民 -环境 督导", "创城 OR 迎检 志愿者"),
    "with filters": (
        "创建 place:山东 after:2018",
        "文明城市 campaign:国家卫生城市 source:青河日报",
        "志愿者 before:2012 -place:河北",
        f"{RARE} after:2010 verdict:article",
        "社区 source:青河日报 after:2019 before:2020",
    ),
}


def searches(path: Path, rounds: int) -> str:
    """How long a query takes, against what plain SQL offers."""
    lines = ["| query | median | p95 | LIKE, median | trigram FTS5, median |", "|---|---|---|---|---|"]
    every: list[float] = []
    with Reader(path) as reader, closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA cache_size = -64000")
        search(reader, "创建 place:山东")  # loads the tables of places and characters
        for kind, queries in QUERIES.items():
            ours = [clock(lambda q=q: search(reader, q)) for q in queries for _ in range(rounds * 3)]  # type: ignore[misc]
            every += ours
            if " characters" in kind:
                likes = _median([clock(lambda q=q: _like(conn, q)) for q in queries[:2]])  # type: ignore[misc]
                others = f"{likes:.1f} ms | "
                others += (
                    "finds none"
                    if kind[0] == "2"
                    else f"{_median([clock(lambda q=q: _trigram(conn, q)) for q in queries for _ in range(rounds)]):.1f} ms"  # type: ignore[misc]
                )
            else:
                others = "|"
            lines.append(f"| {kind} | {_median(ours):.1f} ms | {_p95(ours):.1f} ms | {others} |")
    lines.append(f"| all | {_median(every):.1f} ms | {_p95(every):.1f} ms | | |")
    return "\n".join(lines)


def _like(conn: sqlite3.Connection, text: str) -> list[Any]:
    return conn.execute(
        "SELECT url, title FROM articles WHERE title LIKE ?1 OR body LIKE ?1 ORDER BY published DESC LIMIT 10",
        [f"%{text}%"],
    ).fetchall()


def _trigram(conn: sqlite3.Connection, text: str) -> list[Any]:
    return conn.execute(
        "SELECT a.url, a.title FROM (SELECT rowid, rank FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT 10) p"
        " JOIN articles a ON a.rowid = p.rowid",
        [f'"{text}"'],
    ).fetchall()


def _trigram_index(path: Path) -> float:
    """Seconds to build it."""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE VIRTUAL TABLE peer USING fts5(title, body, content='', tokenize='trigram')")
        conn.execute("INSERT INTO peer (peer, rank) VALUES ('hashsize', 33554432)")

        def build() -> None:
            conn.execute("INSERT INTO peer (rowid, title, body) SELECT rowid, title, body FROM articles")
            conn.execute("INSERT INTO peer (peer) VALUES ('optimize')")
            conn.commit()

        return clock(build)


def _median(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2] * 1000


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.95))] * 1000


def exports(path: Path, folder: Path, articles: int, rounds: int) -> str:
    """All articles in each format, beside others."""
    import duckdb

    def ours(name: str) -> Callable[[], object]:
        def run() -> None:
            with Reader(path) as reader:
                export(reader, FORMATS[name], folder / f"export.{name}", Selection())

        return run

    def utils() -> None:
        db = Database(path, execute_plugins=False)
        with (folder / "utils.jsonl").open("w", encoding="utf-8") as file:
            for row in db["export"].rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def duck() -> None:
        source, target = folder / "export.parquet", folder / "duckdb.jsonl"
        duckdb.sql("SET threads = 1")
        duckdb.sql(f"COPY (SELECT * FROM '{source}') TO '{target}' (FORMAT json)")

    lines = ["| | rows/s | MB |", "|---|---|---|"]
    runs: list[tuple[str, Callable[[], object], Path]] = [
        (f"ours, {name}", ours(name), folder / f"export.{name}") for name in ("jsonl", "csv", "parquet")
    ]
    runs += [
        ("sqlite-utils rows and json.dumps, lists left as text", utils, folder / "utils.jsonl"),
        ("DuckDB, JSON Lines from our Parquet", duck, folder / "duckdb.jsonl"),
    ]
    for name, run, out in runs:
        seconds = min(clock(run) for _ in range(rounds))
        lines.append(f"| {name} | {articles / seconds:,.0f} | {out.stat().st_size / 1e6:.0f} |")
        if "export" not in out.name:
            out.unlink()
    return "\n".join(lines)


def pull(path: Path, folder: Path, articles: int, rounds: int) -> str:
    """A night's changes out of all."""
    with Reader(path) as reader:
        [(last,)] = reader.rows("SELECT max(seq) FROM changes")
    cursor = folder / "cursor.json"

    def run() -> None:
        cursor.write_text(json.dumps({"seq": int(str(last)) - PULLED}))
        with Reader(path) as reader:
            done = export(reader, FORMATS["jsonl"], folder / "night.jsonl", Selection(), cursor=cursor)
        assert done.rows == PULLED

    seconds = min(clock(run) for _ in range(rounds))
    return f"A night's pull of {PULLED:,} changes from {articles:,} articles with a cursor: {seconds:.3f} s."


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--writers", action="store_true", help="print the comparison of writers, nothing else"
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = writers(folder, asked.rounds)
        print(written, flush=True)
        if asked.writers:
            return
        path = folder / "archive.db"
        fill(path, compose(asked.articles))
        size = path.stat().st_size
        exported = exports(path, folder, asked.articles, asked.rounds)
        print(exported, flush=True)
        pulled = pull(path, folder, asked.articles, asked.rounds)
        print(pulled, flush=True)
        with Archive(path) as archive:
            seconds = clock(lambda: update(archive))
        indexed = path.stat().st_size - size
        trigram = _trigram_index(path)
        found = searches(path, asked.rounds)
    body = (
        f"{asked.articles:,} articles of some 900 characters, composed by rules (bench/articles.py); processor time, best "
        f"of {asked.rounds}.\n\n### Writing\n\n{PAGES:,} pages in transactions of {BATCH}, in the order in which a crawl "
        "brings them. The others are given the rows that ours made, or make them; ours also looks up what is known of each "
        f"page and counts for its host.\n\n{written}\n\n### Searching\n\n{found}\n\nMedian and p95 of whole searches: query taken apart, "
        "ranked, ten snippets. LIKE and trigram give titles only. Building the index takes "
        f"{seconds / asked.articles * 1000:.2f} ms an article (trigram {trigram / asked.articles * 1000:.2f}).\n\n"
        f"### Exporting\n\n{exported}\n\n{pulled}\n\n### Size\n\nAn article takes {size / asked.articles:,.0f} bytes in the "
        f"archive with all that belongs to it, and {indexed / asked.articles:,.0f} in the search index.\n"
    )
    write_section("store", "The archive: writing, searching, exporting", "make bench-store", body)


if __name__ == "__main__":
    main()
