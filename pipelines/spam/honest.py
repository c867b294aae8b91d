"""What says of a name that it is honest: that it is a place's, a person's, or a company's, a club's, a school's."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from pipelines.metadata.divisions import load

_FILE = Path(__file__).with_name("brands.toml")
_CLAUSE = re.compile(r"[^，。！？；_|\n]+")
_BEHIND = 4  # characters behind a name that say what it is the name of


@cache
def _words() -> tuple[re.Pattern[str], tuple[str, ...]]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))["honest"]
    return re.compile("|".join(data["bodies"].split())), tuple(data["titles"].split())


def is_honest(name: str, text: str) -> bool:
    """Whether it is any of these."""
    return is_place(name) or is_person(name, text) or is_body(name, text)


def is_place(name: str) -> bool:
    """Whether a division, city to county, is called so in full or in short, or by the end of it."""
    heads = load().heads
    return any(
        known.text in (name[at:], name[at:-1])
        for at in range(len(name) - 1)
        for known in heads.get(name[at : at + 2], ())
    )


def is_person(name: str, text: str) -> bool:
    """Whether the text once says a title before the name, as news does with everybody it names."""
    titles = _words()[1]
    return any(text.endswith(titles, 0, end - len(name)) for end in _ends(name, text))


def is_body(name: str, text: str, *, behind: bool = False) -> bool:
    """Whether what only a company, a club, a school … has stands in a clause with the name, or ``behind`` it."""
    bodies = _words()[0]
    if behind:
        ends = _ends(name, text)
        return any(bodies.search(text, end, end + _BEHIND) for end in ends)
    return name in text and any(name in clause and bodies.search(clause) for clause in _CLAUSE.findall(text))


def _ends(name: str, text: str) -> list[int]:
    ends, start = [], text.find(name)
    while start >= 0:
        ends.append(start + len(name))
        start = text.find(name, ends[-1])
    return ends
