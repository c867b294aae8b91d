"""Words of spam by category, and the thresholds: data files read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipelines.spam.fold import decode_references
from pipelines.spam.model import default_model

if TYPE_CHECKING:
    from pipelines.spam.evidence import Category

READ_AT_MOST = 20_000  # characters of one block that are searched for words: enough to know what it is about


@dataclass(frozen=True, slots=True)
class Hits:
    """Distinct spam terms by category, the share of the characters they cover, and contact words."""

    terms: dict[Category, tuple[str, ...]]
    coverage: float
    contacts: int

    @property
    def count(self) -> int:
        """Number of distinct terms."""
        return sum(map(len, self.terms.values()))

    @property
    def category(self) -> Category:
        """What most of the terms advertise; ``other`` where there is none."""
        weight = {name: sum(map(len, terms)) for name, terms in self.terms.items() if terms}
        return max(weight, key=weight.__getitem__) if weight else "other"


@cache
def _terms() -> tuple[dict[Category, tuple[str, ...]], tuple[str, ...]]:
    data = _toml("lexicon.toml")
    terms = {
        cast("Category", name): tuple(dict.fromkeys(words.split())) for name, words in data["terms"].items()
    }
    return terms, tuple(data["contact"]["words"].split())


@cache
def rules() -> dict[str, dict[str, float]]:
    """Thresholds by table, from ``rules.toml``."""
    return _toml("rules.toml")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """The text as the model reads it: references decoded, look-alikes folded, invisible characters gone."""
    table = default_model().table
    text, _ = decode_references(text[:READ_AT_MOST])
    return "".join(chr(code) for char in text if (code := int(table[ord(char)])) != 0xFFFF)


def hits(text: str) -> Hits:
    """Spam terms in a text; looks at its first ``READ_AT_MOST`` characters."""
    folded = plain(text)
    terms, contact = _terms()
    found = {name: tuple(word for word in words if word in folded) for name, words in terms.items()}
    covered = sum(len(word) * folded.count(word) for words in found.values() for word in words)
    contacts = sum(word in folded for word in contact)
    return Hits(found, min(1.0, covered / max(1, len(folded))), contacts)
