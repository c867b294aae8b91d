"""F1 of the judge of blocks on the shared pages, each site left out of its training, and its time a page.

    python -m bench.extract [--sites sina cwced]

Skipped where ``../shared/cases`` is absent. Scores as ``../shared/bench/bench_extract.py``: F1 of character
4-grams, mean over sites. Needs the dependency group ``train``; the time of trafilatura stands beside ours
where it is installed.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import defaultdict
from typing import TYPE_CHECKING

from bench.section import write_section
from pipelines.blocks import parse_html
from pipelines.content import choose_blocks, judge
from tools.content_cases import chinese, read_pages
from tools.content_labels import f1, grams
from tools.train_content import dataset, fit, load_cases

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Train once a site, score, and write the section of docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", nargs="*")
    wanted = parser.parse_args().sites
    cases = load_cases()
    if not cases:
        print("skipped: ../shared/cases is absent")
        return
    data = dataset(cases)
    pages = [case for case in chinese() if case.document.blocks]
    scores: dict[str, list[float]] = defaultdict(list)
    for site in wanted or sorted({page.group for page in pages}):
        trees = fit(data, cases, without=site)
        for page in (page for page in pages if page.group == site):
            content = judge(page.document, trees)
            scores[site].append(f1(page.gold, grams("\n".join(page.texts[i] for i in content.kept))))
        print(site, len(scores[site]), round(statistics.mean(scores[site]), 4), flush=True)
    section = "\n".join([*table(scores), "", *times()])
    if wanted:
        print(section)
    else:
        write_section("blocks", "The judge of blocks, each site left out", "python -m bench.extract", section)


def table(scores: dict[str, list[float]]) -> list[str]:
    """Rows of Markdown: each site, and the mean over sites with its bootstrap interval."""
    lines = ["| site | pages | F1 | ≥ .95 | < .5 |", "|---|---|---|---|---|"]
    lines += [_row(site, values) for site, values in sorted(scores.items())]
    everything = [value for values in scores.values() for value in values]
    means = [statistics.mean(values) for values in scores.values()]
    rng = random.Random(1)
    draws = sorted(statistics.mean(rng.choices(means, k=len(means))) for _ in range(2000))
    return [
        *lines,
        _row("all pages", everything),
        "",
        _mean(statistics.mean(means), draws),
    ]


def _mean(mean: float, draws: list[float]) -> str:
    low, high = draws[len(draws) // 40], draws[-len(draws) // 40]
    return f"Mean over sites {mean:.4f}; 95% of bootstrap draws over sites lie in {low:.3f} to {high:.3f}."


def _row(name: str, values: list[float]) -> str:
    good = statistics.mean(value >= 0.95 for value in values)
    bad = statistics.mean(value < 0.5 for value in values)
    return f"| {name} | {len(values)} | {statistics.mean(values):.4f} | {good:.1%} | {bad:.1%} |"


def times() -> list[str]:
    """Median milliseconds a page of the parse, of the judge, and of trafilatura with metadata, in turn."""
    rows = list(read_pages("extraction_pages.jsonl.xz"))[::4]
    documents = [parse_html(row["html"]) for row in rows]
    judged = _median(lambda i: choose_blocks(documents[i]), len(rows))
    parsed = _median(lambda i: parse_html(rows[i]["html"]), len(rows))
    line = f"Median of {len(rows)} pages: parse {parsed:.2f} ms, judge {judged:.2f} ms"
    try:
        from trafilatura import bare_extraction
    except ImportError:
        return [f"{line}; trafilatura is not installed."]
    peer = _median(lambda i: bare_extraction(rows[i]["html"], with_metadata=True), len(rows))
    return [f"{line}; trafilatura with metadata {peer:.1f} ms ({peer / (parsed + judged):.0f} times)."]


def _median(run: Callable[[int], object], count: int) -> float:
    run(0)
    spans = []
    for i in range(count):
        start = time.perf_counter()
        run(i)
        spans.append((time.perf_counter() - start) * 1000)
    return statistics.median(spans)


if __name__ == "__main__":
    main()
