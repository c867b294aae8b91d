"""The spam judge on blocks and pages by an author who knew neither its grammar nor its lists.

    python -m bench.strangers [--half dev|test] [--show N]

The blocks of ``strangers/spam.toml`` and ``strangers/clean.toml`` and the pages of ``strangers/pages.toml``, judged by
the shipped model beside two public lists; then the blocks again in scripted disguises. Whoever tunes the judge looks at
the half ``dev`` only; ``--show`` therefore prints the worst N alarms and misses of that half unless told otherwise.
Only a run over both halves writes its section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import opencc

from bench.section import write_section
from bench.spam_baselines import BASELINES
from pipelines import clean_page
from pipelines.spam import THRESHOLD, score_blocks
from tools.spam_corpus import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DATA = Path(__file__).with_suffix("")
HALVES = ("dev", "test")
COMMAND = "python -m bench.strangers"
FEW = 5  # alarms, a hundredth of a half's clean blocks: what the ranking is worth, whatever the threshold
LONGEST_DISGUISED = 60  # characters: what is disguised is written to be read at a glance


class Block(NamedTuple):
    """A block with its label."""

    text: str
    kind: str
    spam: bool
    half: str
    group: str  # of kinds, as the files say


def blocks() -> list[Block]:
    """All blocks; lines of a kind take turns between the halves."""
    return [
        Block(text, kind, spam, HALVES[number % 2], group)
        for name, spam in (("spam", True), ("clean", False))
        for group, kinds in _table(name).items()
        for kind, lines in kinds.items()
        for number, text in enumerate(line for line in lines.split("\n") if line)
    ]


def pages() -> list[dict[str, Any]]:
    """All pages, each with its ``half``: pages of what is expected take turns."""
    seen = dict.fromkeys(("spam", "hijacked", "clean"), 0)
    found = []
    for page in _table("pages")["page"]:
        found.append(page | {"half": HALVES[seen[page["expect"]] % 2]})
        seen[page["expect"]] += 1
    return found


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def _same(text: str) -> str:
    return text


DISGUISES: dict[str, Callable[[str], str]] = {
    "blanks between": " ".join,
    "zero-width between": "\u200b".join,
    "dots between": "·".join,
    "numeric entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "full-width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "traditional": opencc.OpenCC("s2t").convert,
}


def scores(rows: Sequence[Block]) -> list[float]:
    return [float(score) for score in score_blocks([row.text for row in rows])]


def _summary(rows: Sequence[Block], found: Sequence[float], name: str, half: str) -> str:
    hits = [row.spam for row, score in zip(rows, found, strict=True) if score >= THRESHOLD]
    spam = sum(row.spam for row in rows)
    true, false = sum(hits), len(hits) - sum(hits)
    precision, recall = true / max(1, len(hits)), true / max(1, spam)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    worst = sorted((score for row, score in zip(rows, found, strict=True) if not row.spam), reverse=True)
    ranked = sum(row.spam and score > worst[FEW] for row, score in zip(rows, found, strict=True))
    return (
        f"| {name} | {half} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {false} of {len(rows) - spam} "
        f"| {ranked / max(1, spam):.3f} |"
    )


def overall(rows: Sequence[Block]) -> list[str]:
    """Precision, recall and F1 of the shipped model and of the public lists."""
    judges = {"shipped model": score_blocks} | (BASELINES if CASES.is_dir() else {})
    lines = [
        f"| judge | half | precision | recall | F1 | alarms | recall at {FEW} alarms |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, judge in judges.items():
        for half in HALVES:
            part = [row for row in rows if row.half == half]
            if part:
                lines.append(_summary(part, judge([row.text for row in part]), name, half))
    return lines


def _halves(rows: Sequence[Block]) -> list[str]:
    return [half for half in HALVES if any(row.half == half for row in rows)]


def _head(name: str, columns: Sequence[str]) -> list[str]:
    return [f"| {name} | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]


def by_group(rows: Sequence[Block], found: Sequence[float]) -> list[str]:
    """Recall of each group of spam: how firm a label is differs by kind."""
    halves = _halves(rows)
    lines = _head("group of spam", halves)
    for group in dict.fromkeys(row.group for row in rows if row.spam):
        cells = []
        for half in halves:
            hits = [s >= THRESHOLD for row, s in zip(rows, found, strict=True) if row[3:] == (half, group)]
            cells.append(f"{sum(hits)} of {len(hits)}")
        lines.append(f"| {group} | {' | '.join(cells)} |")
    return lines


def by_kind(rows: Sequence[Block], found: Sequence[float], *, spam: bool) -> list[str]:
    """How many blocks of each kind are called spam; clean kinds without an alarm are summed up."""
    present = _halves(rows)
    counts: dict[str, dict[str, list[bool]]] = {}
    for row, score in zip(rows, found, strict=True):
        if row.spam == spam:
            counts.setdefault(row.kind, {half: [] for half in present})[row.half].append(score >= THRESHOLD)
    lines = _head("spam kind" if spam else "clean kind", present)
    quiet = 0
    for kind, halves in counts.items():
        if spam or any(map(any, halves.values())):
            cells = [f"{sum(hits)} of {len(hits)}" for hits in halves.values()]
            lines.append(f"| {kind} | {' | '.join(cells)} |")
        else:
            quiet += 1
    return [*lines, *([] if spam else ["", f"No alarm in {quiet} further clean kinds."])]


def disguised(rows: Sequence[Block]) -> list[str]:
    """Recall and alarms when short blocks are written in a disguise; a disguise makes clean text no spam."""
    short = [row for row in rows if len(row.text) <= LONGEST_DISGUISED and row.kind != "obfuscated"]
    lines = ["| the short blocks | spam found | clean alarms |", "|---|---|---|"]
    for name, change in ({"as they are": _same} | DISGUISES).items():
        found = scores([row._replace(text=change(row.text)) for row in short])
        cells = []
        for spam in (True, False):
            hits = [score >= THRESHOLD for row, score in zip(short, found, strict=True) if row.spam == spam]
            cells.append(f"{sum(hits)} of {len(hits)}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


class Outcome(NamedTuple):
    """What became of a page."""

    verdict: str  # clean, hijacked or spam
    gone: bool  # no injected phrase left in title or body
    kept: bool  # the article's phrase stands in the body
    suspicious: bool


def outcome(page: dict[str, Any]) -> Outcome:
    """What clean_page makes of a page."""
    done = clean_page(page["html"].strip(), page["url"])
    verdict = "spam" if done.verdict == "spam" else "hijacked" if "hijacked" in done.flags else "clean"
    shown = f"{done.title}\n{done.body}"
    return Outcome(
        verdict,
        "gone" not in page or page["gone"] not in shown,
        "keep" not in page or page["keep"] in done.body,
        any(flag.startswith("suspicious") for flag in done.flags),
    )


def whole_pages(chosen: Sequence[dict[str, Any]]) -> list[str]:
    """Verdicts by what is expected, and what became of the articles."""
    lines = [
        "| pages | half | clean | hijacked | spam | suspicious | injected phrase gone | article kept |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for expect in ("spam", "hijacked", "clean"):
        for half in HALVES:
            group = [page for page in chosen if (page["expect"], page["half"]) == (expect, half)]
            if not group:
                continue
            done = [outcome(page) for page in group]
            cells = [
                str(sum(it.verdict == verdict for it in done)) for verdict in ("clean", "hijacked", "spam")
            ]
            cells.append(str(sum(it.suspicious for it in done)))
            for phrase, held in (("gone", [it.gone for it in done]), ("keep", [it.kept for it in done])):
                named = [ok for page, ok in zip(group, held, strict=True) if phrase in page]
                cells.append(f"{sum(named)} of {len(named)}" if named else "")
            lines.append(f"| {expect} | {half} | {' | '.join(cells)} |")
    return lines


def show(rows: Sequence[Block], chosen: Sequence[dict[str, Any]], count: int) -> None:
    """Print the worst alarms and misses, and the pages that went wrong."""
    ranked = sorted(zip(scores(rows), rows, strict=True), key=lambda pair: pair[0])
    alarms = [(s, row) for s, row in reversed(ranked) if not row.spam][:count]
    misses = [(s, row) for s, row in ranked if row.spam and s < THRESHOLD][:count]
    for name, worst in (("highest of the clean", alarms), ("misses", misses)):
        print(f"\n{name}")
        for score, row in worst:
            print(f"{score:.3f} {row.kind}: {row.text[:110]}")
    print("\npages")
    for page in chosen:
        done = outcome(page)
        if done.verdict != page["expect"] or not done.gone or not done.kept:
            print(f"{page['expect']} {page['kind']}: {done}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--show", type=int, default=0, metavar="N")
    options = parser.parse_args()
    half = options.half or ("dev" if options.show else None)
    rows = [row for row in blocks() if half in (None, row.half)]
    chosen = [page for page in pages() if half in (None, page["half"])]
    found = scores(rows)
    spam = sum(row.spam for row in rows)
    told = (
        f"{spam} blocks of spam and {len(rows) - spam} clean look-alikes by an author who knew neither the judge's"
        f" grammar nor its lists; the judge is tuned on `{HALVES[0]}` at most."
    )
    body = [
        told,
        "",
        *overall(rows),
        "",
        *by_group(rows, found),
        "",
        *by_kind(rows, found, spam=True),
        "",
        *by_kind(rows, found, spam=False),
        "",
        *disguised(rows),
        "",
        f"{len(chosen)} whole pages by the same author:",
        "",
        *whole_pages(chosen),
    ]
    if half is None:
        write_section("strangers", "Spam by a stranger", COMMAND, "\n".join(body))
    else:
        print("\n".join(body))
    if options.show:
        show(rows, chosen, options.show)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
