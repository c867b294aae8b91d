"""The official divisions of China, and which names a text may call them by.

Codes are those of the National Bureau of Statistics without the zeros at their end: 2 digits for provinces,
4 for cities, 6 for counties, 9 for towns, so that every code begins with the code of what it lies in. What
has no name of its own (the 市辖区 level of the municipalities) is not in the table.
"""

from __future__ import annotations

import lzma
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.types import Place

_HERE = Path(__file__).parent

FULL, FORMER, SHORT = "full", "former", "short"
_KINDS = {"-": FORMER, "~": SHORT}

_ENDINGS = "省市区县旗盟州"
_TOWN_ENDING = re.compile(r"(?:镇|乡|街道|苏木)$")
# Names made of these say only which part of a town is meant, and many towns have one.
_POSITIONS = frozenset("东西南北中新老城市区郊矿前后上下大小")


@dataclass(frozen=True, slots=True)
class Name:
    """A name down to county level: its text, what it may mean, and whether it is full, former or short."""

    text: str
    codes: tuple[str, ...]
    kind: str
    weak: bool  # believed only where what it lies in is named as well
    word: bool  # an ordinary word but for its ending


@dataclass(frozen=True, slots=True)
class Divisions:
    """The table and its indexes.

    Attributes:
        names: code to name.
        heads: first two characters of a name down to county level to the names that begin so, longest first.
        tails: last three characters of a town's name to the names that end so, longest first.
        towns: a town's name to the codes of all towns of that name.
        words: ordinary words that are also stems of names.
    """

    names: dict[str, str]
    heads: dict[str, tuple[Name, ...]]
    tails: dict[str, tuple[str, ...]]
    towns: dict[str, tuple[str, ...]]
    words: frozenset[str]


def place_of(code: str) -> Place:
    """The division with this code and everything above it; the code padded to six digits."""
    names = load().names
    return Place(
        province=names.get(code[:2]),
        city=names.get(code[:4]) if len(code) >= 4 else None,
        county=names.get(code[:6]) if len(code) >= 6 else None,
        town=names.get(code) if len(code) == 9 else None,
        code=code.ljust(6, "0") or None,
    )


@cache
def lineage(code: str) -> tuple[str, ...]:
    """The code and those of the named divisions that it lies in, the nearest first."""
    names = load().names
    return (code, *(code[:n] for n in (6, 4, 2) if n < len(code) and code[:n] in names))


@cache
def load() -> Divisions:
    """Read the data files, once."""
    table = lzma.decompress((_HERE / "divisions.tsv.xz").read_bytes()).decode()
    listed = tomllib.loads((_HERE / "place_words.toml").read_text(encoding="utf-8"))
    words, districts = frozenset(listed["stems"].split()), frozenset(listed["districts"].split())
    names: dict[str, str] = {}
    towns: dict[str, list[str]] = {}
    spellings: dict[tuple[str, str], list[str]] = {}
    for code, name in (line.split("\t") for line in table.splitlines()):
        if len(code) == 9:
            names[code] = name
            if len(name) > 2 and _TOWN_ENDING.search(name):
                towns.setdefault(name, []).append(code)
        elif code[0] in _KINDS:
            spellings.setdefault((name, _KINDS[code[0]]), []).append(code[1:])
        else:
            names[code] = name
            spellings.setdefault((name, FULL), []).append(code)
    tails: dict[str, list[str]] = {}
    for text in towns:
        tails.setdefault(text[-3:], []).append(text)
    heads: dict[str, list[Name]] = {}
    for (text, kind), codes in spellings.items():
        if kind == SHORT and (text, FULL) in spellings:
            continue
        highest = min(map(len, codes))  # 承德 is the city before it is the county of that name
        meant = tuple(code for code in codes if kind != SHORT or len(code) == highest)
        some = heads.setdefault(text[:2], [])
        some.append(
            Name(text, meant, kind, _is_weak(text, kind, words, districts), text.rstrip(_ENDINGS) in words)
        )
    return Divisions(
        names=names,
        heads={head: tuple(sorted(some, key=lambda name: -len(name.text))) for head, some in heads.items()},
        tails={tail: tuple(sorted(some, key=len, reverse=True)) for tail, some in tails.items()},
        towns={name: tuple(codes) for name, codes in towns.items()},
        words=words,
    )


def _is_weak(text: str, kind: str, words: frozenset[str], districts: frozenset[str]) -> bool:
    if kind == SHORT:
        return text in words
    stem = text.rstrip(_ENDINGS)
    return len(text) < 3 or _POSITIONS.issuperset(stem) or (text[-1] == "区" and stem in districts)
