"""The judge of blocks on blocks of sources it has not seen, beside public baselines."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from bench.spam_baselines import BASELINES
from pipelines.spam import score_blocks
from tools import spam_corpus as corpus
from tools.spam_fit import blank_model, fit
from tools.train_spam import COMPOSED, grammar_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from tools.spam_rows import Row

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
    "| judge | precision | recall | F1 | alarms, clean | alarms, hard clean | recall at three alarms |\n"
    "|---|---|---|---|---|---|---|"
)


def part_of(source: str) -> int:
    """Which part is trained without this source."""
    return next((i for i, part in enumerate(PARTS) if source in part), len(PARTS))


def line(name: str, rows: Sequence[Row], scores: NDArray[np.floating]) -> str:
    """One row of the table; three alarms are .02% of the shared clean blocks."""
    spam = np.array([row.spam for row in rows])
    hard = np.array([row.hard and not row.spam for row in rows])
    hit = scores >= 0.5
    found, alarms = int((hit & spam).sum()), int((hit & ~spam).sum())
    precision, recall = found / max(1, found + alarms), found / max(1, int(spam.sum()))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    worst = np.sort(scores[~spam])[::-1]
    at_three = float((scores[spam] > worst[3]).mean())
    return (
        f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {alarms} of {int((~spam).sum())} "
        f"| {int((hit & hard).sum())} of {int(hard.sum())} | {at_three:.3f} |"
    )


def baselines(rows: Sequence[Row]) -> list[str]:
    """The rows of the public lists."""
    texts = [row.text for row in rows]
    return [line(name, rows, np.array(judge(texts))) for name, judge in BASELINES.items()]


OWN: dict[str, Callable[[], list[Row]]] = {
    "composed blocks": lambda: grammar_rows(COMPOSED),
    "blocks written by hand": corpus.written,
}


def left_out(cases: Path, blocks: Sequence[Row], own: Sequence[str] = tuple(OWN)) -> list[str]:
    """Rows of the table for models that never saw the sources they judge, then recall of each source.

    Args:
        cases: the shared ones.
        blocks: to judge.
        own: which of ``OWN`` the models learn from besides the shared sources.
    """
    others = corpus.furniture(cases)
    extra = corpus.public_texts() + [row for name in own for row in OWN[name]()]
    name = "sources left out" + (
        "" if len(own) == len(OWN) else f", {' and '.join(own) or 'nothing'} of our own"
    )

    def judge(part: int) -> tuple[list[Row], NDArray[np.float32]]:
        test = [row for row in blocks if part_of(row.source) == part]
        known = {row.text for row in test}
        rest = [row for row in [*blocks, *others] if part_of(row.source) != part]
        rows = [row for row in [*rest, *extra] if row.text not in known]
        return test, fit(rows, blank_model()).scores([row.text for row in test])

    with ThreadPoolExecutor(2) as pool:  # the fits release the lock
        parts = list(pool.map(judge, range(len(PARTS) + 1)))
    judged = [row for test, _ in parts for row in test]
    scores = np.concatenate([found for _, found in parts])
    foreign = np.array([row.source == "composed1" for row in judged])
    writer = [row for row in judged if row.source == "composed1"]
    rows = [line(name, judged, scores), line(f"{name}: another writer's blocks", writer, scores[foreign])]
    if len(own) == len(OWN):
        rows += ["", *by_source(judged, scores)]
    return rows


def by_source(rows: Sequence[Row], scores: NDArray[np.floating]) -> list[str]:
    """What was called spam, source by source."""
    lines = ["| source left out | label | called spam |", "|---|---|---|"]
    hit = scores >= 0.5
    for source, spam in sorted({(row.source, row.spam) for row in rows}):
        here = np.array([(row.source, row.spam) == (source, spam) for row in rows])
        label = "spam" if spam else "clean"
        lines.append(f"| {source} | {label} | {int(hit[here].sum())} of {int(here.sum())} |")
    return lines


def speed(rows: Sequence[Row]) -> str:
    """Megabytes of UTF-8 per second of processor time, one thread, 200 blocks at a time."""
    texts = [row.text for row in rows]
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    score_blocks(texts[:10])
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for i in range(0, len(texts), 200):
            score_blocks(texts[i : i + 200])
        best = max(best, size / 1e6 / (time.process_time() - start))
    return f"Speed of one thread, 200 blocks at a time, best of three: {best:.1f} MB/s of processor time."
