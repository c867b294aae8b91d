"""The WARC archive, measured beside warcio alone, and cleaning all of it again beside trafilatura.

    python -m bench.archive [--pages 2000] [--memory 10000 100000]

The pages are those of the practice site (tools/practice), fetched by a crawl of this project; every part reads the WARC
files that this crawl wrote. Reprocessing is timed from the first result to the last, and as a whole, start of Python,
models and workers included; so is trafilatura with processes of its own.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.crawl import Run, measure
from bench.frontier import peak
from bench.section import write_section
from crawler.warc import read
from crawler.warc.records import Exchange
from crawler.warc.writer import WarcWriter
from pipelines.store import Archive, Fetch
from pipelines.types import CleanPage
from tests.crawler.site import article, article_path
from tools.practice.__main__ import command, note
from tools.practice.client import ROOT, serving
from tools.practice.world import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.warc.read import Stored

_CHUNK = 20  # pages that a process of trafilatura's takes at once


def main() -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--memory", type=int, nargs="*", default=[10_000, 100_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.pages:
            parts = [*measured(Plan(options.pages), Path(name))]
            write_section("archive", "The WARC archive", "make bench-archive", "\n".join(parts))
        if options.memory:
            parts = [*memory(options.memory, Path(name))]
            write_section("reprocess", "Memory of reprocessing", "make bench-archive", "\n".join(parts))


def measured(plan: Plan, folder: Path) -> Iterator[str]:
    """Every table."""
    crawls = {
        "without": crawl(plan, folder / "without", "-s", "WARC_FOLDER="),
        "with": crawl(plan, folder / "with"),
    }
    archive = folder / "with" / "archive.db"
    files = sorted((folder / "with" / "warc").glob("*.warc.gz"))
    pages = [stored for path in files for stored in read.stored(path)]
    size, database = sum(path.stat().st_size for path in files), archive.stat().st_size
    yield f"{len(pages)} responses of the practice site, {crawls['with'].pages} of them articles.\n"
    yield "| crawl | article pages/s | CPU s |\n|---|---|---|"
    for title, run in crawls.items():
        yield f"| {title} WARC files | {run.speed:.0f} | {run.cpu:.1f} |"
    yield f"\nBytes a response: {size / len(pages):,.0f} in WARC files, {database / len(pages):,.0f} in archive.db.\n"
    yield "| records/s, one thread, processor time | this project | warcio alone | ratio |\n|---|---|---|---|"
    for title, ours, theirs in (
        (
            "write request and response",
            lambda: write(pages, folder),
            lambda: write_with_warcio(pages, folder),
        ),
        ("read responses", lambda: read_all(files), lambda: read_with_warcio(files)),
    ):
        one, other = timed(ours), timed(theirs)
        yield f"| {title} | {one:,.0f} | {other:,.0f} | {one / other:.1f} |"
    yield "\n| cleaning the same WARC files again | pages/s at work | of trafilatura's | of one worker's | pages/s, whole run |"
    yield "|---|---|---|---|---|"
    html = [stored.content for stored in pages if stored.status == 200 and b"<" in stored.content[:200]]
    peer = {count: trafilatura(html, count) for count in (1, 2)}
    own = {count: reprocess(archive, count) for count in (1, 2)}
    for count, (pace, whole) in peer.items():
        one = pace / peer[1][0]
        yield f"| trafilatura with metadata, {count} process(es) | {pace:.1f} | | {one:.2f} | {whole:.1f} |"
    for count, (pace, whole) in own.items():
        ratio, one = pace / peer[count][0], pace / own[1][0]
        yield f"| scrapy reprocess, {count} worker(s) | {pace:.1f} | {ratio:.1f} | {one:.2f} | {whole:.1f} |"


def memory(sizes: list[int], folder: Path) -> Iterator[str]:
    """Peak memory of cleaning archives of short pages again."""
    yield "| captures | peak memory, MiB | captures/s, whole run |\n|---|---|---|"
    for size in sizes:
        archive = folder / f"short-{size}" / "archive.db"
        compose(archive, size)
        start = time.monotonic()
        run = subprocess.Popen(_command(archive, 2), cwd=ROOT, stdout=subprocess.DEVNULL)
        greatest = 0
        while run.poll() is None:
            greatest = max(greatest, peak(run.pid))
            time.sleep(0.1)
        if run.returncode:
            raise SystemExit(f"scrapy reprocess ended with status {run.returncode}")
        yield f"| {size} | {greatest / 1024:.0f} | {size / (time.monotonic() - start):.0f} |"
    yield "\nOf the process that reads and writes; two workers clean. Short pages, each another."


def compose(path: Path, size: int) -> None:
    """An archive of so many captures, and its WARC files."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    with Archive(path) as archive, WarcWriter(path.with_name("warc")) as writer:
        archive.begin_crawl("news")
        for number in range(size):
            at = day + timedelta(seconds=number)
            head = ((b"Content-Type", b"text/html; charset=utf-8"),)
            url, body = f"http://qinghe.example{article_path(number)}", article(number).encode()
            record = writer.write(Exchange(url=url, at=at, status=200, headers=head, body=body))
            page = CleanPage(verdict="article", title=f"第{number}次推进会", body=f"第{number}次推进会召开。")
            place = Fetch(at=at, status=200, warc_file=record.file, warc_offset=record.offset)
            archive.put(url, page, fetch=place)


