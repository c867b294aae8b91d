"""The five documents: one block of joined links is spam, and nothing else."""

from __future__ import annotations

from pathlib import Path

from pipelines.spam import THRESHOLD, Evidence, score_blocks
from tests.spam.judging import judge_all

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "documents"


def test_only_the_injected_links_are_spam() -> None:
    lines = [
        line for path in sorted(DOCUMENTS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()
    ]
    spam = [line for line, score in zip(lines, score_blocks(lines), strict=True) if score >= THRESHOLD]
    assert len(spam) == 1
    assert spam[0].count("|") > 30


def test_the_injected_links_come_with_reasons() -> None:
    path = next(DOCUMENTS.glob("004_*.txt"))
    line = max(path.read_text("utf-8").splitlines(), key=lambda text: text.count("|"))
    found = judge_all([Evidence(line, converted=True, scaffold=True)])[0]
    assert found.category == "porn"
    assert found.score > 0.99
    assert {
        "keyword line joined by |",
        "inside random-id scaffolding",
        "Simplified text in a Traditional page",
    } <= set(found.reasons)
