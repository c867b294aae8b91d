"""Whether the blocks of a page show any damage that must be undone before they are judged."""

from __future__ import annotations

import functools
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from pipelines.repair import encoding, script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# A page in other clothes shows dozens; a Simplified page may cite a name or two.
_ENOUGH = 3
_SIGN, _GARBLED = 1, 2


@functools.cache
def _table() -> NDArray[np.uint8]:
    """For each UTF-16 unit whether it is a sign by itself, or one stands in every of ``encoding.SIGNS``."""
    table = np.zeros(0x10000, np.uint8)
    table[[ord(c) for c in encoding.LETTERS.pattern[1:-1]]] = _GARBLED
    table[0xB0:0xF8] = _GARBLED
    table[[ord(c) for c in (*script.simplified(), *"\xad\u200b\u200c\u200d\u2060\ufeff")]] = _SIGN
    table[0x01:0x09] = table[0x0E:0x20] = _SIGN
    return table


def shows_damage(texts: Sequence[str]) -> bool:
    """One scan over a page; False for nine pages of ten, whose blocks can be judged as they were found.

    What is left to undo in them (inserted marks, page breaks, width) concerns only the text that is kept.
    """
    page = "\n".join(texts)
    units = np.frombuffer(page.encode("utf-16-le", "surrogatepass"), np.uint16)
    found = np.bincount(_table().take(units), minlength=3)
    if found[_SIGN] >= _ENOUGH:
        return True
    # Some letters of a wrong encoding are traditional characters: any may be one.
    return bool(found[_GARBLED] + found[_SIGN] >= _ENOUGH) and (
        len(list(islice(encoding.SIGNS.finditer(page), _ENOUGH))) == _ENOUGH
    )
