"""Patterns with slots, compiled once, filled by a seeded draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Part = str | tuple["Part", ...] | list["Part"]  # text or a slot, a choice, a sequence

_TOKEN = re.compile(r"[{}|]|[^{}|]+")


class Slot(str):
    """The name of what stands in its place."""

    __slots__ = ()


class Grammar:
    """Patterns over words.

    Args:
        words: name to entries, separated by blanks; entries may hold slots.

    ``{name}`` is an entry of that name, or what the caller sets it to; ``{a|b}`` one of the alternatives.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words: dict[str, list[Part]] = {}
        for name, entries in words.items():
            self.words[name] = [self.compile(entry) for entry in entries.split(" ")]

    def compile(self, pattern: str) -> Part:
        """The pattern as nested parts: a list is told in order, a tuple is a choice."""
        tokens = _TOKEN.findall(pattern)
        parts, end = self._sequence(tokens, 0)
        if end != len(tokens):
            raise ValueError(f"unbalanced braces: {pattern}")
        return parts

    def _sequence(self, tokens: Sequence[str], i: int) -> tuple[Part, int]:
        parts: list[Part] = []
        while i < len(tokens) and tokens[i] not in "|}":
            if tokens[i] == "{":
                part, i = self._choice(tokens, i + 1)
                parts.append(part)
            else:
                parts.append(tokens[i])
                i += 1
        return (parts[0] if len(parts) == 1 else parts), i

    def _choice(self, tokens: Sequence[str], i: int) -> tuple[Part, int]:
        options: list[Part] = []
        while True:
            option, i = self._sequence(tokens, i)
            options.append(option or "")
            if i >= len(tokens):
                raise ValueError("a brace is not closed")
            if tokens[i] == "}":
                break
            i += 1
        if len(options) == 1:
            return Slot(str(options[0])), i + 1
        return tuple(options), i + 1

    def fill(self, part: Part, draw: Callable[[], float], bound: Mapping[str, str]) -> str:
        """The text of a compiled pattern.

        Args:
            part: from :meth:`compile`.
            draw: a number in [0, 1).
            bound: slots whose text the caller sets.

        Raises:
            KeyError: a slot that neither ``bound`` nor the words have.
        """
        out: list[str] = []
        stack = [part]
        words = self.words
        while stack:
            part = stack.pop()
            if isinstance(part, Slot):
                text = bound.get(part)
                if text is not None:
                    out.append(text)
                else:
                    entries = words[part]
                    stack.append(entries[int(draw() * len(entries))])
            elif isinstance(part, str):
                out.append(part)
            elif isinstance(part, list):
                stack.extend(reversed(part))
            else:
                stack.append(part[int(draw() * len(part))])
        return "".join(out)
