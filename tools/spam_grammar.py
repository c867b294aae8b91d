"""Composes training blocks, spam and clean look-alikes, from the rules in ``spam_grammar.toml``."""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.spam_disguise import dress, noise, obfuscate

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLOT = re.compile(r"\{([^{}]*)\}")
SEPARATORS = (*tuple("|_-,，、 \n丨/>;；·\u3000—I\t"), " | ", " - ", "  ", "| ")


@cache
def grammar() -> dict[str, Any]:
    """The rules as data."""
    return tomllib.loads(Path(__file__).with_name("spam_grammar.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, list[str]]:
    return {name: entries.split() for name, entries in grammar()["words"].items()}


def expand(pattern: str, rng: random.Random) -> str:
    """The pattern with every slot filled."""

    def fill(match: re.Match[str]) -> str:
        slot = match[1]
        return rng.choice(slot.split("|")) if "|" in slot else rng.choice(_words()[slot])

    while _SLOT.search(pattern):
        pattern = _SLOT.sub(fill, pattern)
    return pattern


def spam(rng: random.Random) -> tuple[str, str]:
    """A spam block and its category."""
    rules = grammar()["spam"]
    category = rng.choice(list(rules))
    kind = rng.random()
    if kind < 0.07:  # keywords before or after a line of news
        keywords = expand(rng.choice(rules[category]["phrases"]), rng)
        sign, news = rng.choice(("_", "-", "|", "：", " ", "，")), clean_line(rng)
        text = rng.choice((f"{keywords}{sign}{news}", f"{news}{sign}{keywords}", f"【{keywords}】{news}"))
    elif kind < 0.34:
        text = expand(rng.choice(rules[category]["phrases"]), rng)
        if rng.random() < 0.2:
            tail = expand("{-|_| |·}{{domain}|百度百科|{place}信息港|官方|【官方】|免费|{year}}", rng)
            text = f"✅{text}✅" if rng.random() < 0.1 else text + tail
    elif kind < 0.66:
        text = " ".join(
            expand(rng.choice(rules[category]["prose"]), rng) for _ in range(rng.choice((1, 1, 1, 2, 3)))
        )
        if rng.random() < 0.2:  # without the contact: what is left must still read like an advertisement
            text = re.sub(r"[，。](?:加|联系|详情|咨询)?[^，。]*\d{6}[^，。]*", "", text) + "。"
    else:
        mixed = rng.random() < 0.25
        names = [
            rng.choice(list(rules)) if mixed else category
            for _ in range(rng.choice((2, 3, 3, 4, 5, 6, 8, 12, 20, 40)))
        ]
        phrases = [expand(rng.choice(rules[name]["phrases"]), rng) for name in names]
        if rng.random() < 0.2:
            phrases = [phrase + expand("{junk}", rng) for phrase in phrases]
        text = rng.choice(SEPARATORS).join(phrases)
        if rng.random() < 0.15:
            text = expand("{lead}", rng) + rng.choice(("", " ", "\n")) + text
    return obfuscate(text, grammar()["homophones"], rng), category


def clean(rng: random.Random) -> tuple[str, str]:
    """A clean block that looks like spam, and its kind."""
    rules = grammar()["clean"]
    if rng.random() < 0.1:
        return noise(clean_line(rng), _words()["latin"], rng), "noise"
    kind = rng.choice(list(rules))
    lines = rules[kind]["lines"]
    choice = rng.random()
    if choice < 0.55 and kind != "lists":
        text = expand(rng.choice(lines), rng)
    elif choice < 0.68 and kind not in {"lists", "furniture", "shops"}:
        text = "".join(expand(rng.choice(lines), rng).rstrip("。") + "。" for _ in range(rng.randint(2, 5)))
    else:
        mixed = rng.random() < 0.4
        kinds = [
            rng.choice(list(rules)) if mixed else kind
            for _ in range(rng.choice((2, 3, 4, 5, 6, 8, 12, 20, 40)))
        ]
        pool = rng.choice(lines) if kind == "lists" and not mixed else None
        items = [expand(pool or rng.choice(rules[name]["lines"]), rng).rstrip("。") for name in kinds]
        if rng.random() < 0.3:
            items = [item + expand(" {month}-{day}", rng) for item in items]
        text = rng.choice(SEPARATORS).join(items)
        if rng.random() < 0.35:
            text = expand("{lead}", rng) + rng.choice(("", " ", "\n")) + text
    return dress(text, rng), kind


def clean_line(rng: random.Random) -> str:
    """One line of any clean kind."""
    rules = grammar()["clean"]
    return expand(rng.choice(rules[rng.choice(list(rules))]["lines"]), rng)


def blocks(count: int, seed: int) -> Iterator[tuple[str, bool, str]]:
    """So many spam and so many clean blocks: text, whether spam, category or kind."""
    rng = random.Random(seed)
    for _ in range(count):
        yield (*_labelled(spam(rng), spam=True),)
        yield (*_labelled(clean(rng), spam=False),)


def _labelled(made: tuple[str, str], *, spam: bool) -> tuple[str, bool, str]:
    return made[0], spam, made[1]
