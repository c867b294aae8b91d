"""Measures the spam judge and writes its three sections of docs/benchmarks.md.

    python -m bench.spam [--shared ../shared] [--only blocks|pages|verdicts|shipped]

Blocks: sources left out, beside two public lists. Pages and blocks injected into them: sites and phrases left out,
beside the same lists; then the shared harnesses on the shipped model, which has seen their phrases. Verdicts: whole
pages, and articles with brands in the place of authorities, sources and writers left out. ``shipped`` trains
nothing and writes nothing. Needs the dependency group ``train``.
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
COMMAND = "make bench-spam"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=corpus.CASES.parent)
    parser.add_argument("--only", choices=("blocks", "pages", "verdicts", "shipped"))
    options = parser.parse_args()
    cases = options.shared / "cases"
    if not cases.is_dir():
        print("bench spam: skipped, ../shared/cases is absent")
        return 0
    warnings.simplefilter("ignore")  # the networks stop before they have converged, on purpose
    if options.only == "shipped":
        print("\n".join([*_blocks(cases, train=False), "", spam_pages.damaged(cases)]))
    if options.only in (None, "blocks"):
        write_section("spam", "Telling spam from text", COMMAND, "\n".join(_blocks(cases, train=True)))
    if options.only in (None, "pages"):
        write_section("spam-pages", "Spam on pages", COMMAND, "\n".join(_pages(options.shared)))
    if options.only in (None, "verdicts"):
        command = "python -m bench.spam --only verdicts"
        write_section(
            "spam-verdicts", "Spam pages and clones", command, "\n".join(spam_pages.verdicts(cases))
        )
    return 0


_OWN = ((), ("composed blocks",), tuple(spam_blocks.OWN))


def _blocks(cases: Path, *, train: bool) -> list[str]:
    rows = corpus.blocks(cases)
    ours = np.array(score_blocks([row.text for row in rows]))
    return [
        f"{len(rows)} shared blocks; a source is never in both training and test:",
        "",
        spam_blocks.HEAD,
        *spam_blocks.baselines(rows),
        spam_blocks.line("shipped model, on its own training blocks (only a measure of fit)", rows, ours),
        *(line for own in _OWN if train for line in spam_blocks.left_out(cases, rows, own)),
        "",
        spam_blocks.speed(rows),
    ]


def _pages(shared: Path) -> list[str]:
    cases = shared / "cases"
    articles = str(cases / "extraction_pages.jsonl.xz")
    ours = "bench.adapter:extract"
    return [
        *spam_pages.measure(shared),
        "",
        spam_pages.damaged(cases),
        "",
        "The shared harnesses on the shipped model, which has seen their phrases and pages (share of pages):",
        "",
        *_harness(shared, "bench_injection.py", articles, ours),
        "",
        *_harness(shared, "bench_hijack.py", "--data", articles, "--per-site", "8", "-x", ours),
    ]


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
