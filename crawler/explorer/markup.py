"""HTML that is safe by construction: whatever is not markup already becomes text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_VOID = frozenset(("br", "hr", "input", "link", "meta"))


class Html(str):
    """Markup; only this module makes it."""

    __slots__ = ()


def join(*parts: object) -> Html:
    """Parts one after the other: markup as it is, text escaped, lists likewise, None not at all."""
    return Html("".join(map(_safe, parts)))


def _safe(part: object) -> str:
    if part is None:
        return ""
    if isinstance(part, Html):
        return part
    if isinstance(part, str | int | float):
        return escape(str(part))
    return "".join(map(_safe, part))  # type: ignore[call-overload]


def tag(name: str, /, *parts: object, **attributes: str | int | bool | None) -> Html:
    """An element; ``class_`` and ``for_`` are the attributes without the line, None and False are left out."""
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{told}>" if name in _VOID else f"<{name}{told}>{join(*parts)}</{name}>")


def marked(text: str, marks: Sequence[tuple[int, int]]) -> Html:
    """A text with some stretches marked."""
    parts: list[object] = []
    at = 0
    for start, stop in marks:
        if start >= at:
            parts += [text[at:start], tag("mark", text[start:stop])]
            at = stop
    return join(*parts, text[at:])
