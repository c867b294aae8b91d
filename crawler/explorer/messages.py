"""What is asked of the explorer and what it answers, whatever server is before it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"


class Refused(Exception):  # noqa: N818  # what is asked for is refused; nothing broke
    """An answer other than what was asked for: its status, and one line for whoever asked."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: path and arguments; of an argument that is given several times the last one counts."""

    path: str
    arguments: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """An argument; "" where there is none."""
        return self.arguments.get(name, "").strip()

    def number(self, name: str, default: int, *, most: int) -> int:
        """An argument that counts something, no greater than ``most``.

        Raises:
            Refused: it is no such number.
        """
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit()):
            raise Refused(400, f"{name}: expected a number, 0 or greater")
        return min(int(text[:19]), most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response; a body in pieces is sent as fast as it is taken."""

    body: bytes | Iterator[bytes]
    kind: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(value: object, *, status: int = 200) -> Answer:
    """An answer for programs."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return Answer(body=text.encode(errors="backslashreplace") + b"\n", kind=JSON, status=status)
