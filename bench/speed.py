"""Processor time of a page, `clean_page` and trafilatura with metadata in turn, so that other load touches both alike.

    python -m bench.speed

Each shared Chinese page once, the first time it is seen. Skipped where ``../shared/cases`` or trafilatura is absent.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from bench.section import write_section
from pipelines import clean_page
from tools.content_cases import read_pages

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Time both on every page and write the section of docs/benchmarks.md."""
    rows = list(read_pages("extraction_pages.jsonl.xz"))
    try:
        from trafilatura import bare_extraction
    except ImportError:
        rows = []
    if not rows:
        print("skipped: ../shared/cases or trafilatura is absent")
        return

    def ours(html: str, url: str | None) -> object:
        return clean_page(html, url)

    def peer(html: str, url: str | None) -> object:
        return bare_extraction(html, url=url, with_metadata=True, include_comments=False)

    both: tuple[Callable[[str, str | None], object], ...] = (ours, peer)
    times: tuple[list[float], list[float]] = ([], [])
    for run in both:  # models and data are loaded
        run(rows[0]["html"], rows[0].get("url"))
    for row in rows:
        for run, spans in zip(both, times, strict=True):
            start = time.process_time()
            run(row["html"], row.get("url"))
            spans.append((time.process_time() - start) * 1000)
    mine, other = map(statistics.median, times)
    write_section(
        "speed",
        "Time beside trafilatura",
        "python -m bench.speed",
        f"Median of {len(rows)} pages: {mine:.1f} ms; trafilatura with metadata {other:.1f} ms: "
        f"{other / mine:.1f} times. Mean: {statistics.mean(times[1]) / statistics.mean(times[0]):.1f} times.",
    )


if __name__ == "__main__":
    main()
