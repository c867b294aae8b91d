"""What finding duplicates takes: time and memory against the number of articles; libraries against each other."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from bench import rewrites
from bench.rewrites import REWRITES, Story
from pipelines import duplicates
from pipelines.duplicates.text import hashes
from pipelines.store import Archive, Fetch
from pipelines.store.clusters import cluster
from pipelines.types import CleanPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_AT = datetime(2026, 1, 1, tzinfo=UTC)


def store(path: Path, told: Iterable[tuple[str, Story]]) -> None:
    """Put composed articles into an archive, as if cleaning had made them."""
    with Archive(path, batch_pages=2000, batch_seconds=30) as archive:
        for url, story in told:
            page = CleanPage(verdict="article", title=story.title, body=story.body)
            archive.put(url, page, fetch=Fetch(at=_AT))


def stream(rng: Random) -> Iterator[tuple[str, Story]]:
    """News, forms and series without end; every fourth article has one to three copies elsewhere."""
    number = 0
    rewritten = list(REWRITES.values())
    while True:
        draw = rng.random()
        if draw < 0.2:
            story = rewrites.notice(rng, rng.choice(rewrites.data()["templates"]))
        elif draw < 0.3:
            story = rewrites.serial(rng, rewrites.scene(rng), str(rng.randint(1, 60)))
        else:
            story = rewrites.news(rng)
        copies = [rng.choice(rewritten)(story, rng) for _ in range(rng.randint(1, 3) * (rng.random() < 0.25))]
        for told in (story, *copies):
            number += 1
            yield f"http://h{rng.randrange(3000)}.example/{number}.html", told


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds, and the result."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def scale(folder: Path) -> str:
    """Time and memory against the number of articles, by what they are."""
    one = rewrites.news(Random(5))
    form = rewrites.data()["templates"][0]
    kinds: dict[str, tuple[tuple[int, ...], Callable[[Random], Iterator[tuple[str, Story]]]]] = {
        "news, a third of it copies": ((10_000, 30_000, 100_000), stream),
        "one form, every county": (
            (10_000, 30_000),
            lambda rng: ((f"http://c.example/{i}", rewrites.notice(rng, form)) for i in range(10**9)),
        ),
        "one article, damaged otherwise every time": (
            (10_000, 30_000),
            lambda rng: ((f"http://m.example/{i}", rewrites.damaged(one, rng)) for i in range(10**9)),
        ),
        "one article, the same everywhere": (
            (30_000,),
            lambda _: ((f"http://m.example/{i}", one) for i in range(10**9)),
        ),
    }
    lines = [
        "| archive | articles | ms an article | pairs compared an article | articles in clusters | peak memory |",
        "|---|---|---|---|---|---|",
    ]
    for kind, (sizes, make) in kinds.items():
        for size in sizes:
            path = folder / f"scale{len(lines)}.db"
            store(path, islice(make(Random(3)), size))
            # A process of its own, so that the peak is this archive's.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                lines.append(f"| {kind} | {size:,} | {pool.submit(_built, path, size).result()} |")
            print(lines[-1], file=sys.stderr, flush=True)
            if size == 100_000:
                lines.append(_night(path, size))
                print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines)


def _built(path: Path, size: int) -> str:
    with Archive(path) as archive:
        seconds, outcome = timed(lambda: cluster(archive))
    status = Path("/proc/self/status").read_text("utf-8")  # getrusage counts what the parent had, too
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    return (
        f"{seconds / size * 1000:.2f} | {outcome.judged / size:.1f} | {outcome.articles:,} | {peak:,.0f} MB"
    )


def _night(path: Path, size: int) -> str:
    """A thousand more articles in an archive that has clusters."""
    store(path, ((f"{url}?2", story) for url, story in islice(stream(Random(4)), 1000)))
    with Archive(path) as archive:
        seconds, outcome = timed(lambda: cluster(archive))
        again, _ = timed(lambda: cluster(archive))
    return (
        f"| 1,000 more of it | {size + 1000:,} | {seconds:.1f} s in all | {outcome.judged / 1000:.1f} "
        f"of the new | {outcome.articles:,} | nothing new: {again * 1000:.0f} ms |"
    )


def libraries() -> str:
    """Signatures of one and the same text by the libraries that are installed."""
    from rensa import RMinHash

    letters = duplicates.normalise(rewrites.news(Random(1)).body * 5)[:1500]
    shingles = [letters[i : i + 5] for i in range(len(letters) - 4)]
    works: dict[str, Callable[[], Any]] = {
        "as it is used: rensa over numpy's hashes, numbers and places too": lambda: duplicates.sketches(
            [letters]
        ),
        "of that, hashing the shingles": lambda: hashes(letters),
        "rensa over strings": lambda: RMinHash.digest_matrix_from_token_sets([shingles], num_perm=64, seed=1),
    }
    try:
        from datasketch import MinHash
    except ImportError:
        pass
    else:
        empty = MinHash(num_perm=64, seed=1)
        works["datasketch over strings"] = lambda: empty.copy().update_batch(
            [text.encode() for text in shingles]
        )
    lines = ["| signature of 1,500 characters, 64 slots | µs |", "|---|---|"]
    for name, work in works.items():
        best = min(timed(lambda work=work: [work() for _ in range(50)])[0] for _ in range(5))  # type: ignore[misc]
        lines.append(f"| {name} | {best / 50 * 1e6:.0f} |")
    return "\n".join(lines)
