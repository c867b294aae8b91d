"""The repair on damaged texts, scored by ../shared/bench/bench_repair.py, and how fast sound texts are let through.

    python -m bench.repair

Skipped where ``../shared`` is absent. The language model saw none of these texts; see docs/repair.md.
"""

from __future__ import annotations

import json
import lzma
import os
import time
from typing import TYPE_CHECKING

from bench.peers import ROOT, SHARED, harness
from bench.section import write_section
from pipelines.repair import repair_text
from pipelines.repair.gbk import WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS = SHARED / "cases" / "clean_texts.jsonl.xz"
ROUNDS = 15  # of which the fastest counts: the others shared the processor


def text_of(text: str) -> str:
    """The repaired text: the callable that the harness takes."""
    return repair_text(text).text


def main() -> None:
    """Run the harness, time the clean texts, and write both tables."""
    if not TEXTS.exists():
        print(f"skipped: {TEXTS.relative_to(ROOT.parent)} is absent")
        return
    load = f"MB/s by the clock; {os.getloadavg()[0]:.0f} processes wanted the {os.cpu_count()} processors as it began:"
    table = harness("bench_repair.py", "--data", str(TEXTS), "-x", "bench.repair:text_of")
    clean = "Clean texts, processor time of one thread, the best of fifteen rounds:"
    tables = [load, table.replace("bench.repair:text_of", "ours"), clean, clean_speeds()]
    write_section("repair", "Undoing the damage", "make bench-repair", "\n\n".join(tables))


def clean_speeds() -> str:
    """How fast clean texts are let through, as a table."""
    with lzma.open(TEXTS, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    wide = [text.translate(str.maketrans(WIDE)) for text in texts]
    rows = {
        "all marks full-width": wide,
        "as they are, some with half-width marks": texts,
        "one long text, all marks full-width": ["\n".join(wide)],
        "one long text, as it is": ["\n".join(texts)],
    }
    table = ["| clean texts | texts | MB | MB/s |", "|---|---|---|---|"]
    for name, given in rows.items():
        size = sum(len(text.encode()) for text in given) / 1e6
        table.append(f"| {name} | {len(given)} | {size:.2f} | {size / least_seconds(given):.0f} |")
    return "\n".join(table)


def least_seconds(texts: Sequence[str]) -> float:
    """Seconds of processor time that repairing the texts takes when nothing disturbs it."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in texts:
            repair_text(text)
        best = min(best, time.process_time() - start)
    return best


if __name__ == "__main__":
    main()
