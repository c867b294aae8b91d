"""Compares an archive with the truth about the practice site.

python -m tools.practice.score output/practice/archive.db    # a site.json beside it says what site it was
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.tables import format_table
from pipelines.store.connection import open_reader
from tools.practice.world import Plan, Truth, World

if TYPE_CHECKING:
    from collections.abc import Iterable

_GRAM = 4  # characters: as the shared harnesses measure bodies


@dataclass(frozen=True, slots=True)
class Kept:
    """What an archive has of an address."""

    title: str | None
    published: str | None
    source: str | None
    body: str
    campaigns: tuple[str, ...]


@dataclass(slots=True)
class Score:
    """Of one host, or of all.

    Attributes:
        wanted: articles that should be there.
        found: of these, in the archive.
        title, date, source, campaign: of the found, exact (source: of those whose page names one).
        f1: sum over the found of the body's F1.
        sourced: found articles whose page names a source.
        damaged: addresses of gone or replaced pages whose kept text is none they ever had.
        spam: kept texts with a phrase that was put there.
        off_topic: kept though about nothing that matters.
        strange: kept addresses that are no articles: lists, further parts, copies.
    """

    wanted: int = 0
    found: int = 0
    title: int = 0
    date: int = 0
    source: int = 0
    sourced: int = 0
    campaign: int = 0
    f1: float = 0.0
    damaged: int = 0
    spam: int = 0
    off_topic: int = 0
    strange: int = 0
    missing: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def row(self, name: str) -> tuple[str, ...]:
        """For the table."""
        return (
            name,
            str(self.wanted),
            _share(self.found, self.wanted),
            _share(self.title, self.found),
            _share(self.date, self.found),
            _share(self.source, self.sourced),
            _share(self.campaign, self.found),
            f"{self.f1 / self.found:.4f}" if self.found else "-",
            *map(str, (self.spam, self.off_topic, self.strange, self.damaged)),
        )


HEADERS = (
    "host", "articles", "found", "title", "date", "source", "campaign", "body F1",
    "spam left", "off topic", "strange", "damaged",
)  # fmt: skip


def score(kept: dict[str, Kept], truths: Iterable[Truth]) -> dict[str, Score]:
    """The score of each host; addresses of no host count under ``-``.

    Args:
        kept: address to what the archive has of it; that each stands there once, the table's key sees to.
        truths: of every article that was ever out.
    """
    scores: dict[str, Score] = {}
    known: set[str] = set()
    hosts: dict[str, str] = {}
    for truth in truths:
        one = scores.setdefault(truth.host, Score())
        known.add(truth.url)
        hosts.setdefault(_place(truth.url), truth.host)
        row = kept.get(truth.url)
        if truth.state == "article":
            one.wanted += 1
            if row is None:
                one.missing.append(truth.url)
            else:
                _compare(one, truth, row)
        elif row is not None:
            if truth.state == "off-topic":
                one.off_topic += 1
            elif truth.state in ("gone", "replaced"):
                one.damaged += max(f1(row.body, body) for body in (truth.body, *truth.also)) < 0.9
            one.spam += _spam_left(truth, row)
    for url in kept.keys() - known:
        scores.setdefault(hosts.get(_place(url), "-"), Score()).strange += 1
    return scores


def _place(url: str) -> str:
    """Host and port, which tell the practice site's hosts apart."""
    return "/".join(url.split("/", 3)[:3])


def _compare(one: Score, truth: Truth, row: Kept) -> None:
    one.found += 1
    one.title += row.title == truth.title
    one.date += (row.published or "").startswith(truth.published)
    if truth.source is not None:
        one.sourced += 1
        one.source += row.source == truth.source
    one.campaign += truth.campaign in row.campaigns
    one.f1 += f1(row.body, truth.body)
    one.spam += _spam_left(truth, row)


def _spam_left(truth: Truth, row: Kept) -> bool:
    text = f"{row.title}\n{row.body}"
    return any(phrase in text for phrase in truth.spam)


def f1(text: str, truth: str) -> float:
    """F1 of the bags of character 4-grams, line ends aside; 1.0 where both are empty."""
    a, b = (_grams("".join(one.split())) for one in (text, truth))
    if not a and not b:
        return 1.0
    common = sum((a & b).values())
    return 2 * common / (a.total() + b.total())


def _grams(text: str) -> Counter[str]:
    return Counter(text[i : i + _GRAM] for i in range(max(1, len(text) - _GRAM + 1)) if text)


def read(archive: Path) -> dict[str, Kept]:
    """What an archive keeps, by address.

    Raises:
        ArchiveError: as :class:`pipelines.store.Reader`.
    """
    connection = open_reader(archive)
    try:
        rows = connection.execute("SELECT url, title, published, source, body, campaigns FROM articles")
        return {
            # The e-paper's own links have it; the page is the same.
            url.removesuffix("?div=-1"): Kept(
                title, published, source, body, tuple(json.loads(campaigns or "[]"))
            )
            for url, title, published, source, body, campaigns in rows
        }
    finally:
        connection.close()


def table(scores: dict[str, Score]) -> str:
    """A row a host, and one of all."""
    rows = [one.row(name) for name, one in scores.items()]
    rows.append(sum(scores.values(), Score()).row("all"))
    return format_table(rows, HEADERS, max_width=30)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def load_world(archive: Path) -> World:
    """The site that an archive was crawled from, as ``make practice`` noted it.

    Raises:
        OSError: there is no note.
    """
    note = json.loads(archive.with_name("site.json").read_text("utf-8"))
    plan = note["plan"]
    world = World(Plan(**{**plan, "hosts": tuple(plan["hosts"])}), note["ports"])
    world.day = note["day"]
    return world


def main() -> None:
    """Print the table, and the first addresses that are missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("--missing", type=int, default=5, help="so many missing addresses are told")
    options = parser.parse_args()
    try:
        world = load_world(options.archive)
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}; make practice writes it")
    scores = score(read(options.archive), world.truth())
    print(table(scores))
    missing = [url for one in scores.values() for url in one.missing]
    for url in missing[: options.missing]:
        print(f"missing: {url}")


if __name__ == "__main__":
    main()
