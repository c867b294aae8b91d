"""Composes training blocks, spam and clean look-alikes, from the rules in ``spam_grammar*.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tools.spam_disguise import dress, noise, obfuscate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FILES = ("spam_grammar.toml", "spam_grammar_more.toml", "spam_grammar_titles.toml")
SEPARATORS = (*tuple("|_-,，、 \n丨/>;；·\u3000—I\t"), " | ", " - ", "  ", "| ")
LENGTHS = (2, 3, 3, 4, 5, 6, 8, 12, 20, 40)  # items of a list
_SLOT = re.compile(r"\{([^{}]*)\}")
_AUTHORITY = re.compile(r"\{(?:agency|county|town|place|org)\}")
_CONTACT = re.compile(r"[，。](?:加|联系|详情|咨询)?[^，。]*\d{6}[^，。]*")


@cache
def grammar() -> dict[str, Any]:
    """The rules as data: what the files say of one kind stands together."""
    merged: dict[str, Any] = {}
    for name in FILES:
        _merge(merged, tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8")))
    return merged


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(name, {}), value)
        elif isinstance(value, list):
            into[name] = into.get(name, []) + value
        elif name in into:
            raise ValueError(f"{name} stands in two files of the grammar")
        else:
            into[name] = value


class Writer:
    """Composes blocks.

    Args:
        seed: of the choices.
        part: of ``parts``; a writer of one part knows no word of a long list, and no pattern, that another knows.
            What one part has learned can be tried on another as on a stranger.
        parts: 1 for a writer who knows everything.
    """

    def __init__(self, seed: int, part: int = 0, parts: int = 1) -> None:
        self._rng = Random(f"{seed}/{part}/{parts}")
        rules = grammar()
        self._homophones = rules["homophones"]
        self._words = {
            name: _share(entries.split(), part, parts, 4) for name, entries in rules["words"].items()
        }
        self._spam, self._clean = (
            {
                kind: {name: _share(patterns, part, parts, 2) for name, patterns in groups.items()}
                for kind, groups in rules[side].items()
            }
            for side in ("spam", "clean")
        )

    def expand(self, pattern: str) -> str:
        """The pattern with every slot filled."""
        while _SLOT.search(pattern):
            pattern = _SLOT.sub(self._fill, pattern)
        return pattern

    def _fill(self, match: re.Match[str]) -> str:
        slot = match[1]
        return str(self._rng.choice(slot.split("|") if "|" in slot else self._words[slot]))

    def spam(self) -> tuple[str, str]:
        """A spam block and its category."""
        rng, category = self._rng, self._rng.choice(list(self._spam))
        kind = rng.random()
        if kind < 0.05:
            text = self._woven(category)
        elif kind < 0.10:  # keywords before or after a line of news
            keywords, news = self._phrase(category), self.clean_line()
            sign = rng.choice(("_", "-", "|", "：", " ", "，"))
            text = rng.choice((f"{keywords}{sign}{news}", f"{news}{sign}{keywords}", f"【{keywords}】{news}"))
        elif kind < 0.37:
            text = self._phrase(category)
            if rng.random() < 0.2:
                tail = self.expand("{-|_| |·}{{domain}|百度百科|官方|【官方】|免费|{year}}")
                text = f"✅{text}✅" if rng.random() < 0.1 else text + tail
        elif kind < 0.67:
            prose = self._spam[category]["prose"]
            text = " ".join(self.expand(rng.choice(prose)) for _ in range(rng.choice((1, 1, 1, 2, 3))))
            if rng.random() < 0.3:  # without the contact: what is left must still read like an advertisement
                text = _CONTACT.sub("", text) + "。"
        else:
            text = self._listed(category)
        return obfuscate(text, self._homophones, rng), category

    def _phrase(self, category: str) -> str:
        return self.expand(self._rng.choice(self._spam[category]["phrases"]))

    def _listed(self, category: str) -> str:
        rng, mixed = self._rng, self._rng.random() < 0.25
        names = [rng.choice(list(self._spam)) if mixed else category for _ in range(rng.choice(LENGTHS))]
        phrases = [self._phrase(name) for name in names]
        if rng.random() < 0.2:
            phrases = [phrase + self.expand("{junk}") for phrase in phrases]
        return self._lead() + rng.choice(SEPARATORS).join(phrases)

    def _woven(self, category: str) -> str:
        """News of a campaign in which a keyword takes the place of the authority."""
        rng, keyword = self._rng, self._phrase(category)
        lines = [line for line in self._clean["policy"]["lines"] if _AUTHORITY.search(line)]
        chosen = (rng.choice(lines) for _ in range(rng.choice((1, 2, 3))))
        sentences = (self.expand(_AUTHORITY.sub(keyword, line, count=1)) for line in chosen)
        return "".join(sentence.rstrip("。") + "。" for sentence in sentences)

    def _lead(self) -> str:
        if self._rng.random() > 0.2:
            return ""
        return self.expand("{lead}") + self._rng.choice(("", " ", "\n"))

    def clean(self) -> tuple[str, str]:
        """A clean block that looks like spam, and its kind."""
        rng = self._rng
        if rng.random() < 0.1:
            return noise(self.clean_line(), self._words["latin"], rng), "noise"
        kind = rng.choice(list(self._clean))
        lines = self._clean[kind]["lines"]
        choice = rng.random()
        if choice < 0.55 and kind != "lists":
            text = self.expand(rng.choice(lines))
        elif choice < 0.68 and kind not in {"lists", "furniture", "shops", "notices"}:
            sentences = (self.expand(rng.choice(lines)) for _ in range(rng.randint(2, 5)))
            text = "".join(sentence.rstrip("。") + "。" for sentence in sentences)
        else:
            text = self._lead() + self._clean_list(kind)
        return dress(text, rng), kind

    def _clean_list(self, kind: str) -> str:
        rng, mixed = self._rng, self._rng.random() < 0.4
        pool = rng.choice(self._clean[kind]["lines"]) if kind == "lists" and not mixed else None
        kinds = [rng.choice(list(self._clean)) if mixed else kind for _ in range(rng.choice(LENGTHS))]
        items = [self.expand(pool or rng.choice(self._clean[name]["lines"])).rstrip("。") for name in kinds]
        if rng.random() < 0.3:
            items = [item + self.expand(" {month}-{day}") for item in items]
        return rng.choice(SEPARATORS).join(items)

    def clean_line(self) -> str:
        """One line of any clean kind."""
        return self.expand(self._rng.choice(self._clean[self._rng.choice(list(self._clean))]["lines"]))


def _share(entries: Sequence[str], part: int, parts: int, least: int) -> Sequence[str]:
    """Every ``parts``-th entry of a long list; all of a short one, and of one of single characters."""
    if len(entries) < least * parts or all(len(entry) == 1 for entry in entries):
        return entries
    return entries[part::parts]


def blocks(count: int, seed: int, part: int = 0, parts: int = 1) -> Iterator[tuple[str, bool, str]]:
    """So many spam and so many clean blocks: text, whether spam, category or kind."""
    writer = Writer(seed, part, parts)
    for _ in range(count):
        text, category = writer.spam()
        yield text, True, category
        text, kind = writer.clean()
        yield text, False, kind
