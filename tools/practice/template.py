"""Templates in bytes: what is the same on every page of a site is encoded once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SLOT = re.compile(r"\{\{(\w+)\}\}")


class Template:
    """HTML with ``{{slots}}``.

    Args:
        html: the text.
        static: slots that are filled for good.
        encoding: of the pages; characters it lacks become references.
    """

    def __init__(self, html: str, static: Mapping[str, str], encoding: str) -> None:
        self.encoding = encoding
        html = _SLOT.sub(lambda slot: static.get(slot[1], slot[0]), html)
        self._pieces: list[bytes | str] = [
            piece if i % 2 else self._encode(piece) for i, piece in enumerate(_SLOT.split(html))
        ]
        self.slots = {piece for piece in self._pieces if isinstance(piece, str)}

    def render(self, value: Callable[[str], str]) -> bytes:
        """The page; ``value`` gives the HTML of a slot."""
        known = {slot: self._encode(value(slot)) for slot in self.slots}
        return b"".join([known[piece] if isinstance(piece, str) else piece for piece in self._pieces])

    def _encode(self, text: str) -> bytes:
        return text.encode(self.encoding, "xmlcharrefreplace")
