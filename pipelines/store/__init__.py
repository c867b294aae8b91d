"""archive.db: the one place that opens a database."""

from __future__ import annotations

from pipelines.store.errors import (
    ArchiveClosed,
    ArchiveError,
    ArchiveFull,
    ArchiveLocked,
    ArchiveMissing,
    ArchiveReadOnly,
    ArchiveTooNew,
    ArchiveTooOld,
    NotAnArchive,
    Undecidable,
)
from pipelines.store.frontier import Frontier
from pipelines.store.reader import Reader
from pipelines.store.tables import Fetch
from pipelines.store.visits import Answer, Found, Policy, Visit
from pipelines.store.writer import Archive, Outcome

__all__ = [
    "Answer",
    "Archive",
    "ArchiveClosed",
    "ArchiveError",
    "ArchiveFull",
    "ArchiveLocked",
    "ArchiveMissing",
    "ArchiveReadOnly",
    "ArchiveTooNew",
    "ArchiveTooOld",
    "Fetch",
    "Found",
    "Frontier",
    "NotAnArchive",
    "Outcome",
    "Policy",
    "Reader",
    "Undecidable",
    "Visit",
]
