"""Print place, campaigns and figures of the shared articles, to be read, and the time they take.

    python -m tools.read_metadata [../shared/cases] [--seed 1] [--rows 60]

Reads the body texts of extraction_pages.jsonl.xz; skipped where it is absent.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from pathlib import Path

from pipelines.metadata.campaign import campaign_names, find_campaigns
from pipelines.metadata.figures import find_figures
from pipelines.metadata.place import find_place


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="?", type=Path, default=Path("../shared/cases"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=60)
    arguments = parser.parse_args()
    source = arguments.cases / "extraction_pages.jsonl.xz"
    if not source.exists():
        print(f"skipped: {source} is absent")
        return
    with lzma.open(source, "rt", encoding="utf-8") as lines:
        rows = [row for line in lines if (row := json.loads(line))["gold_text"]]
    find_place("", "北京市")
    find_campaigns("", "")
    find_figures("")
    taken = dict.fromkeys(("place", "campaigns", "figures"), 0.0)
    results = []
    for row in rows:
        title, body = row.get("gold_title") or "", row["gold_text"]
        clock = [time.perf_counter()]
        place, basis = find_place(title, body, hints=[row["gold_source"]] if row.get("gold_source") else [])
        clock.append(time.perf_counter())
        campaigns = campaign_names(find_campaigns(title, body))
        clock.append(time.perf_counter())
        figures = find_figures(body)
        clock.append(time.perf_counter())
        for name, begin, end in zip(taken, clock, clock[1:], strict=False):
            taken[name] += end - begin
        results.append((place, basis, campaigns, figures, title, body))
    random.seed(arguments.seed)
    for place, basis, campaigns, figures, title, body in random.sample(
        results, min(arguments.rows, len(rows))
    ):
        print(f"\n{title or body[:40]!r}\n  place {'/'.join(place.names) or '-'} ({basis})")
        print(f"  campaigns {', '.join(campaigns) or '-'}")
        print("  figures " + "; ".join(f"{f.text} {f.counts}".strip() for f in figures[:8]))
    placed = sum(bool(place) for place, *_ in results)
    named = sum(bool(campaigns) for _, _, campaigns, *_ in results)
    size = sum(len(row["gold_text"]) for row in rows) / len(rows)
    print(f"\n{len(rows)} articles of {size:.0f} characters: {placed} with a place, {named} a campaign")
    print(", ".join(f"{name} {1000 * seconds / len(rows):.3f} ms" for name, seconds in taken.items()))


if __name__ == "__main__":
    main()
