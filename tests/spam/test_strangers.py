"""The stranger's blocks and pages are well formed: bench/strangers.py reads them."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "bench" / "strangers"


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def kinds(name: str) -> list[str]:
    return [text for group in table(name).values() for text in group.values()]


def lines(name: str) -> list[str]:
    return [line for text in kinds(name) for line in text.split("\n") if line]


def test_no_block_stands_twice() -> None:
    texts = lines("spam") + lines("clean")
    assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_there_are_enough_blocks_of_every_kind() -> None:
    assert len(lines("spam")) >= 500
    assert len(lines("clean")) >= 1000
    for name in ("spam", "clean"):
        assert min(text.count("\n") for text in kinds(name)) > 8


def test_pages_say_what_is_expected() -> None:
    pages = table("pages")["page"]
    assert Counter(page["expect"] for page in pages) == {"spam": 18, "hijacked": 12, "clean": 30}
    for page in pages:
        assert page.keys() <= {"expect", "kind", "url", "html", "keep", "gone"}
        assert (page["expect"] == "hijacked") == ("gone" in page), page["kind"]
        assert ".example/" in page["url"]
