"""Seats of government of places that do not exist: ``某某市委`` in news of a town that does.

The table of divisions has every city, county and district, and those of the past. A name before ``市委`` and ``市政府``
that it does not have was put there, if the article is about a place that it has; where it has none, as in invented
stories, nothing is known.
"""

from __future__ import annotations

import re
from collections import defaultdict

from pipelines.metadata.place import find_place
from pipelines.repair.language import NAT, language_model
from pipelines.spam.honest import is_place
from pipelines.spam.lexicon import READ_AT_MOST, rules

# Looked for by the first character of what sits there, and then back over the name to where it begins.
_SEAT = re.compile(r"[市县区](?:委(?!员)|人民政府|政府|人大|政协|纪委|文明办|城管|住建|公安|教育局)")
_NAME = re.compile(r"(?<![\u4e00-\u9fff])(?:在|中共|由|据|[市省])?([\u4e00-\u9fff]{2,4})\Z")
_LONGEST = 8
_KINDS = frozenset(
    "省市县区各我本全该设原新老城郊"
)  # 设区的市、全市、新区: characters of no name that tells one place


def unknown_seats(title: str, body: str) -> tuple[str, ...]:
    """Names before at least two seats of government, of places no table has, in news of a place that one has.

    Each with the seat and the place: ``某某市委 in news of 青州市``.
    """
    text = f"{title}\n{body[:READ_AT_MOST]}"
    seats: defaultdict[str, set[str]] = defaultdict(set)
    for match in _SEAT.finditer(text):
        start = match.start()
        found = _NAME.search(text, max(0, start - _LONGEST), start)
        if found and _KINDS.isdisjoint(found[1]) and not is_place(found[1] + match[0][0]):
            seats[found[1]].add(match[0])
    names = [name for name, heard in seats.items() if len(heard) > 1 and _is_coined(name)]
    if not names:
        return ()
    for name in names:  # it may run into what follows it: 某丰|城管局
        title, body = title.replace(name, ""), body.replace(name, "")
    place, _ = find_place(title, body)
    town = place.county or place.city
    if not town:
        return ()
    names = [name for name in names if town[:-1] not in name]
    return tuple(f"{name}{min(seats[name])} in news of {town}" for name in names)


def _is_coined(name: str) -> bool:
    return language_model().text_cost(name) >= rules()["brand"]["cost"] * NAT * len(name)
