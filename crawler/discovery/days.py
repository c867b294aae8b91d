"""Days written beside links."""

from __future__ import annotations

import re
from datetime import date

from pipelines.metadata.dates import date_of_url, read_dates

# A big day over a small month, in either order: «09 2021-06», «2021.06 09», «06-09 2021».
_SPLIT = re.compile(
    r"(?<!\d)(?:(?P<d1>[0-3]?\d)日?\s{1,3}(?P<y1>20\d\d)[-./年](?P<m1>[01]?\d)(?![-./\d])"
    r"|(?P<y2>20\d\d)[-./年](?P<m2>[01]?\d)月?\s{1,3}(?P<d2>[0-3]?\d)(?!\d)"
    r"|(?P<m3>[01]?\d)[-./月](?P<d3>[0-3]?\d)日?\s{1,3}(?P<y3>20\d\d)(?!\d))"
)
_YEAR = re.compile(r"(?:19|20)\d\d|二[〇○零]")


def day_in(text: str) -> str | None:
    """The first full date in a short text as ISO 8601; None without one. A day without a year is none."""
    if not _YEAR.search(text):
        return None
    if stamps := read_dates(text):
        return stamps[0].day.isoformat()
    for match in _SPLIT.finditer(text):
        year, month, day = (next(filter(None, match.group(f"{key}1", f"{key}2", f"{key}3"))) for key in "ymd")
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None


def is_label(text: str) -> bool:
    """Whether a text is a date and little else, as beside a link and not in prose."""
    return len(text) <= 30 and day_in(text) is not None and sum(c.isalpha() for c in text) <= 8


def day_of_url(url: str) -> str | None:
    """The day in an address as ISO 8601."""
    stamp = date_of_url(url)
    return stamp.day.isoformat() if stamp and 1995 <= stamp.day.year <= 2100 else None
