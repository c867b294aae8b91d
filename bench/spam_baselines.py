"""Baselines for the spam judge: public word lists, any hit."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tools.spam_corpus import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@cache
def _profanity() -> tuple[str, ...]:
    """The Chinese list of glin-profanity, which is the list the C4 corpus was filtered with."""
    spec = importlib.util.find_spec("glin_profanity")
    if spec is None or not spec.submodule_search_locations:
        return ()
    home = Path(spec.submodule_search_locations[0])
    data = json.loads((home / "data" / "dictionaries" / "chinese.json").read_text("utf-8"))
    return tuple(data["words"])


@cache
def _tokens() -> tuple[str, ...]:
    """Spam phrases from a public tokenizer's vocabulary."""
    return tuple(word for word in (CASES / "spam_tokens.txt").read_text("utf-8").split("\n") if word)


def any_hit(words: Sequence[str], texts: Sequence[str]) -> list[float]:
    """1 for a text that holds any of the words, else 0."""
    return [float(any(word in text for word in words)) for text in texts]


BASELINES: dict[str, Callable[[Sequence[str]], list[float]]] = {
    "glin-profanity (C4 bad words), any hit": lambda texts: any_hit(_profanity(), texts),
    "spam_tokens, any hit": lambda texts: any_hit(_tokens(), texts),
}
