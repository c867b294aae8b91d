"""What kind of words a whole page is made of: counted, never decided on by themselves."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from pipelines.spam.lexicon import READ_AT_MOST

_FILE = Path(__file__).with_name("registers.toml")


OFFERS = ("bets", "download", "video", "service")  # registers that by themselves speak for spam
TELLS = ("report", "official", "sport")  # and those who tell of it


@cache
def registers() -> dict[str, tuple[str, ...]]:
    """Words by register, from ``registers.toml``."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: tuple(dict.fromkeys(words.split())) for name, words in data.items()}


@cache
def _search() -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    owners: dict[str, frozenset[str]] = {}
    for name, words in registers().items():
        for word in words:
            owners[word] = owners.get(word, frozenset()) | {name}
    # Longest first, so that a word that is part of another does not hide it.
    return re.compile("|".join(map(re.escape, sorted(owners, key=len, reverse=True)))), owners


def count_words(text: str) -> tuple[dict[str, float], float]:
    """For each register the share of the characters its words cover, and the share that stands in lines of bets.

    A line of bets has a stake and what it is on, and no word of a report. Looks at the first ``READ_AT_MOST``
    characters.
    """
    search, owners = _search()
    covered = dict.fromkeys(registers(), 0)
    size = bets = 0
    for line in text[:READ_AT_MOST].lower().split("\n"):
        size += len(line)
        here = set[str]()
        for word in search.findall(line):
            here |= owners[word]
            for name in owners[word]:
                covered[name] += len(word)
        if here >= {"stake", "event"} and here.isdisjoint(TELLS):
            bets += len(line)
    size = max(1, size)
    return {name: count / size for name, count in covered.items()}, bets / size
