"""This project and its peers on the shared pages, in one run: body, metadata, time, injected spam, hijacked pages.

    python -m bench.peers [--quick]

Runs the harnesses of ``../shared/bench``; skipped where they are absent. Our judge of blocks was trained on these
pages: its honest figures, each site left out of its training, are those of ``python -m bench.extract``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from bench.section import write_section

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
PAGES = SHARED / "cases" / "extraction_pages.jsonl.xz"
OURS = "bench.adapter:extract"
PEERS = ("trafilatura+meta", "magic-html", "readability-lxml", "newspaper4k", "resiliparse", "gne")


def main() -> None:
    """Run the three harnesses one after the other and write their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="fewer pages a site, and only trafilatura beside us"
    )
    quick = parser.parse_args().quick
    if not PAGES.exists():
        print(f"skipped: {PAGES.relative_to(ROOT.parent)} is absent")
        return
    peers = PEERS[:1] if quick else PEERS
    few = ["--per-site", "20"] if quick else []
    names = [argument for name in (OURS, *peers) for argument in ("-x", name)]
    tables = [
        "Body and metadata (`title=` exact; ms a page, median):",
        harness("bench_extract.py", "--data", str(PAGES), *few, *names),
        "Spam injected into pages (share of pages where it survives):",
        harness("bench_injection.py", str(PAGES), OURS, *(PEERS[:3] if not quick else ())),
        "Pages hijacked and damaged (spam: share of pages with an injected phrase left):",
        harness("bench_hijack.py", "--data", str(PAGES), "--per-site", "4" if quick else "8", "-x", OURS),
    ]
    write_section("peers", "Against the peers", "make bench-extract", "\n\n".join(tables))


def harness(name: str, *arguments: str) -> str:
    """What a harness prints, as Markdown."""
    run = subprocess.run(
        [sys.executable, str(SHARED / "bench" / name), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        print(run.stderr, file=sys.stderr)
        raise SystemExit(f"{name} failed")
    return "\n".join(line for line in run.stdout.splitlines() if not line.startswith("#"))


if __name__ == "__main__":
    main()
