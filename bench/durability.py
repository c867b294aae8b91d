"""Kills a crawl with SIGKILL at random moments, again and again, and counts what was lost, doubled or fetched twice.

python -m bench.durability [--articles 4762] [--kills 20] [--seed 1]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.section import write_section
from crawler.warc import read
from tests.crawler.site import Site, pages_of

ROOT = Path(__file__).parents[1]

# Whatever says that it is finished must be: an article that is done is there, and so are the links of a list.
UNTRUE = """
    SELECT (SELECT count(*) FROM urls u LEFT JOIN articles a USING (url)
            WHERE u.kind = 'article' AND u.state = 'done' AND a.url IS NULL)
        + (SELECT count(*) FROM urls u WHERE u.kind = 'list' AND u.state = 'done'
            AND NOT EXISTS (SELECT 1 FROM urls c WHERE c.parent = u.url))
        + (SELECT count(*) FROM crawls WHERE reason = 'finished') - ?"""


@dataclass
class Result:
    """What is left of it all.

    Attributes:
        missing: articles that are not in the archive.
        doubled: articles that became two, or have a version that nobody wrote.
        untrue: rows that said, after a kill, that something was finished that was not.
        fetched: responses with a page.
        refetched: of them more than one for an address.
        killed: crawls that the archive shows as killed.
        code: exit code of the last run.
        memory: greatest peak of a run, in MiB.
        records: rows that name a WARC record.
        unreadable: of them those whose record cannot be read.
    """

    missing: int
    doubled: int
    untrue: int
    fetched: int
    refetched: int
    killed: int
    code: int
    memory: float
    records: int
    unreadable: int


def command(folder: Path, archive: Path, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "scrapy", "crawl", "news", "-a", "source=all", "-s", f"SOURCES={folder}",
        "-s", f"ARCHIVE={archive}", *more,
    ]  # fmt: skip


def torment(folder: Path, articles: int, kills: int, seed: int) -> Result:
    """Crawl a site of so many articles, killed so many times at random moments, and once to the end."""
    chance = random.Random(seed)
    archive = folder / "archive.db"
    untrue, memory, done = 0, 0.0, 0
    with Site(pages_of(articles)) as site:
        site.source(folder / "sources", limits="{pages = 100000, list_pages = 10000}")
        # Moments are counted in requests and not in seconds, so that every kill hits a crawl at work.
        total = len(site.pages)
        moments = sorted(
            chance.uniform(0, 0.9 * total) for _ in range(kills)
        )  # the last tenth is quickly over
        for moment in [*moments, None]:
            with (folder / "log").open("a") as log:
                run = subprocess.Popen(
                    command(folder / "sources", archive), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
                )
            before = sum(site.asked.values())
            if moment is not None:
                while (
                    run.poll() is None
                    and len(site.asked) <= moment
                    and sum(site.asked.values()) - before < total
                ):
                    time.sleep(0.002)
                while run.poll() is None and sum(site.asked.values()) == before:
                    time.sleep(0.002)
                time.sleep(chance.uniform(0, 0.02))  # a tenth of a second later a small crawl may be done
                run.send_signal(signal.SIGKILL)
            if run.returncode is None:
                _, status, usage = os.wait4(run.pid, 0)
                run.returncode = os.waitstatus_to_exitcode(status)
                memory = max(memory, usage.ru_maxrss / 1024)
            done += run.returncode == 0
            if archive.exists():
                untrue += ask(archive, UNTRUE, done)
        asked = [times for path, times in site.asked.items() if path != "/robots.txt"]
    records = places(archive)
    return Result(
        missing=articles - ask(archive, "SELECT count(*) FROM articles"),
        doubled=ask(
            archive, "SELECT (SELECT count(*) FROM versions) + (SELECT count(*) FROM changes) - ?", articles
        ),
        untrue=untrue,
        fetched=sum(asked),
        refetched=sum(asked) - len(asked),
        killed=ask(archive, "SELECT count(*) FROM crawls WHERE reason = 'killed' AND finished IS NULL"),
        code=run.returncode,
        memory=memory,
        records=len(records),
        unreadable=len(records - readable(folder / "warc")),
    )


def places(archive: Path) -> set[tuple[str, int]]:
    """File and offset of every record that a row names."""
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as conn:
        rows = conn.execute("SELECT warc_file, warc_offset FROM fetches WHERE status IS NOT NULL").fetchall()
    return {(file, offset) for file, offset in rows}


def readable(folder: Path) -> set[tuple[str, int]]:
    """File and offset of every response that can be read to its end."""
    return {(path.name, stored.offset) for path in folder.glob("*.warc.gz") for stored in read.stored(path)}


def ask(archive: Path, query: str, *values: object) -> int:
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(conn.execute(query, values).fetchone()[0])


def main() -> None:
    """Torment a crawl and write down what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=4762)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        result = torment(Path(name), asked.articles, asked.kills, asked.seed)
    pages = asked.articles + -(-asked.articles // 20)
    write_section(
        "durability",
        "A crawl killed again and again",
        "python -m bench.durability",
        f"{pages} pages ({asked.articles} articles), killed with SIGKILL {asked.kills} times at random moments, then "
        f"run to its end.\n\n| | |\n|---|---|\n| articles missing | {result.missing} |\n"
        f"| articles doubled | {result.doubled} |\n| rows that called unfinished work finished | {result.untrue} |\n"
        f"| pages fetched twice | {result.refetched} ({result.refetched / pages:.1%}) |\n"
        f"| WARC records readable of those acknowledged | {result.records - result.unreadable} of {result.records} |\n"
        f"| crawls shown as killed | {result.killed} |\n| exit code of the last run | {result.code} |\n"
        f"| greatest memory of a run, MiB | {result.memory:.0f} |",
    )
    print(result, file=sys.stderr)


if __name__ == "__main__":
    main()
