"""Whole pages to learn the page verdict from: shared ones, and ones composed by ``page_grammar*.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tools import spam_corpus as corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLOT = re.compile(r"\{([^{}]*)\}")
SHUFFLED = "cq-wanglei/fanzhanqun generated pages"  # told by their commas, not by their words
WRITERS = ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page; ``source`` is what must not be on both sides of a split.

    ``spam`` is False for an article with spam beside it too: it has something of its own.
    """

    content: str
    spam: bool
    source: str
    site: str = ""


@cache
def _grammar() -> dict[str, Any]:
    """Tables of every writer; each is written in one file, so none hides another's."""
    files = sorted(Path(__file__).parent.glob("page_grammar*.toml"))
    return {name: table for file in files for name, table in tomllib.loads(file.read_text("utf-8")).items()}


class PageWriter:
    """Composes pages from the sentences and words of one writer.

    A word of the list ``same`` is chosen once for a page, as a page speaks of one company or house throughout.
    """

    def __init__(self, name: str, seed: int) -> None:
        self._rng = Random(f"{name}/{seed}")
        self._rules = _grammar()[name]
        self._words = {key: value.split() for key, value in self._rules["words"].items()}
        self._same = self._rules.get("same", "").split()
        self._said: dict[str, str] = {}

    def page(self, *, spam: bool) -> tuple[str, str]:
        """Text of a page, and its kind."""
        rng = self._rng
        self._said.clear()
        kinds = self._rules["spam" if spam else "clean"]
        kind = rng.choice(list(kinds))
        head, *lines = kinds[kind]
        count = rng.randint(min(4, len(lines)), len(lines) * (3 if spam and len(lines) < 7 else 1))
        chosen = (
            rng.sample(lines, count) if count <= len(lines) else [rng.choice(lines) for _ in range(count)]
        )
        return "\n".join(self.expand(line) for line in (head, *chosen)), kind

    def line(self) -> str:
        """A line of spam of any kind."""
        self._said.clear()
        return self.expand(self._rng.choice(self._rules["spam"][self._rng.choice(list(self._rules["spam"]))]))

    def expand(self, pattern: str) -> str:
        """The pattern with every slot filled."""
        while _SLOT.search(pattern):
            pattern = _SLOT.sub(self._fill, pattern)
        return pattern

    def _fill(self, match: re.Match[str]) -> str:
        slot = match[1]
        if slot in self._said:
            return self._said[slot]
        word = str(self._rng.choice(self._words[slot] if slot in self._words else slot.split("|")))
        if slot in self._same:
            self._said[slot] = word
        return word


def composed(count: int, name: str, seed: int = 1) -> Iterator[Page]:
    """So many spam and so many clean pages of one writer."""
    writer = PageWriter(name, seed)
    for spam in (True, False) * count:
        text, kind = writer.page(spam=spam)
        yield Page(text, spam, f"written:{name}:{kind}")


def shared(cases: Path) -> Iterator[Page]:
    """The labelled pages and the article pages as they are; shuffled ones are left out."""
    for row in corpus.rows_of(cases / "spam_pages.jsonl.xz"):
        if row["source"] != SHUFFLED:
            yield Page(row["html_or_text"], row["label"] == "spam", row["source"])
    for row in corpus.rows_of(cases / "extraction_pages.jsonl.xz"):
        yield Page(row["html"], False, f"page:{row['site']}", row["site"])


def invaded(cases: Path, name: str, seed: int = 3) -> Iterator[Page]:
    """Articles between lines of spam: not spam throughout."""
    writer, rng = PageWriter(name, seed), Random(seed)
    for row in corpus.rows_of(cases / "clean_texts.jsonl.xz"):
        lines = [line for line in row["text"].split("\n") if line.strip()]
        for _ in range(rng.randint(1, 8)):
            lines.insert(rng.choice((0, len(lines), rng.randint(0, len(lines)))), writer.line())
        yield Page("\n".join(lines), False, f"invaded:{name}")


def gathered(cases: Path, count: int = 40, seed: int = 5) -> Iterator[Page]:
    """Pages put together from labelled blocks of one source: lists of titles, of keywords, of clean look-alikes."""
    rng = Random(seed)
    blocks = [row for row in corpus.blocks(cases) if row.spam or row.hard]
    for source, spam in sorted({(row.source, row.spam) for row in blocks}):
        texts = [row.text for row in blocks if (row.source, row.spam) == (source, spam)]
        for _ in range(count if len(texts) > 20 else 0):
            lines = rng.sample(texts, min(len(texts), rng.randint(6, 40)))
            yield Page("\n".join(lines), spam, f"blocks:{source}")
