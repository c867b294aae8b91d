"""Finds the duplicates of composed archives: what is found, what is not, and what it takes.

python -m bench.duplicates           all, into docs/benchmarks.md
python -m bench.duplicates 100       how well, with so many stories, on the terminal
"""

from __future__ import annotations

import json
import lzma
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from bench import duplicates_scale, rewrites
from bench.duplicates_scale import store
from bench.rewrites import CASES, REWRITES, Story
from bench.section import write_section
from pipelines.store import Archive, Reader
from pipelines.store.clusters import cluster

if TYPE_CHECKING:
    from collections.abc import Iterable

SEEDS = (11, 12, 13)


@dataclass(frozen=True, slots=True)
class Told:
    """An article of a composed archive: the stories it tells, and how it came about."""

    url: str
    story: Story
    stories: frozenset[int]
    kind: str


def composed(rng: Random, count: int) -> list[Told]:
    """Originals with all their rewrites, and some 15 look-alikes to each, in a random order."""
    told: list[Told] = []

    def add(story: Story, kind: str, *of: int) -> None:
        url = f"http://h{rng.randrange(10**6)}.example/{len(told)}.html"
        told.append(Told(url, story, frozenset(of), kind))

    shared = rewrites.shared_texts()
    originals = rng.sample(shared, min(len(shared), count // 2))
    while len(originals) < count:
        form = rng.choice(rewrites.data()["templates"])
        originals.append(rewrites.notice(rng, form) if rng.random() < 0.25 else rewrites.news(rng))
    for number, story in enumerate(originals):
        add(story, "original", number)
        for kind, rewrite in REWRITES.items():
            add(rewrite(story, rng), kind, number)
        other = (number + rng.randrange(1, count)) % count
        add(rewrites.two_in_one(story, originals[other], rng), "two articles on a page", number, other)
    for kind, stories in rewrites.look_alikes(rng, count):
        for story in stories:
            add(story, kind, count + len(told))
    rng.shuffle(told)
    return told


@dataclass(slots=True)
class Score:
    """Pairs of an original and a rewrite, wanted and found by kind; pairs of any two of a cluster, right and wrong."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    any_wanted: int = 0
    any_found: int = 0


def judge(path: Path, told: list[Told], score: Score) -> None:
    """Compare the clusters of an archive with the truth."""
    clusters: dict[str, set[str]] = defaultdict(set)
    with Reader(path) as reader:
        for url, name in reader.rows("SELECT url, cluster FROM duplicates"):
            clusters[str(url)].add(str(name))
    stories: dict[int, list[Told]] = defaultdict(list)
    members: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        for story in one.stories:
            stories[story].append(one)
        for name in clusters.get(one.url, ()):
            members[name].append(one)
    for same in stories.values():
        for pair in combinations(same, 2):
            together = bool(clusters.get(pair[0].url, set()) & clusters.get(pair[1].url, set()))
            score.any_wanted += 1
            score.any_found += together
            kinds = {one.kind for one in pair}
            if "original" in kinds:
                (kind,) = kinds - {"original"}
                score.wanted[kind] += 1
                score.found[kind] += together
    pairs = {
        (one.url, two.url): (one, two)
        for together in members.values()
        for one, two in combinations(sorted(together, key=lambda told: told.url), 2)
    }
    for one, two in pairs.values():
        if one.stories & two.stories:
            score.right += 1
        else:
            score.wrong[" / ".join(sorted((one.kind, two.kind)))] += 1


def quality(folder: Path, count: int, seeds: Iterable[int] = SEEDS) -> str:
    """How well composed duplicates are found."""
    score, articles = Score(), 0
    for seed in seeds:
        told = composed(Random(seed), count)
        articles += len(told)
        path = folder / f"quality{seed}.db"
        store(path, ((one.url, one.story) for one in told))
        with Archive(path) as archive:
            cluster(archive)
        judge(path, told, score)
    lines = ["| original and its | pairs | found |", "|---|---|---|"]
    lines += [f"| {kind} | {n:,} | {score.found[kind] / n:.3f} |" for kind, n in sorted(score.wanted.items())]
    wrong = score.wrong.total()
    precision = score.right / (score.right + wrong)
    recall = score.found.total() / score.wanted.total()
    worst = "; ".join(f"{kind} {n}" for kind, n in score.wrong.most_common(6)) or "none"
    shared = len(rewrites.shared_texts())
    lines.append(f"""
| | floor | aim | measured |
|---|---|---|---|
| precision of all pairs in a cluster ({score.right + wrong:,}) | .99 | .999 | **{precision:.4f}** |
| recall of pairs of an original and a rewrite ({score.wanted.total():,}) | .95 | .98 | **{recall:.4f}** |
| recall of any two that tell the same story ({score.any_wanted:,}) | | | {score.any_found / score.any_wanted:.4f} |

{articles:,} articles, seeds {", ".join(map(str, seeds))}; half of the originals are news texts of ../shared where it is
there ({shared} texts). Wrong pairs: {worst}.""")
    return "\n".join(lines)


def shared_cases(folder: Path) -> str:
    """What is found among the shared pages: marked bodies, composed damaged pages, clean texts."""
    if not CASES.exists():
        return "Left out: ../shared is not there."
    texts: list[tuple[str, Story]] = []
    for name, key in (("extraction_pages.jsonl.xz", "gold_text"), ("clean_texts.jsonl.xz", "text")):
        with lzma.open(CASES / name, "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        host = name.split("_")[0]
        texts += [
            (f"http://{host}.example/{row['id']}", Story(row.get("gold_title") or "", row[key] or ""))
            for row in rows
        ]
    lines = (CASES / "damaged_pages.jsonl").read_text("utf-8").splitlines()
    for number, gold in enumerate(json.loads(line)["gold"] for line in lines):
        story = Story(gold.get("title") or "", gold.get("body_full") or "")
        texts.append((f"http://damaged.example/{number}", story))
    path = folder / "shared.db"
    store(path, ((url, story) for url, story in texts if story.body))
    with Archive(path) as archive:
        outcome = cluster(archive)
    with Reader(path) as reader:
        roles = reader.rows("SELECT role, count(*) FROM duplicates GROUP BY 1 ORDER BY 2 DESC")
    told = ", ".join(f"{count} {role}" for role, count in roles)
    return f"{len(texts):,} texts of ../shared: {outcome.articles} in {outcome.clusters} clusters ({told})."


_ABOUT = (
    "All of it is composed: invented articles and what mirrors, content farms and reprinters do to them, beside "
    "look-alikes that must stay apart (one form of many counties, series, briefings, two outlets' own words). "
    "It says how the method does on such pairs, not how many duplicates the web has."
)


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if len(sys.argv) > 1:
            print(quality(folder, int(sys.argv[1]), SEEDS[:1]))
            return
        parts = (
            _ABOUT,
            quality(folder, 200),
            shared_cases(folder),
            "Processor time of one core; articles of 250 to 1,100 characters.",
            duplicates_scale.scale(folder),
            duplicates_scale.libraries(),
        )
        write_section("duplicates", "Duplicates", "make bench-duplicates", "\n\n".join(parts))


if __name__ == "__main__":
    main()
