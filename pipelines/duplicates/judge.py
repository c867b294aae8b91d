"""Whether two texts are the same article.

How much of the shorter stands in the longer is not enough: a form that two counties filled in shares four fifths of its
shingles, a text whose words were swapped for synonyms a third. What parts them are the facts: a copy keeps its numbers
and their order, however its words were changed; a form keeps the words and has other numbers and places. And where only
a part is shared, it lies scattered all over the text, as synonyms leave it, or in one piece, which two pages may have in
common that hold the same article and something else. The thresholds lie in the gaps between composed rewrites and
look-alikes (`python -m bench.duplicates`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.duplicates.text import Text

# Shared shingles of the shorter text's.
LEAST_COVERED = 0.18  # at the least, however well the facts agree
MOSTLY = 0.6  # where what is shared is not scattered
MOSTLY_ALONE = 0.7  # nor are there numbers: half of a site's short reports is their common frame
NEXT_TO_ALL_COVERED = 0.97  # where few numbers are told and not all agree
SCATTERED = (
    100  # shingles that are shared on end at most; synonyms for one word in seven leave 91, forms more
)
ENOUGH = 60  # scattered shingles that must be shared where there are no numbers
# Shared numbers of the text that has fewer.
FEW = 4  # numbers, single and in pairs; fewer say little: that less than half of them agree
SOME = 12  # fewer may agree by chance, as dates do
LEAST_AGREED = 0.6  # where there are more
MOST_AGREED = 0.75  # where there are few
NEXT_TO_ALL = 0.9  # of few, where what is shared is not scattered
# Shared places of the text that has fewer.
PLACES = 0.3
PLACES_ALONE = 0.75  # where there are no numbers
WHOLE = 0.7  # of the longer's size; what is shorter is an excerpt of it


class Likeness(NamedTuple):
    """What two texts have in common.

    Attributes:
        same: whether they are the same article, or one holds the other.
        whole: whether they are about as long; else the shorter is an excerpt of the longer.
        likeness: shared shingles of all shingles (Jaccard), in [0, 1].
        covered: shared shingles of the shorter text's, in [0, 1].
        agreed: numbers that both have, of the text that has fewer, in [0, 1]; None where it has next to none.
    """

    same: bool
    whole: bool
    likeness: float
    covered: float
    agreed: float | None


def compare(one: Text, two: Text) -> Likeness:
    """Judge two texts."""
    short, long = sorted((one.shingles, two.shingles), key=len)
    if not len(short):
        return Likeness(same=False, whole=False, likeness=0.0, covered=0.0, agreed=None)
    shared = int(np.count_nonzero(_within(short, long)))
    covered = shared / len(short)
    whole = len(short) >= WHOLE * len(long)
    few = min(len(one.numbers), len(two.numbers))
    agreed = len(one.numbers & two.numbers) / few if few >= FEW else None
    return Likeness(
        same=covered >= (LEAST_COVERED if whole else MOSTLY)
        and (agreed is None or agreed >= (LEAST_AGREED if few >= SOME else MOST_AGREED))
        and _same(one, two, shared, covered, agreed, sure=few >= SOME, whole=whole),
        whole=whole,
        likeness=shared / (len(short) + len(long) - shared),
        covered=covered,
        agreed=agreed,
    )


def _same(
    one: Text, two: Text, shared: int, covered: float, agreed: float | None, *, sure: bool, whole: bool
) -> bool:
    """Of two texts whose numbers agree well enough, as far as they have any."""
    if one.ordinals and two.ordinals and not one.ordinals & two.ordinals:
        return False  # the first batch and the second
    places = min(len(one.places), len(two.places))
    alike = len(one.places & two.places)
    if agreed is None:
        if 2 * len(one.numbers & two.numbers) < min(len(one.numbers), len(two.numbers)):
            return False
        enough, fits = MOSTLY_ALONE, alike >= PLACES_ALONE * places
        scattered = shared >= ENOUGH and (alike > 0 or not places)
    else:
        enough = MOSTLY if sure or agreed >= NEXT_TO_ALL else NEXT_TO_ALL_COVERED
        fits, scattered = alike >= PLACES * places, whole
    return (covered >= enough and fits) or (scattered and _longest_run(one, two) <= SCATTERED)


def _longest_run(one: Text, two: Text) -> int:
    """The most shingles on end of the shorter text that stand in the longer."""
    short, long = sorted((one, two), key=lambda text: text.size)
    shared = np.concatenate([[False], _within(short.order, long.shingles), [False]])
    ends = np.flatnonzero(~shared)
    return int(np.diff(ends).max()) - 1


def _within(some: NDArray[np.uint64], all_: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which values stand among others, which are sorted."""
    at = np.searchsorted(all_, some)
    at[at == len(all_)] = 0
    same: NDArray[np.bool_] = all_[at] == some
    return same
