"""What a run has done so far, source by source, and how it ended for each."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.sources import Source

#: Columns of every table of sources: what is counted, in order.
COUNTED = (
    "pages", "lists", "articles", "new", "changed", "unchanged", "spam", "empty", "off-topic", "skipped", "gone",
    "attached", "refused", "failed", "refetched",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """Counts of one source in one run, and its limits.

    Attributes:
        source: its file.
        counts: of what happened, by the names of :data:`COUNTED`.
        fetched: pages asked for.
        lists: list pages asked for.
        lists_off: whether lists were left to a later run.
        resting: host to the reason why it is left alone for the rest of the run.
        started: on the monotonic clock.
    """

    source: Source
    counts: Counter[str] = field(default_factory=Counter)
    fetched: int = 0
    lists: int = 0
    lists_off: bool = False
    resting: dict[str, str] = field(default_factory=dict)
    reason: str | None = None
    started: float = field(default_factory=time.monotonic)

    def count(self, item: Any) -> None:
        """Count what became of an item."""
        outcome = item.outcome
        if outcome is None:
            return
        counts = self.counts
        counts["pages"] += outcome != "later"
        counts["refetched"] += bool(item.visit and item.visit.again)
        clean = getattr(item, "clean", None)
        if outcome == "listed" or (
            outcome == "unchanged" and item.visit.kind not in ("article", "attachment")
        ):
            counts["lists"] += 1
        elif clean is not None and item.fate is None:
            if clean.verdict == "article":
                counts["articles"] += 1
                counts[outcome] += 1
            else:
                counts[clean.verdict] += 1
        else:
            counts[outcome] += 1

    @property
    def limit(self) -> str | None:
        """Which limit of the source is reached."""
        limits = self.source.limits
        if self.fetched >= limits.pages:
            return f"limits.pages: {limits.pages}"
        if time.monotonic() - self.started >= limits.seconds:
            return f"limits.seconds: {limits.seconds}"
        return None

    def verdict(self, left: int, limited: str | None) -> tuple[str, str | None]:
        """How the source ended: ``done``, ``limit`` or ``failed``, and why.

        It failed where more pages failed than could be had, or a host had to be left with pages still due.
        """
        failed, had = (
            self.counts["failed"],
            self.counts["pages"] - self.counts["failed"] - self.counts["refused"],
        )
        if failed > had:
            return "failed", self.reason
        if left and self.resting:
            return "failed", next(iter(self.resting.values()))
        if self.counts["refused"] and not had:
            return "failed", self.reason
        if limited or self.lists_off:
            return "limit", limited or f"limits.list_pages: {self.source.limits.list_pages}"
        return "done", None
