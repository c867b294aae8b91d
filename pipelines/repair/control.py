"""Characters that no text should hold: control characters, halves of surrogate pairs, invisible ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

# C0 and C1 controls but for tab and line ends, lone surrogates, byte order marks, zero-width spaces, marks of
# direction, non-characters. Joiners stay: emoji need them. NEL (U+0085) and its like are line ends.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff"
    "\ud800-\udfff]+|\r\n?"
)

WITHOUT_C1 = re.compile(CONTROL.pattern.replace("\x7f-\x9f", "\x7f"))


def control_characters(text: str, *, keep_c1: bool = False) -> Iterator[Edit]:
    """The control characters to take out; line ends become one newline each.

    With ``keep_c1`` those from U+0080 to U+009F stay: they can be bytes of a wrong encoding.
    """
    for match in (WITHOUT_C1 if keep_c1 else CONTROL).finditer(text):
        found = match[0]
        line_end = found[0] == "\r" or "\u2028" in found or "\u2029" in found or "\x85" in found
        yield Edit(match.start(), match.end(), "\n" if line_end else "", "control")
