"""Regular expressions made from word lists."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def any_of(words: Iterable[str], expressions: Iterable[str] = ()) -> str:
    """An expression for any of the words, the longest possible, that shares their common beginnings.

    Three times as fast as the words side by side. ``expressions`` are tried after the words.
    """
    tails: defaultdict[str, list[str]] = defaultdict(list)
    ends_here = False
    for word in words:
        if word:
            tails[word[0]].append(word[1:])
        else:
            ends_here = True
    single = "".join(re.escape(first) for first, rest in sorted(tails.items()) if not any(rest))
    branches = [re.escape(first) + any_of(rest) for first, rest in sorted(tails.items()) if any(rest)]
    branches += [f"[{single}]"] if single else []
    branches += expressions
    if not branches or (len(branches) == 1 and not ends_here):
        return "".join(branches)
    return f"(?:{'|'.join(branches)}){'?' if ends_here else ''}"
