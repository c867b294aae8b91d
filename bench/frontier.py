"""Memory of a crawl against the number of its addresses.

python -m bench.frontier [--urls 1000 10000 100000]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.durability import ROOT, ask, command
from bench.section import write_section
from tests.crawler.site import PER_LIST, Site, article, article_path, pages_of

_KEPT = (
    20  # one article in so many; the others are gone, so that a hundred thousand take minutes and not an hour
)


def measure(folder: Path, urls: int) -> tuple[float, float, int]:
    """Seconds, peak memory in MiB, and addresses done."""
    archive = folder / f"{urls}.db"
    with Site(pages_of(urls)) as site:
        for number in range(urls):
            site.pages[article_path(number)] = 410 if number % _KEPT else article(number)
        site.source(
            folder / f"{urls}",
            concurrency="32",
            limits="{pages = 100000000, list_pages = 1000000, seconds = 36000}",
        )
        start = time.perf_counter()
        with (folder / "log").open("a") as log:
            more = ("-s", "CONCURRENT_REQUESTS=32")
            run = subprocess.Popen(
                command(folder / f"{urls}", archive, *more), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        memory = 0
        while run.poll() is None:
            memory = max(memory, peak(run.pid))
            time.sleep(0.1)
        seconds = time.perf_counter() - start
    if run.returncode:
        raise SystemExit(
            f"the crawl ended with status {run.returncode}: {(folder / 'log').read_text()[-2000:]}"
        )
    done = ask(archive, "SELECT count(*) FROM urls WHERE state IN ('done', 'gone') AND kind = 'article'")
    return seconds, memory / 1024, done


def peak(pid: int) -> int:
    """Greatest memory of a process so far, in KiB; 0 once it has ended.

    Not ``ru_maxrss``: on Linux that begins with the memory of the process that started it, here the whole site.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def main() -> None:
    """Measure each number of addresses in a process of its own, from an empty archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, nargs="+", default=[1000, 10_000, 100_000])
    lines = ["| addresses | done | peak memory, MiB | addresses/s |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        for urls in parser.parse_args().urls:
            seconds, memory, done = measure(Path(name), urls)
            lines.append(f"| {urls} | {done} | {memory:.0f} | {urls / seconds:.0f} |")
            print(lines[-1], file=sys.stderr, flush=True)
    lines.append(
        f"\nLists of {PER_LIST}; one address in {_KEPT} is an article that is cleaned and kept, the others answer 410."
    )
    write_section("frontier", "Memory against addresses", "python -m bench.frontier", "\n".join(lines))


if __name__ == "__main__":
    main()
