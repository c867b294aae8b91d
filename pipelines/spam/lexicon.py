"""Words of spam by category, and the thresholds: data files read once."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from pipelines.spam.fold import DELETED, decode_references
from pipelines.spam.model import default_model

if TYPE_CHECKING:
    from pipelines.spam.evidence import Category

_SHORT = 200  # characters in which looking for a word is quicker than telling that it cannot be there
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
    data, own = _toml("lexicon.toml"), _own()
    terms = {
        cast("Category", name): tuple(dict.fromkeys(f"{words} {own.get('terms', {}).get(name, '')}".split()))
        for name, words in data["terms"].items()
    }
    contact = f"{data['contact']['words']} {own.get('contact', {}).get('words', '')}"
    return terms, tuple(dict.fromkeys(contact.split()))


@cache
def rules() -> dict[str, dict[str, float]]:
    """Thresholds by table, from ``rules.toml`` and the operator's own file."""
    own = _own()
    return {name: values | own.get(name, {}) for name, values in _toml("rules.toml").items()}


class RulesError(ValueError):
    """An operator's own rules that cannot be used; the message is one line: file, key, what is wrong."""


def use_rules(path: Path) -> None:
    """Add an operator's own thresholds and words, in this process and those it starts.

    Args:
        path: of a TOML file with tables and keys of ``rules.toml``, whose values it replaces, and of
            ``lexicon.toml``, whose words it adds to.

    Raises:
        RulesError: it cannot be read, or has a table, key or value that means nothing.
    """
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise RulesError(f"{path} is not TOML: {error}") from error
    known: dict[str, Any] = _toml("rules.toml") | _toml("lexicon.toml")
    for table, values in own.items():
        if table not in known or not isinstance(values, dict):
            raise RulesError(f"{path}: no table [{table}]: there are {', '.join(known)}")
        for key, value in values.items():
            if key not in known[table]:
                raise RulesError(f"{path}: no {key} in [{table}]: there are {', '.join(known[table])}")
            words = isinstance(known[table][key], str)
            if isinstance(value, bool) or not isinstance(value, str if words else int | float):
                raise RulesError(f"{path}: {key} in [{table}] must be {'words' if words else 'a number'}")
    os.environ[_OWN] = str(path.resolve())
    rules.cache_clear()
    _terms.cache_clear()


_OWN = "CHUANGCHENG_SPAM_RULES"  # so that processes that clean pages beside the crawl read the same


def _own() -> dict[str, Any]:
    path = os.environ.get(_OWN)
    return tomllib.loads(Path(path).read_text(encoding="utf-8")) if path else {}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """The text as the model reads it: references decoded, look-alikes folded, invisible characters gone."""
    table = default_model().table
    text, _ = decode_references(text[:READ_AT_MOST])
    codes = table.take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)).astype("<u4")
    kept: bytes = codes[codes != DELETED].tobytes()
    return kept.decode("utf-32-le", "surrogatepass")


def hits(text: str) -> Hits:
    """Spam terms in a text; looks at its first ``READ_AT_MOST`` characters."""
    folded = plain(text)
    terms, contact = _terms()
    if len(folded) > _SHORT:  # most words have a first or last character that the text has not
        letters = set(folded)
        terms = {
            name: tuple(word for word in words if word[0] in letters and word[-1] in letters)
            for name, words in terms.items()
        }
    found = {name: tuple(word for word in words if word in folded) for name, words in terms.items()}
    covered = sum(len(word) * folded.count(word) for words in found.values() for word in words)
    contacts = sum(word in folded for word in contact)
    return Hits(found, min(1.0, covered / max(1, len(folded))), contacts)
