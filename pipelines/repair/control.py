"""Characters that no text should hold: control characters, halves of surrogates, overridden direction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

# C0 but for tab and line ends, DEL, C1, line and paragraph separators, marks that override direction, lone
# surrogates, non-characters. Zero-width spaces and joiners stay: they harm nothing, and emoji need some.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]|\r\n?"
)
WITHOUT_C1 = re.compile(CONTROL.pattern.replace("\x7f-\x9f", "\x7f"))
ANY = re.compile(CONTROL.pattern.replace("]|\r\n?", "\r]"))  # one set: a much faster scan
LINE_ENDS = frozenset("\r\u2028\u2029")


def control_characters(text: str, *, keep_c1: bool = False) -> Iterator[Edit]:
    """The control characters to take out; line ends become one newline each.

    With ``keep_c1`` those from U+0080 to U+009F stay: they can be bytes of a wrong encoding. Otherwise they
    are what Windows-1252 has in their place (“ ” … –), as browsers show them, or nothing.
    """
    if not ANY.search(text):
        return
    for match in (WITHOUT_C1 if keep_c1 else CONTROL).finditer(text):
        c = match[0][0]
        if "\x80" <= c <= "\x9f":
            meant = c.encode("latin-1").decode("cp1252", "ignore")
            yield Edit(match.start(), match.end(), meant, "encoding" if meant else "control")
        else:
            yield Edit(match.start(), match.end(), "\n" if c in LINE_ENDS else "", "control")
