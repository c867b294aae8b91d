"""Labelled blocks, as everything that learns from them or measures by them takes them."""

from __future__ import annotations

from dataclasses import dataclass

GRAMMAR = "grammar:"  # begins the sources of composed rows; the part of the grammar and the kind follow


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled block; ``source`` is what must not be on both sides of a split."""

    text: str
    spam: bool
    source: str
    hard: bool = False
    weight: float = 1.0

    @property
    def composed(self) -> bool:
        """Whether it comes from the grammar."""
        return self.source.startswith(GRAMMAR)

    @property
    def part(self) -> int:
        """Of a composed row: the part of the grammar its writer knew; -1 for a writer who knew all of it."""
        part = self.source[len(GRAMMAR) :].partition(":")[0]
        return int(part) if part else -1
