"""Characters that no text should hold: control characters, halves of surrogates, overridden direction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

# C0 but for tab and line ends, DEL, C1, line and paragraph separators, marks that override direction, lone
# surrogates, non-characters. Zero-width spaces and joiners stay: they harm nothing, and emoji need some.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
LINE_ENDS = frozenset("\r\u2028\u2029")


def control_characters(text: str, *, keep_c1: bool = False) -> Iterator[Edit]:
    """The control characters to take out; line ends become one newline each.

    With ``keep_c1`` those from U+0080 to U+009F stay: they can be bytes of a wrong encoding. Otherwise they
    are what Windows-1252 has in their place (“ ” … –), as browsers show them, or nothing.
    """
    for match in CONTROL.finditer(text):
        start, end = match.span()
        c = match[0]
        if "\x80" <= c <= "\x9f":
            if not keep_c1:
                meant = c.encode("latin-1").decode("cp1252", "ignore")
                yield Edit(start, end, meant, "encoding" if meant else "control")
        elif c == "\r" and text.startswith("\n", end):
            yield Edit(start, end + 1, "\n", "control")
        else:
            yield Edit(start, end, "\n" if c in LINE_ENDS else "", "control")
