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

# Days and years that a text tells of as past or going on. A year alone is mostly a plan, a goal or a name.
_DAY = re.compile(
    r"(?<!\d)(20\d\d)年(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])日(?!前|起|之前|以前|至|到|开始|后)"
)
_SINCE = re.compile(r"(?:截[至止]|自)(20\d\d)年(?:(1[0-2]|0?[1-9])月)?(?!前|起)|(?<![到至])(20\d\d)年以来")
_GOING_ON = re.compile(
    r"(?<![到至在于近达力争期底前—-])(20\d\d)年(?:是|，(?=[^，。；]{2,20}(?:荣获|获得|获评|被评|成功|召开|完成了)))"
)
_AHEAD = re.compile(r"(?:将|拟|力争|计划|预计|到|至|于|定于|截止到?)$")
_MONTH_END = re.compile(
    r"(?:截至|截止)(?:目前)?(?:20\d\d年)?(?P<m>1[0-2]|[1-9])月(?:(?P<d>3[01]|[12]\d|[1-9])日|(?P<end>底|末))"
)
# A page may look ahead: days to come are named as often as days gone by. Of the 546 dated shared
# pages one is rejected wrongly with a year of grace, and one rightly; with 60 days eight are rejected wrongly. «2030年是…» is said decades before.
_LOOK_AHEAD = timedelta(days=365)
_LOOK_FAR_AHEAD = timedelta(days=10 * 365)


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
        if earliest and stamp.day < earliest[0] - earliest[2]:
            reason = f"rejected: the text speaks of {earliest[1]}"
            return Published(None, str(stamp), earliest[0].isoformat(), basis, reason)
        timed = next((s for s, _ in candidates if s.day == stamp.day and s.time), stamp)
        return Published(str(timed if not stamp.time else stamp), None, None, basis)
    return Published(None, None, earliest[0].isoformat() if earliest else None)


def not_before(title: str | None, paragraphs: Sequence[str]) -> tuple[date, str, timedelta] | None:
    """The earliest day on which a text can have been written, the words that show it, and how far they may look ahead.

    Days count where the text tells of them as past, years where it tells of them as going on. "截至10月底" is put into
    that year.
    """
    told: list[tuple[date, str, timedelta]] = []
    for text in [title or "", *paragraphs]:
        if "年" not in text or "20" not in text:
            continue
        told += [
            (_date(match[1], match[2], match[3]), match[0], _LOOK_AHEAD)
            for match in _DAY.finditer(text)
            if not _AHEAD.search(text, max(0, match.start() - 4), match.start())
        ]
        told += [
            (_date(match[1] or match[3], match[2] or "1", "1"), match[0], _LOOK_AHEAD)
            for match in _SINCE.finditer(text)
        ]
        told += [
            (_date(match[1], "1", "1"), f"{match[1]}年", _LOOK_FAR_AHEAD)
            for match in _GOING_ON.finditer(text)
            if int(match[1]) % 5  # plans end in years that five divides
        ]
    if not told:
        return None
    latest = max(told)
    for text in paragraphs:
        for match in _MONTH_END.finditer(text):
            year, month = latest[0].year, int(match["m"])
            last = calendar.monthrange(year, month)[1]
            day = date(year, month, last if match["end"] else min(int(match["d"]), last))
            if day > latest[0]:
                latest = day, f"{latest[1]}, {match[0]}", latest[2]
    return latest


def _date(year: str, month: str, day: str) -> date:
    """A date, on the last day of its month where the day does not exist."""
    last = calendar.monthrange(int(year), int(month))[1]
    return date(int(year), int(month), min(int(day), last))


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
