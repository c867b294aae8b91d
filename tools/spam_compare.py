"""Compares two spam models on the shared blocks and on operators' labels.

    python -m tools.spam_compare BEFORE AFTER [--cases ../shared/cases] [--labels labels.jsonl]

Both may have learned from what they are compared on, so this tells whether a new model does harm, not how good it
is: `make bench-spam` leaves sources out.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.spam import THRESHOLD
from pipelines.spam.model import Model, read
from tools import spam_corpus as corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.spam_rows import Row

HEAD = f"{'':<24}{'before':>16}{'after':>16}"


def counts(model: Model, rows: Sequence[Row]) -> tuple[int, int]:
    """Spam that is called spam, and clean text that is."""
    called = model.scores([row.text for row in rows]) >= THRESHOLD
    found = sum(bool(hit) and row.spam for hit, row in zip(called, rows, strict=True))
    return found, int(called.sum()) - found


def lines(name: str, rows: Sequence[Row], models: Sequence[Model]) -> list[str]:
    """Two lines of the table, those that there is something to tell of."""
    spam = sum(row.spam for row in rows)
    told = [counts(model, rows) for model in models]
    found = f"{f'{name}, spam found':<24}" + "".join(f"{f'{hit} of {spam}':>16}" for hit, _ in told)
    alarms = f"{f'{name}, alarms':<24}" + "".join(f"{f'{n} of {len(rows) - spam}':>16}" for _, n in told)
    return [found] * bool(spam) + [alarms] * (spam < len(rows))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--cases", type=Path, default=corpus.CASES)
    parser.add_argument("--labels", type=Path)
    options = parser.parse_args(arguments)
    models = [read(options.before), read(options.after)]
    table = [HEAD]
    if options.cases.is_dir():
        rows = corpus.blocks(options.cases)
        table += lines("shared", rows, models)
        table += lines("hard clean", [row for row in rows if row.hard and not row.spam], models)
    if options.labels:
        table += lines("operators", corpus.labels(options.labels), models)
    print("\n".join(table))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
