"""How many repairs that are marked certain are wrong, on texts damaged by the shared mirror model.

  PYTHONPATH=. python -m bench.certain [../shared]

A certain repair is wrong where the characters it put in are not those of the clean text at that place (both
aligned by Levenshtein distance, in the form the shared benchmark compares).
"""

from __future__ import annotations

import importlib
import json
import lzma
import sys
from pathlib import Path


def main() -> None:
    """Print the table."""
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    data = shared / "cases" / "clean_texts.jsonl.xz"
    if not data.exists():
        print(f"skipped: {data} is absent")
        return
    sys.path[:0] = [str(shared / "bench"), str(shared / "cases")]
    from rapidfuzz.distance import Levenshtein

    from pipelines.repair import repair_text

    bench, model = importlib.import_module("bench_repair"), importlib.import_module("mirror_model")
    with lzma.open(data, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line)["text"] for line in lines]
    print("| profile | certain repairs | wrong | guessed | wrong |\n|---|---|---|---|---|")
    for name, profile in bench.PROFILES.items():
        counts = {True: [0, 0], False: [0, 0]}
        for i, row in enumerate(rows):
            repaired = repair_text(model.corrupt(row, seed=7 + i, **profile))
            kept = [j for j, c in enumerate(repaired.text) if model.norm(c)]
            out, clean = model.norm(repaired.text), model.norm(row)
            right = bytearray(len(out))
            for block in Levenshtein.editops(out, clean).as_matching_blocks():
                right[block.a : block.a + block.size] = b"\1" * block.size
            good = dict(zip(kept, right, strict=True))
            shift = 0
            for repair in repaired.repairs:
                start = repair.offset + shift
                shift += len(repair.after) - len(repair.before)
                wrong = not all(good.get(j, 1) for j in range(start, start + len(repair.after)))
                counts[repair.certain][0] += 1
                counts[repair.certain][1] += wrong
        print(f"| {name} | {counts[True][0]} | {counts[True][1]} | {counts[False][0]} | {counts[False][1]} |")


if __name__ == "__main__":
    main()
