"""The repair on damaged texts, scored by ../shared/bench/bench_repair.py, and how often «certain» is wrong.

python -m bench.repair

Skipped where ``../shared`` is absent. The language model saw none of these texts; see docs/repair.md.
"""

from __future__ import annotations

from bench.peers import ROOT, SHARED, harness
from bench.section import write_section
from pipelines.repair import repair_text

TEXTS = SHARED / "cases" / "clean_texts.jsonl.xz"


def text_of(text: str) -> str:
    """The repaired text: the callable that the harness takes."""
    return repair_text(text).text


def main() -> None:
    """Run the harness and write its table."""
    if not TEXTS.exists():
        print(f"skipped: {TEXTS.relative_to(ROOT.parent)} is absent")
        return
    table = harness("bench_repair.py", "--data", str(TEXTS), "-x", "bench.repair:text_of")
    write_section(
        "repair", "Undoing the damage", "make bench-repair", table.replace("bench.repair:text_of", "ours")
    )


if __name__ == "__main__":
    main()
