"""Measures the spam judge: across sources, by the shared harness, on pages and titles, beside baselines.

    python -m bench.spam [--shared ../shared] [--quick]

Prints markdown. "Sources left out" trains a model without the sources it is then judged on; ``--quick``
leaves that out and judges the shipped model alone. Needs the ``train`` dependency group.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import numpy as np

from bench.spam_baselines import BASELINES
from pipelines.spam import score_blocks, split_title
from pipelines.spam.page import spam_share
from tools import spam_corpus as corpus
from tools.spam_fit import Row, blank_model, fit
from tools.train_spam import COMPOSED, grammar_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

# A source of each kind in each part; what is not named here goes to the last part. Sources that hold the same
# pages (the magic-html benchmark and its article pages) stay together.
PARTS = (
    {"composed1"},
    {
        "eMafeh/windowsTest:DownloadList.java", "THUCNews titles", "wainshine/ChengYu", "page:people",
        "page:sina",
    },
    {
        "leeboy-web/jingxiangzhanqun:dbs/key/keys.txt", "cq-wanglei/fanzhanqun:fanzhan.sql(gjc)",
        "opendatalab/magic-html benchmark", "page:magic-article", "page:cwced", "page:hexun",
        "modood/Administrative-divisions-of-China",
    },
)  # fmt: skip
HEAD = (
    "| judge | precision | recall | F1 | alarms, clean | alarms, hard clean | recall at one alarm |\n"
    "|---|---|---|---|---|---|---|"
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=corpus.CASES.parent)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    cases = options.shared / "cases"
    if not cases.is_dir():
        print(f"bench spam: skipped, {cases} is absent")
        return 0
    rows = corpus.blocks(cases)
    print(f"## Spam blocks\n{len(rows)} shared blocks.\n\n{HEAD}")
    for name, judge in BASELINES.items():
        print(line(name, rows, np.array(judge([row.text for row in rows]))))
    if not options.quick:
        left_out(cases, rows)
        pages_left_out(cases)
    else:
        pages(cases, spam_share, "shipped model, its training pages")
        titles(cases, "shipped model, its training phrases")
    speed(rows)
    harness(options.shared)
    return 0


def line(name: str, rows: Sequence[Row], scores: NDArray[np.float64]) -> str:
    """One row of the table."""
    spam = np.array([row.spam for row in rows])
    hard = np.array([row.hard and not row.spam for row in rows])
    hit = scores >= 0.5
    found, alarms = int((hit & spam).sum()), int((hit & ~spam).sum())
    precision, recall = found / max(1, found + alarms), found / max(1, int(spam.sum()))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    worst = np.sort(scores[~spam])[::-1]
    at_one = float((scores[spam] > worst[1]).mean())
    return (
        f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {alarms} of {int((~spam).sum())} "
        f"| {int((hit & hard).sum())} of {int(hard.sum())} | {at_one:.3f} |"
    )


def part_of(source: str) -> int:
    return next((i for i, part in enumerate(PARTS) if source in part), len(PARTS))


def left_out(cases: Path, blocks: list[Row]) -> None:
    """Judge each part by a model of the others, with and without the composed blocks."""
    others = corpus.furniture(cases)
    for name, composed in (("sources left out", COMPOSED), ("sources left out, nothing composed", 0)):
        extra = corpus.public_texts() + grammar_rows(
            composed
        )  # the labelled pages share sources with the blocks
        judged: list[Row] = []
        scores: list[NDArray[np.float32]] = []
        for part in range(len(PARTS) + 1):
            test = [row for row in blocks if part_of(row.source) == part]
            known = {row.text for row in test}
            rest = [row for row in blocks + others if part_of(row.source) != part and row.text not in known]
            model = fit([*rest, *extra], blank_model())
            part_scores = model.scores([row.text for row in test])
            if part == 0:
                print(
                    line(f"{name}: another writer's blocks alone", test, part_scores.astype(np.float64)),
                    flush=True,
                )
            judged += test
            scores.append(part_scores)
        print(line(f"{name}: all", judged, np.concatenate(scores).astype(np.float64)), flush=True)
    print(
        line(
            "shipped model, on its training blocks", blocks, np.array(score_blocks([r.text for r in blocks]))
        )
    )


def pages_left_out(cases: Path) -> None:
    """Pages and titles judged by a model that saw none of the labelled pages and none of the phrases."""
    rows = corpus.blocks(cases) + corpus.furniture(cases) + corpus.public_texts() + grammar_rows(COMPOSED)
    model = fit(rows, blank_model())
    with mock.patch("pipelines.spam.page.default_model", return_value=model):
        pages(cases, spam_share, "pages left out")
    with mock.patch("pipelines.spam.runs.default_model", return_value=model):
        titles(cases, "phrases left out")


def titles(cases: Path, name: str, limit: int = 400) -> None:
    """Titles of article pages with phrases joined to them as hijackers do, and as they are."""
    rng = random.Random(11)
    words = [row.text for row in corpus.phrases(cases) if not set(row.text) & set("_|,- ")][:469]
    articles = [
        page for page in corpus.rows_of(cases / "extraction_pages.jsonl.xz") if page.get("gold_title")
    ]
    clean = exact = left = 0
    for page in articles[:limit]:
        title, body = page["gold_title"].strip(), page.get("gold_text") or ""
        sign = rng.choice("_|,- ")
        spam = sign.join(rng.choice(words) + rng.choice(("", "", str(rng.randint(2, 99)))) for _ in range(3))
        kept, _ = split_title(rng.choice((f"{spam}{sign}{title}", f"{title}_{spam}")), body)
        exact += kept == title
        left += any(part in kept for part in spam.split(sign) if len(part) > 4)
        clean += split_title(title, body)[0] == title
    count = len(articles[:limit])
    print(f"\n## Titles\n{name}: {count} titles; unchanged when clean {clean / count:.3f};")
    print(
        f"after three phrases were joined to them exact {exact / count:.3f}, phrase left {left / count:.3f}."
    )


def pages(cases: Path, share: Callable[[str], float], name: str) -> None:
    """Recall of spam pages above the highest clean page."""
    rows = corpus.pages(cases)
    shares = np.array([share(row.text) for row in rows])
    spam = np.array([row.spam for row in rows])
    top = shares[~spam].max()
    print(f"\n## Pages\n{name}: {int(spam.sum())} spam and {int((~spam).sum())} clean pages;")
    print(f"recall without a false alarm {(shares[spam] > top).mean():.3f},")
    print(f"at half of the page {(shares[spam] >= 0.5).mean():.3f}; highest clean page {top:.3f}.")


def speed(rows: Sequence[Row]) -> None:
    """Megabytes of UTF-8 per second, one thread, 200 blocks at a time."""
    texts = [row.text for row in rows]
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    score_blocks(texts[:10])
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        for i in range(0, len(texts), 200):
            score_blocks(texts[i : i + 200])
        best = max(best, size / 1e6 / (time.perf_counter() - start))
    print(f"\n## Speed\n{best:.1f} MB/s, best of three.")


def harness(shared: Path) -> None:
    """The shared harness on the shipped model."""
    command = [sys.executable, str(shared / "bench" / "bench_spam.py"), "-x", "pipelines.spam:score_blocks"]
    command += ["--data", str(shared / "cases" / "spam_blocks.jsonl.xz")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": "."})
    print(
        f"\n## The shared harness, shipped model on its training blocks\n```\n{done.stdout}{done.stderr}```"
    )


if __name__ == "__main__":
    raise SystemExit(main())
