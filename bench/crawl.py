"""The crawl, measured on the practice site: speed against bare Scrapy and trafilatura, memory, and a second visit.

    python -m bench.crawl [--pages 2000] [--memory 1000 10000 100000] [--rounds 1]

The site runs in a process of its own (tools/practice); what it costs is told. Pages a second count article pages: at
work, from the first answer to the end of the crawling process, so that whatever is still to be done with the last pages
counts; and over the whole run, with the start of Python and of all processes. Lists, feeds and sitemaps, which only this
project reads, come on top of its work.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.section import write_section
from tools.practice.__main__ import command, note
from tools.practice.client import ROOT, Practice, serving
from tools.practice.score import read, score, table
from tools.practice.world import Plan, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
_NAMES = {
    "bare": "(a) bare Scrapy, pages discarded",
    "trafilatura": "(b) Scrapy, trafilatura with metadata in a pipeline",
    "ours": "(c) this project, everything on",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl: seconds from the first answer to its end, and from its start, CPU seconds, peak MiB, and what the site counted."""

    seconds: float
    whole: float
    cpu: float
    memory: float
    counts: dict[str, Any]

    @property
    def pages(self) -> int:
        """Article pages that were answered, whatever the answer."""
        return sum(n for key, n in self.counts["requests"].items() if key.startswith("article "))

    @property
    def speed(self) -> float:
        """Article pages a second, at work."""
        return self.pages / self.seconds


def main() -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--memory", type=int, nargs="*", default=[1000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=1, help="medians of so many runs of each")
    options = parser.parse_args()
    parts = [*speed(Plan(options.pages), options.rounds), *memory(options.memory)]
    write_section("crawl", "Crawling the practice site", "make bench-crawl", "\n".join(parts))


def speed(plan: Plan, rounds: int) -> Iterator[str]:
    """The three crawlers over the same pages, in turn; then a second visit, and the score."""
    runs: dict[str, list[Run]] = {name: [] for name in _NAMES}
    served = 0.0
    for _ in range(rounds):
        for name in ("bare", "trafilatura"):
            with serving(plan) as site, tempfile.TemporaryDirectory() as folder:
                urls = Path(folder) / "urls.txt"
                urls.write_text("\n".join(truth.url for truth in site.truth()), "utf-8")
                runs[name].append(measure(site, [sys.executable, "-m", "bench.crawl_peers", name, str(urls)]))
        with serving(plan) as site, tempfile.TemporaryDirectory() as folder:
            site.truth()  # draws up every title, as it did for the others
            note(site, Path(folder), 0)
            first = measure(site, command(Path(folder), []))
            runs["ours"].append(first)
            served = first.counts["cpu"] / sum(first.counts["requests"].values())
            again = measure(site, command(Path(folder), []))
            scores = table(score(read(Path(folder) / "archive.db"), site.truth()))
    base = middle(runs["bare"], lambda run: run.speed)
    yield f"{plan.pages} articles on {len(World.names(plan))} hosts, {rounds} round(s).\n"
    yield "| crawler | article pages | all requests | pages/s at work | of (a) | pages/s, whole run | CPU s | CPU ms a page | peak MiB |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, title in _NAMES.items():
        some = runs[name]
        pace, cpu = middle(some, lambda run: run.speed), middle(some, lambda run: run.cpu)
        yield (
            f"| {title} | {some[0].pages} | {sum(some[0].counts['requests'].values())} | {pace:.0f} | {pace / base:.2f} "
            f"| {middle(some, lambda run: run.pages / run.whole):.0f} | {cpu:.1f} | {1000 * cpu / some[0].pages:.1f} | {middle(some, lambda run: run.memory):.0f} |"
        )
    ours, other = (middle(runs[name], lambda run: run.speed) for name in ("ours", "trafilatura"))
    yield f"\n(c) is {ours / base:.2f} of (a) and {ours / other:.1f} times (b). "
    yield f"The site took {1000 * served:.2f} ms of CPU a request, in a process of its own.\n"
    yield "| visit | requests | of them 304 | MB of bodies | seconds | CPU s |"
    yield "|---|---|---|---|---|---|"
    for title, run in (("first", first), ("second, nothing changed, all rechecked", again)):
        requests = run.counts["requests"]
        same = sum(n for key, n in requests.items() if key.endswith(" 304"))
        yield (
            f"| {title} | {sum(requests.values())} | {same} | {run.counts['bytes'] / 1e6:.1f} | {run.seconds:.1f} "
            f"| {run.cpu:.1f} |"
        )
    yield "\nHosts without ETag or Last-Modified (PHPCMS, Discuz!, EmpireCMS …) answer in full, with other bytes each time.\n"
    yield f"What (c) archived, against the truth:\n\n```text\n{scores}\n```\n"


def memory(sizes: list[int]) -> Iterator[str]:
    """Peak memory of this project's crawl over short pages."""
    if not sizes:
        return
    yield "Memory over short pages (a paragraph or two, no menus):\n"
    yield "| articles | requests | seconds | peak MiB | archive MB |"
    yield "|---|---|---|---|---|"
    for size in sizes:
        with serving(Plan(size, short=True)) as site, tempfile.TemporaryDirectory() as folder:
            note(site, Path(folder), 0)
            run = measure(site, command(Path(folder), []))
            archive = (Path(folder) / "archive.db").stat().st_size / 1e6
            row = f"| {size} | {sum(run.counts['requests'].values())} | {run.seconds:.0f} | {run.memory:.0f} | {archive:.0f} |"
            print(row, file=sys.stderr, flush=True)
            yield row


def measure(site: Practice, arguments: list[str]) -> Run:
    """Run a crawler; its CPU is that of all its processes, its memory that of the greatest."""
    before = site.counts(reset=True)
    # Processes that it leaves behind, as the server that its workers are forked from, come to this one to be counted.
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    others = _children()
    start = time.monotonic()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    whole = time.monotonic() - start
    cpu = usage.ru_utime + usage.ru_stime + sum(_left_behind(others))
    process.returncode = os.waitstatus_to_exitcode(status)
    counts = site.counts()
    counts["cpu"] -= before["cpu"]
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with status {process.returncode}")
    run = Run(counts["since_first"], whole, cpu, usage.ru_maxrss / 1024, counts)
    print(f"{run.pages} pages, {run.seconds:.1f} s, {run.speed:.0f}/s", file=sys.stderr, flush=True)
    return run


def _children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}


def _left_behind(others: set[int]) -> Iterator[float]:
    """CPU seconds of the processes that the crawler left, once they have ended."""
    while left := _children() - others:
        _, _, usage = os.wait4(left.pop(), 0)
        yield usage.ru_utime + usage.ru_stime


def middle(runs: list[Run], value: Callable[[Run], float]) -> float:
    """The median over the rounds."""
    return median(map(value, runs))


if __name__ == "__main__":
    main()
