"""Dates as Chinese pages write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

CHINA = timezone(timedelta(hours=8))
# Year-month-day with any of the usual separators, then perhaps a time and a zone.
DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s{0,2}[-/.年－—]\s{0,2}(?P<m>1[0-2]|0?[1-9])\s{0,2}[-/.月－—]\s{0,2}"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s{0,2}[日号]?"
    r"(?:\s{0,3}(?:星期|周)[一二三四五六日天])?"
    r"(?:[T\s,，-]{0,4}(?:[上下]午\s?)?(?P<H>2[0-3]|[01]?\d)[:：时](?P<M>[0-5]\d)(?:[:：分](?P<S>[0-5]\d))?"
    r"(?:秒|分|\.\d{1,9})?\s?(?P<z>Z|[+-]\d\d:?\d\d|GMT|UTC)?)?"
)
_COMPACT = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?(?!\d)"
)
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE = re.compile(
    r"([二一][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


_PARTIAL = re.compile(
    r"(?<![\d/.-])(?P<m>1[0-2]|0?[1-9])(?:-|/|月)(?P<d>3[01]|[12]\d|0?[1-9])日?\s{0,3}(?P<H>2[0-3]|[01]?\d)[:：](?P<M>[0-5]\d)(?![\d])"
)
_RELATIVE = re.compile(
    r"(今[天日]|昨[天日]|前[天日]|(\d{1,2}|半)\s?(分钟|小时|天)前|刚刚)(?:\s{0,3}([01]?\d|2[0-3])[:：]([0-5]\d))?"
)
_DAYS_AGO = {"今": 0, "昨": 1, "前": 2}


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A day, with a time of day where one was written; local time is China's."""

    day: date
    time: str = ""  # HH:MM:SS+hh:mm

    def __str__(self) -> str:
        return f"{self.day.isoformat()}T{self.time}" if self.time else self.day.isoformat()


def read_dates(text: str) -> list[Stamp]:
    """Every full date in a text, in order; impossible ones are passed over."""
    stamps = [stamp for match in DATE.finditer(text) if (stamp := _stamp(match))]
    if not stamps and "年" in text:
        stamps = [stamp for match in _CHINESE.finditer(text) if (stamp := _chinese(match))]
    return stamps


def read_date(value: object) -> Stamp | None:
    """One date from a meta tag, front matter or feed: any form, RFC 2822, ISO, Unix time, compact."""
    if isinstance(value, datetime):
        return _from_datetime(value)
    if isinstance(value, date):
        return Stamp(value)
    text = str(value).strip()[:100]
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return _from_datetime(datetime.fromtimestamp(int(text[:10]), UTC))
    if re.match(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w{0,6},", text):
        try:
            return _from_datetime(parsedate_to_datetime(text))
        except (ValueError, IndexError):
            return None
    if re.match(r"\d{4}-\d\d-\d\d-\d\d:\d\d", text):  # www.gov.cn: 2021-06-09-08:14:57
        text = text[:10] + " " + text[11:]
    if found := read_dates(text):
        return found[0]
    if match := _COMPACT.search(text):
        return _compact(match)
    return None


def read_incomplete(line: str, year: int | None, fetched_at: datetime | None) -> Stamp | None:
    """A date without a year (03-27 10:26), or one told from today's side (昨天 10:26, 3小时前).

    Args:
        line: of a byline, not of prose.
        year: that the page's address shows; without one the last such day before the fetch is meant.
        fetched_at: when the page was fetched; without it nothing can be told from it.
    """
    fetched = fetched_at.astimezone(CHINA) if fetched_at and fetched_at.tzinfo else fetched_at
    if match := _PARTIAL.search(line):
        if year is None and fetched is None:
            return None
        try:
            day = date(year or fetched.year, int(match["m"]), int(match["d"]))  # type: ignore[union-attr]
            if year is None and fetched is not None and day > fetched.date():
                day = day.replace(year=day.year - 1)
        except ValueError:
            return None
        return Stamp(day, f"{int(match['H']):02d}:{match['M']}:00+08:00")
    if fetched is None or not (match := _RELATIVE.search(line)):
        return None
    ago = _DAYS_AGO.get(match[0][0])
    if ago is None:  # counted in minutes, hours or days
        number = 0.5 if match[2] == "半" else int(match[2] or 0)
        unit = {"分钟": 1, "小时": 60, "天": 1440}.get(match[3] or "", 0)
        return Stamp((fetched - timedelta(minutes=number * unit)).date())
    day = fetched.date() - timedelta(days=ago)
    return Stamp(day, f"{int(match[4]):02d}:{match[5]}:00+08:00" if match[4] else "")


def date_of_url(url: str | None) -> Stamp | None:
    """The day in a page's address, as the common systems write it; None where there is none."""
    if not url:
        return None
    path = url.split("?")[0]
    for pattern in (
        r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d",  # TRS
        r"/art/(\d{4})/(\d{1,2})/(\d{1,2})/",  # hanweb
        r"/((?:19|20)\d\d)[-/]?(\d\d)[-/](\d\d)/",  # dated folders, e-papers
        r"/((?:19|20)\d\d)(\d\d)(\d\d)/",
        r"[/_-]((?:19|20)\d\d)(\d\d)(\d\d)\d{0,8}\.",
        r"/((?:19|20)\d\d)-(\d\d)-(\d\d)[/._-]",
        r"/((?:19|20)\d\d)/(\d\d)(\d\d)/",
        r"/((?:19|20)\d\d)(\d\d)(\d\d)[A-Za-z]",
    ):
        if match := re.search(pattern, path):
            try:
                return Stamp(date(int(match[1]), int(match[2]), int(match[3])))
            except ValueError:
                continue
    return None


def _stamp(match: re.Match[str]) -> Stamp | None:
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    if match["H"] is None:
        return Stamp(day)
    hour, zone = int(match["H"]), match["z"]
    if "下午" in match[0] and hour < 12:
        hour += 12
    time = f"{hour:02d}:{match['M']}:{match['S'] or '00'}"
    if zone is None or zone in ("+0800", "+08:00"):
        return Stamp(day, f"{time}+08:00")
    offset = "+0000" if zone in ("Z", "GMT", "UTC") else zone.replace(":", "")
    try:
        return _from_datetime(datetime.strptime(f"{day.isoformat()} {time}{offset}", "%Y-%m-%d %H:%M:%S%z"))
    except ValueError:
        return Stamp(day)


def _from_datetime(moment: datetime) -> Stamp:
    """A moment in China's time; without a zone it is local already."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(CHINA)
    return Stamp(moment.date(), moment.strftime("%H:%M:%S+08:00"))


def _compact(match: re.Match[str]) -> Stamp | None:
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return Stamp(day, f"{match[4]}:{match[5]}:{match[6] or '00'}+08:00" if match[4] else "")


def _chinese(match: re.Match[str]) -> Stamp | None:
    try:
        return Stamp(date(int(match[1].translate(_NUMERALS)), _numeral(match[2]), _numeral(match[3])))
    except ValueError:
        return None


def _numeral(text: str) -> int:
    """A Chinese numeral up to 39."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_NUMERALS))
    return (int(tens.translate(_NUMERALS)) if tens else 1) * 10 + (
        int(ones.translate(_NUMERALS)) if ones else 0
    )
