"""Trains the spam model from the shared cases, blocks written by hand, the grammar and labels that operators gave.

    python -m tools.train_spam [--cases ../shared/cases] [--labels labels.jsonl] [--out model.npz]

Needs the ``train`` dependency group. Without the shared cases there is nothing to train from: an error.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipelines.spam.model import PATH, read
from tools import spam_corpus as corpus
from tools.spam_fit import FOLDS, blank_model, fit, save
from tools.spam_grammar import blocks as composed
from tools.spam_rows import GRAMMAR, Row

COMPOSED = 12_000  # pairs of composed blocks: about as many as there are others
SEED = 1


def training_rows(cases: Path, labels: Path | None = None, grammar: int = COMPOSED) -> list[Row]:
    """Everything there is to learn from."""
    rows = (
        corpus.blocks(cases)
        + corpus.furniture(cases)
        + corpus.public_texts()
        + corpus.written()
        + corpus.phrases(cases)
        + corpus.page_lines(cases)
    )
    rows += grammar_rows(grammar)
    return rows + (corpus.labels(labels) if labels else [])


def grammar_rows(count: int, seed: int = SEED) -> list[Row]:
    """Composed blocks, by as many writers as there are folds and one who knows all of the grammar.

    Spam too short to say anything is left out.
    """
    writers = [(str(part), count // FOLDS, part, FOLDS) for part in range(FOLDS)]
    return [
        Row(text, spam, f"{GRAMMAR}{name}:{kind}", hard=not spam)
        for name, blocks, part, parts in [*writers, ("", count // 2, 0, 1)]
        for text, spam, kind in composed(blocks, seed, part, parts)
        if not spam or len(text) > 4
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=Path, default=corpus.CASES)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--out", type=Path, default=PATH)
    options = parser.parse_args(arguments)
    if not options.cases.is_dir():
        print(f"train spam: {options.cases} is absent, nothing to train from", file=sys.stderr)
        return 1
    rows = training_rows(options.cases, options.labels)
    save(fit(rows, blank_model()), options.out)
    spam = sum(row.spam for row in rows)
    print(
        f"{options.out}: model {read(options.out).version} "
        f"from {spam} spam and {len(rows) - spam} clean blocks"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
