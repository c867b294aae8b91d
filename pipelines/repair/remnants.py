"""What publishing systems, converters and content farms leave inside a text."""

from __future__ import annotations

import functools
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit
from pipelines.repair.language import NAT, language_model

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parent / "data" / "remnants.txt"
# One of these stands in each remnant, with a character that is not frequent: looking for that, and for the sign
# where it is, is much faster than looking for the remnants.
SIGNS = {
    "/": ("/enp",),
    "E": ("Evaluation ",),
    "享": ("由会员分享",),
    "篇": ("本篇文章",),
    "页": ("页共", "页 共", "页/共", "页 / 共", "页，共", "页,共"),
}
RARE = "".join(SIGNS)
BLANK = re.compile("[ \xa0](?=[\u4e00-\u9fff])")
# A blank inside a word: with it gone the next character is likely, and likelier by this than by itself.
LEAST_BLANKS = 3
LEAST_SHARE = 1 / 3  # of the blanks between ideographs
LIKELY, LIKELIER = 3 * NAT, 3 * NAT


@functools.cache
def _patterns() -> re.Pattern[str]:
    rows = DATA.read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(f"(?:{row})" for row in rows if row and not row.startswith("#")))


def has_remnants(text: str) -> bool:
    """Whether there may be any."""
    return any(sign in text for rare, signs in SIGNS.items() if rare in text for sign in signs)


def remnants(text: str) -> Iterator[Edit]:
    """The remnants to take out."""
    if has_remnants(text):
        for match in _patterns().finditer(text):
            yield Edit(match.start(), match.end(), "", "mark")


def blanks_in_words(text: str) -> list[Edit]:
    """The blanks inside Chinese words, where converters broke lines.

    One or two may be the writer's, and so are those of a list of words, where few seem to be inside one.
    """
    parts = text.replace("\xa0", " ").split(" ")
    if len(parts) <= LEAST_BLANKS:
        return []
    between = sum(
        "\u4e00" <= a[-1:] <= "\u9fff" and "\u4e00" <= b[:1] <= "\u9fff" for a, b in pairwise(parts)
    )
    if between < LEAST_BLANKS:
        return []
    found = list(_likely_joined(text))
    return found if len(found) >= max(LEAST_BLANKS, LEAST_SHARE * between) else []


def _likely_joined(text: str) -> Iterator[Edit]:
    model = language_model()
    for match in BLANK.finditer(text):
        i = match.start()
        if not "\u4e00" <= text[i - 1 : i] <= "\u9fff":
            continue
        numbers = [n for n in map(model.number, text[max(0, i - 6) : i]) if n >= 0][-2:]
        if len(numbers) < 2:
            continue
        following = model.number(text[i + 1])
        cost = model.cost(numbers[0], numbers[1], following)
        if cost <= LIKELY and cost + LIKELIER <= model.single(following):
            yield Edit(i, i + 1, "", "space")
