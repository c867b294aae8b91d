"""Characters that no text should hold: control characters, halves of surrogates, overridden direction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

# C0 but for tab and line ends, DEL, C1, line and paragraph separators, marks that override or hint at direction,
# lone surrogates, non-characters; and what has no width, for 创<U+200B>建 is found by no search for 创建. Joiners go beside
# ideographs alone: emoji and some scripts need them. A soft hyphen can be a byte of a wrong encoding, as C1 can.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
    "|(?<=[\u3000-\u9fff])[\u200c\u200d]|[\u200c\u200d](?=[\u3000-\u9fff])"
)
BYTES = re.compile("[\x80-\x9f\xad]")
LINE_ENDS = frozenset("\r\u2028\u2029")


def control_characters(text: str, *, keep_bytes: bool = False) -> Iterator[Edit]:
    """The control characters to take out; line ends become one newline each.

    With ``keep_bytes`` those from U+0080 to U+009F and the soft hyphen stay: they can be bytes of a wrong encoding.
    Otherwise they are what Windows-1252 has in their place (“ ” … –), as browsers show them, or nothing.
    """
    for match in CONTROL.finditer(text):
        start, end = match.span()
        c = match[0]
        if "\x80" <= c <= "\xad":
            if not keep_bytes:
                meant = c.encode("latin-1").decode("cp1252", "ignore") if c < "\xad" else ""
                yield Edit(start, end, meant, "encoding" if meant else "control")
        elif c == "\r" and text.startswith("\n", end):
            yield Edit(start, end + 1, "\n", "control")
        else:
            yield Edit(start, end, "\n" if c in LINE_ENDS else "", "control")
