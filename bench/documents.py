"""Pages a second and peak memory of `scrapy crawl documents`, over copies of the documents with changed text.

python -m bench.documents [--copies 100 1000 4000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.section import write_section

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "tests" / "fixtures" / "documents"


def main() -> None:
    """Measure each size in a process of its own, from an empty archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, nargs="+", default=[100, 1000, 4000])
    sizes = parser.parse_args().copies
    lines = [
        "| documents | seconds | pages/s | peak memory, MiB | archive, kB a page |",
        "|---|---|---|---|---|",
    ]
    for size in sizes:
        seconds, memory, archive = measure(size)
        lines.append(
            f"| {size} | {seconds:.1f} | {size / seconds:.0f} | {memory:.0f} | {archive / size / 1000:.1f} |"
        )
        print(lines[-1], file=sys.stderr, flush=True)
    lines.append("\nSeconds include the start of Python and Scrapy. One process, one core.")
    write_section("documents", "Documents from disk", "make bench", "\n".join(lines))


def measure(size: int) -> tuple[float, float, int]:
    """Seconds, peak memory in MiB, and bytes of the archive for so many documents."""
    with tempfile.TemporaryDirectory() as name:
        folder, archive = Path(name) / "documents", Path(name) / "archive.db"
        copies(folder, size)
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "documents",
            "-a",
            f"path={folder}",
            "-s",
            f"ARCHIVE={archive}",
        ]
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            raise SystemExit(f"the crawl ended with status {status}")
        return seconds, usage.ru_maxrss / 1024, archive.stat().st_size


def copies(folder: Path, size: int) -> None:
    """Copies of the five documents, each with a number in its title and text, a hundred to a folder."""
    originals = [path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*.txt"))]
    for number in range(size):
        text = originals[number % len(originals)]
        for word in ("文明", "創", "创"):
            text = text.replace(word, f"{word}{number}", 3)
        path = folder / f"{number // 100:03d}" / f"{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
