"""Whether the blocks of a page show any damage that must be undone before they are judged."""

from __future__ import annotations

import functools
import re
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.repair import encoding, script

if TYPE_CHECKING:
    from collections.abc import Sequence

# A page in other clothes shows dozens; a Simplified page may cite a name or two.
_ENOUGH = 3


@functools.cache
def _signs() -> re.Pattern[str]:
    traditional = "".join(sorted(script.simplified()))
    return re.compile(f"[{traditional}\x01-\x08\x0e-\x1f\u200b\ufeff]|{encoding.SIGNS.pattern}")


def shows_damage(texts: Sequence[str]) -> bool:
    """One scan over a page; False for nine pages of ten, whose blocks can be judged as they were found.

    What is left to undo in them (inserted marks, page breaks, width) concerns only the text that is kept.
    """
    return sum(1 for _ in islice(_signs().finditer("\n".join(texts)), _ENOUGH)) == _ENOUGH
