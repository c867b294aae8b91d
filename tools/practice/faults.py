"""Faults by switch: what a host does wrong, to which of its pages, and how often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from zlib import crc32

KINDS = {
    "error": "500",
    "busy": "503 with Retry-After: 1",
    "limit": "429 with Retry-After: 1",
    "slow": "an answer after 2 s",
    "cut": "an answer shorter than its Content-Length",
    "reset": "the connection closed without an answer",
    "robots": "500 for robots.txt, and for nothing else",
    "challenge": "412 with a script, as sites guarded against robots give",
    "login": "a redirect to a login page",
}


@dataclass
class Fault:
    """One host's.

    Attributes:
        kind: one of ``KINDS``.
        share: of its addresses, in [0, 1]; always the same ones.
        times: that an address fails before it answers; 0 for always.
    """

    kind: str
    share: float = 0.1
    times: int = 1
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"fault {self.kind}: expected one of {', '.join(KINDS)}")

    def strikes(self, target: str) -> bool:
        """Whether this request fails."""
        if (target == "/robots.txt") != (self.kind == "robots"):
            return False
        if self.kind != "robots" and crc32(target.encode()) % 1000 >= self.share * 1000:
            return False
        self.seen[target] += 1
        return not self.times or self.seen[target] <= self.times
