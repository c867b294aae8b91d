"""How much of sound text repair changes: every shared block that is labelled clean, every line of a gold text.

  python -m bench.unchanged [../shared]

Compared in the form of the shared benchmark, so that width and blanks do not count. Blocks that OpenCC would
turn into Simplified in four characters or more are told apart as Traditional, but for Japanese ones, and so are
those that were decoded or flagged, having been read in a wrong encoding: there a change is the purpose. What is Traditional
is compared with what OpenCC makes of it.
"""

from __future__ import annotations

import importlib
import json
import lzma
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.section import write_section
from pipelines.repair import repair_text

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_CHARACTERS = 4
LEAST_SHARE = 0.05
KANA = re.compile("[\u3041-\u30fa]")
IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


def blocks(cases: Path) -> Iterator[tuple[str, str]]:
    """Source and text of each sound block."""
    with lzma.open(cases / "clean_texts.jsonl.xz", "rt", encoding="utf-8") as lines:
        yield from (("clean texts", json.loads(line)["text"]) for line in lines)
    with lzma.open(cases / "spam_blocks.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["label"] == "clean":
                yield "clean blocks", row["text"]
    with lzma.open(cases / "extraction_pages.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for text in (json.loads(line)["gold_text"] or "").split("\n"):
                yield "lines of gold texts", text


def _kind(text: str, t2s: str, signs: set[str]) -> str:
    if "encoding" in signs or "mojibake" in signs:
        return "wrong encoding"
    changed = sum(a != b for a, b in zip(text, t2s, strict=False))
    kana = len(KANA.findall(text)) > 1
    if changed >= LEAST_CHARACTERS and changed >= LEAST_SHARE * len(IDEOGRAPH.findall(text)) and not kana:
        return "Traditional"
    return "Simplified"


def main() -> None:
    """Measure and write the section."""
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    if not (shared / "cases").exists():
        print(f"skipped: {shared} is absent")
        return
    sys.path[:0] = [str(shared / "cases")]
    from rapidfuzz.distance import Levenshtein

    model = importlib.import_module("mirror_model")
    number, characters, changed, touched = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for source, text in blocks(shared / "cases"):
        repaired = repair_text(text)
        as_opencc = model.t2s(text)
        kind = _kind(text, as_opencc, {*repaired.flags, *(r.kind for r in repaired.repairs)})
        before = model.norm(as_opencc if kind == "Traditional" else text)
        row = f"{source} | {kind}"
        number[row] += 1
        characters[row] += len(before)
        distance = Levenshtein.distance(before, model.norm(repaired.text))
        changed[row] += distance
        touched[row] += distance > 0
        if distance and kind == "Simplified":
            print(kind, "|", text[:80], "|", repaired.text[:80])
    table = [
        "| source | script | blocks | characters | blocks changed | changed per million |",
        "|---" * 6 + "|",
    ]
    for row in number:
        per_million = 1e6 * changed[row] / max(1, characters[row])
        table.append(f"| {row} | {number[row]} | {characters[row]} | {touched[row]} | {per_million:.1f} |")
    write_section(
        "unchanged", "What repair changes in sound text", "python -m bench.unchanged", "\n".join(table)
    )


if __name__ == "__main__":
    main()
