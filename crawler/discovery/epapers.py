"""Newspapers as they were printed: a day has layouts, a layout has articles, and days come one after another."""

from __future__ import annotations

import re
from datetime import date, timedelta

#: Days looked back at once from a paper's first layout: papers pause for up to a week over the Spring Festival.
_DAYS_BACK = 7
_LAYOUT = re.compile(r"/node_?[\w-]{1,20}\.s?html?|/layout/[^?#]{1,80}\.s?html?|[?&]layoutid=", re.IGNORECASE)
_DATED = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<a>[-/]?)(?P<m>0[1-9]|1[0-2])(?P<b>[-/]?)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)


def is_layout(url: str) -> bool:
    """Whether an address is that of a page of a paper (版面), not of an article in it."""
    return _LAYOUT.search(url) is not None


def day_of(url: str) -> date | None:
    """The day of the issue that an address belongs to."""
    for match in _DATED.finditer(url[:500]):
        try:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            continue
    return None


def earlier_issues(url: str) -> list[tuple[str, date]]:
    """The same layout in the issues of the days before, the latest first; [] for an address without a day."""
    day = day_of(url)
    if day is None:
        return []
    issues = []
    for back in range(1, _DAYS_BACK + 1):
        earlier = day - timedelta(days=back)
        if earlier.year < 1995:
            break

        def put(match: re.Match[str], to: date = earlier) -> str:
            return f"{to.year:04d}{match['a']}{to.month:02d}{match['b']}{to.day:02d}"

        issues.append((_DATED.sub(put, url, count=1), earlier))
    return issues
