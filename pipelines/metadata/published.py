"""When a page was published, and whether that can be believed."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.metadata.dates import CHINA, DATE, Stamp, date_of_url, read_date, read_incomplete
from pipelines.metadata.names import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.metadata.byline import Byline

# A year that the text speaks of as going on or past; plans and goals name years to come.
_YEAR = re.compile(
    r"(?P<to>[到至于在近达力争期底前—-])?(?P<y>20\d\d)年(?P<m>1[0-2]|[1-9])?(?P<month>月)?(?P<d>3[01]|[12]\d|[1-9])?(?P<day>日)?"
    r"(?P<after>[^。，；]{0,6})"
)
_PLANNED = re.compile(r"底?前|实现|建成|达到|力争|将|规划|目标|左右|远景|完成|以前|年底")
_MONTH_END = re.compile(
    r"(?:截至|截止)(?:目前)?(?:20\d\d年)?(?P<m>1[0-2]|[1-9])月(?:(?P<d>3[01]|[12]\d|[1-9])日|(?P<end>底|末))"
)
# A page may look ahead: "2021年将…" is written in December. Less than this before the year is believed.
_LOOK_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Published:
    """The result: believed date or claim, the basis, and the earliest day the text allows."""

    published: str | None = None
    claimed: str | None = None
    not_before: str | None = None
    basis: str = ""
    reason: str = ""


def judge_date(
    candidates: Sequence[tuple[Stamp, str]],
    title: str | None,
    paragraphs: Sequence[str],
    fetched_at: datetime | None,
) -> Published:
    """Believe the first candidate that the text and the clock allow.

    Args:
        candidates: dates with their basis, best first.
        title: of the article.
        paragraphs: its text.
        fetched_at: when the page was fetched; a later date is not believed.
    """
    earliest = not_before(title, paragraphs)
    for stamp, basis in candidates:
        if fetched_at is not None:
            today = (fetched_at if fetched_at.tzinfo is None else fetched_at.astimezone(CHINA)).date()
            if stamp.day > today + timedelta(days=1):
                reason = f"rejected: in the future of the fetch on {today.isoformat()}"
                return Published(None, str(stamp), None, basis, reason)
        if earliest and stamp.day < earliest[0] - _LOOK_AHEAD:
            reason = f"rejected: the text speaks of {earliest[1]}"
            return Published(None, str(stamp), earliest[0].isoformat(), basis, reason)
        timed = next((s for s, _ in candidates if s.day == stamp.day and s.time), stamp)
        return Published(str(timed if not stamp.time else stamp), None, None, basis)
    return Published(None, None, earliest[0].isoformat() if earliest else None)


def not_before(title: str | None, paragraphs: Sequence[str]) -> tuple[date, str] | None:
    """The earliest day on which a text can have been written, and the words that show it.

    Years count where the text tells of them as going on or past. "截至10月底" is put into that year.
    """
    latest: tuple[date, str] | None = None
    for text in [title or "", *paragraphs]:
        if "年" not in text:
            continue
        for match in _YEAR.finditer(text):
            if match["to"] or _PLANNED.search(match["after"] or ""):
                continue
            month = int(match["m"]) if match["m"] and match["month"] else 1
            day = int(match["d"]) if match["month"] and match["d"] and match["day"] else 1
            try:
                told = date(int(match["y"]), month, day)
            except ValueError:
                continue
            if latest is None or told > latest[0]:
                latest = told, match[0][: len(match[0]) - len(match["after"])]
    if latest is None:
        return None
    for text in paragraphs:
        for match in _MONTH_END.finditer(text):
            year, month = latest[0].year, int(match["m"])
            last = calendar.monthrange(year, month)[1]
            day = last if match["end"] else min(int(match["d"]), last)
            if date(year, month, day) > latest[0]:
                latest = date(year, month, day), f"{latest[1]}, {match[0]}"
    return latest


def date_candidates(
    *,
    front: object,
    metas: Mapping[str, str],
    linked: object,
    near: Sequence[Byline],
    tail: Sequence[Byline],
    lines: Sequence[str],
    url: str | None,
    fetched_at: datetime | None,
    everywhere: Sequence[str],
) -> list[tuple[Stamp, str]]:
    """Dates a page offers, best basis first.

    Args:
        front: ``date`` of the front matter.
        metas: of the page.
        linked: ``datePublished`` of its JSON-LD.
        near: bylines about the title, in order.
        tail: bylines after the body.
        lines: that ``near`` was read from, for dates without a year.
        url: of the page.
        fetched_at: when the page was fetched.
        everywhere: short lines of the whole page, the last resort.
    """
    found: list[tuple[Stamp, str]] = []

    def add(stamp: Stamp | None, basis: str) -> None:
        if stamp and 1990 <= stamp.day.year <= 2100:
            found.append((stamp, basis))

    add(read_date(front) if front else None, "front matter")
    for name in names()["published"]:
        if value := metas.get(name):
            add(read_date(value), f"meta {name}")
    add(read_date(linked) if linked else None, "JSON-LD datePublished")
    stamped = [(label, stamp) for byline in near for label, stamp in byline.dates]
    upload = [pair for pair in stamped if pair[0].startswith("上传")]
    timed = [pair for pair in stamped if pair[1].time and pair not in upload]
    for label, stamp in [*timed, *stamped]:
        if (label, stamp) not in upload:
            add(stamp, f"date line ({label})" if label else "date line")
    address = date_of_url(url)
    if not found:
        for line in lines:
            if incomplete := read_incomplete(line, address.day.year if address else None, fetched_at):
                add(incomplete, "date line without a year")
                break
    add(address, "URL")
    for _, stamp in upload:
        add(stamp, "upload time of a document-sharing site, not the text's own date")
    for byline in tail:
        for _, stamp in byline.dates:
            add(stamp, "line after the text")
    if not found:
        for line in everywhere:
            if match := DATE.search(line):
                add(read_date(match[0]), "elsewhere on the page")
                break
    return found
