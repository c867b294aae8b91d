"""Articles that name one thing in many places as a clone does, and honestly: all invented, from ``spam_alike.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

EACH = 60  # articles of a kind
_TITLES = (
    "{name}扎实推进{duty}",
    "{duty}见成效",
    "{name}：{duty}在行动",
    "{name} | {duty}见成效",
    "{duty}见成效_{name}",
    "走进{name}",
)
_FEWEST = 5  # sentences
_SLOT = re.compile(r"\{([a-z]+)\}")


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def kinds() -> list[str]:
    """Names of what the articles are about."""
    return [name for name in _rules() if name != "words"]


def articles(kind: str, names: Sequence[str] = ()) -> list[str]:
    """Articles of one kind, about what is composed or about these; some begin with a title that names it."""
    rng = Random(kind)
    rules, words = _rules()[kind], _rules()["words"]

    def fill(pattern: str, bound: dict[str, str]) -> str:
        def put(slot: re.Match[str]) -> str:
            return bound.get(slot[1]) or str(rng.choice(words[slot[1]].split()))

        return _SLOT.sub(put, pattern)

    found = []
    for _ in range(EACH):
        bound = {"name": fill(rng.choice(names or rules["names"]), {})}
        lines = rng.sample(rules["lines"], rng.randint(_FEWEST, len(rules["lines"])))
        title = rng.choice(_TITLES)
        found.append(
            "\n".join(
                fill(line, bound) for line in (title, *([rules["first"]] if "first" in rules else []), *lines)
            )
        )
    return found