def crawl(plan: Plan, folder: Path, *more: str) -> Run:
    """A crawl of the whole practice site."""
    with serving(plan) as site:
        site.truth()  # draws up every title
        note(site, folder, 0)
        return measure(site, command(folder, list(more)))


def timed(work: Callable[[], int]) -> float:
    """Records a second of processor time; the better of two runs."""
    best = 0.0
    for _ in range(2):
        start = time.process_time()
        count = work()
        best = max(best, count / (time.process_time() - start))
    return best


def write(pages: list[Stored], folder: Path) -> int:
    """Responses and requests, two records a page."""
    with tempfile.TemporaryDirectory(dir=folder) as name, WarcWriter(name) as writer:
        for page in pages:
            kind = (page.content_type or "text/html").encode()
            writer.write(
                Exchange(
                    url=page.url, at=page.at, status=page.status, reason="OK", headers=((b"Content-Type", kind),),
                    body=page.content,
                )
            )  # fmt: skip
    return 2 * len(pages)


def write_with_warcio(pages: list[Stored], folder: Path) -> int:
    """The same with warcio, as its documentation shows."""
    with tempfile.TemporaryDirectory(dir=folder) as name, (Path(name) / "a.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in pages:
            head = StatusAndHeaders(
                "200 OK", [("Content-Type", page.content_type or "text/html")], protocol="HTTP/1.1"
            )
            response = writer.create_warc_record(
                page.url,
                "response",
                payload=BytesIO(page.content),
                length=len(page.content),
                http_headers=head,
            )
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "127.0.0.1")], is_http_request=True)
            writer.write_request_response_pair(
                writer.create_warc_record(page.url, "request", http_headers=asked), response
            )
    return 2 * len(pages)


def read_all(files: list[Path]) -> int:
    """Every response, decoded."""
    return sum(len(stored.content) >= 0 for path in files for stored in read.stored(path))


def read_with_warcio(files: list[Path]) -> int:
    """Likewise, with warcio."""
    count = 0
    for path in files:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type in ("response", "revisit", "resource"):
                    record.content_stream().read()
                    count += 1
    return count


def extract(html: bytes) -> int:
    """What a trafilatura user does with a page."""
    import trafilatura as peer

    return len(str(peer.bare_extraction(html, with_metadata=True) or ""))


def trafilatura(pages: list[bytes], count: int) -> tuple[float, float]:
    """Pages a second with ``count`` processes: from the first results to the last, and with their start."""
    start = time.monotonic()
    with ProcessPoolExecutor(count) as pool:
        results = pool.map(extract, pages, chunksize=_CHUNK)
        next(results)
        first = time.monotonic()
        for _ in results:
            pass
        last = time.monotonic()
    return (len(pages) - _CHUNK) / (last - first), len(pages) / (time.monotonic() - start)


def reprocess(archive: Path, count: int) -> tuple[float, float]:
    """Captures a second of the command, likewise."""
    start = time.monotonic()
    done = subprocess.run(
        _command(archive, count),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    ).stdout
    whole = time.monotonic() - start
    found = re.search(r"([\d,]+) of [\d,]+ captures.* ([\d.,]+)/s", done)
    assert found, done
    pages, pace = (float(number.replace(",", "")) for number in found.groups())
    return pace, pages / whole


def _command(archive: Path, workers: int) -> list[str]:
    start = [sys.executable, "-m", "scrapy", "reprocess", "--all", "--workers", str(workers)]
    return [*start, "-s", f"ARCHIVE={archive}", "-s", f"SOURCES={archive.parent / 'sources'}"]


if __name__ == "__main__":
    main()
