"""Measures the spam judge and writes its section of docs/benchmarks.md.

    python -m bench.spam [--shared ../shared] [--quick]

Blocks: sources left out, beside two public lists. Pages and blocks injected into them: sites and phrases left out.
Then the shared harnesses on the shipped model, which has seen their phrases. ``--quick`` trains nothing and writes
nothing. Needs the dependency group ``train``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np

from bench import spam_blocks, spam_pages
from bench.section import write_section
from pipelines.spam import score_blocks
from tools import spam_corpus as corpus

ROOT = Path(__file__).parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=corpus.CASES.parent)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    cases = options.shared / "cases"
    if not cases.is_dir():
        print("bench spam: skipped, ../shared/cases is absent")
        return 0
    warnings.simplefilter("ignore")  # the networks stop before they have converged, on purpose
    rows = corpus.blocks(cases)
    ours = np.array(score_blocks([row.text for row in rows]))
    shipped = spam_blocks.line(
        "shipped model, on its own training blocks (only a measure of fit)", rows, ours
    )
    head = [f"{len(rows)} shared blocks:", "", spam_blocks.HEAD, *spam_blocks.baselines(rows)]
    tail = ["", spam_blocks.speed(rows), "", spam_pages.damaged(cases)]
    if options.quick:
        print("\n".join([*head, shipped, *tail]))
        return 0
    body = [
        *head,
        *spam_blocks.left_out(cases, rows, composed=False),
        shipped,
        *spam_blocks.left_out(cases, rows, composed=True),
        "",
        *spam_pages.measure(options.shared),
        *tail,
        "",
        "The shared harnesses on the shipped model, which has seen their phrases and pages (share of pages):",
        "",
        *_harness(options.shared, "bench_injection.py", str(cases / "extraction_pages.jsonl.xz"), "bench.adapter:extract"),
        "",
        *_harness(
            options.shared, "bench_hijack.py", "--data", str(cases / "extraction_pages.jsonl.xz"),
            "--per-site", "8", "-x", "bench.adapter:extract",
        ),
    ]  # fmt: skip
    write_section("spam", "Telling spam", "make bench-spam", "\n".join(body))
    return 0


def _harness(shared: Path, name: str, *arguments: str) -> list[str]:
    """The tables a shared harness prints."""
    command = [sys.executable, str(shared / "bench" / name), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{name} failed: {done.stderr[-500:]}")
    return [line for line in done.stdout.splitlines() if line.startswith("|")]


if __name__ == "__main__":
    raise SystemExit(main())
