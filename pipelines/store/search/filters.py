"""Filters of a query: what they mean in this archive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pipelines.metadata import divisions
from pipelines.metadata.campaign import find_campaigns
from pipelines.store.search.errors import SearchError
from pipelines.store.search.index import day_of
from pipelines.store.search.query import term
from pipelines.store.search.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.store.reader import Reader
    from pipelines.store.search.query import Query

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
_MOST = 200  # values that one filter may stand for: 新闻 is in the name of half of all outlets
VERDICTS = {
    "article": "article", "hijacked": "spam", "spam": "spam", "empty": "empty", "gone": "gone",
    "off-topic": "off-topic",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the filters of a query ask for.

    Attributes:
        all: expressions over the words of column ``facets``, each of which must be true.
        none: expressions of which none may be.
        first: least day, as :func:`day_of` numbers them; None for any.
        end: the day after the last; None for any.
        verdicts: that the page may have now; empty for any.
        without: that it may not have.
    """

    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    first: int | None = None
    end: int | None = None
    verdicts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def resolve(reader: Reader, query: Query) -> Conditions:
    """The filters of a query in terms of the index.

    Raises:
        SearchError: a filter names nothing that there is.
    """
    return Conditions(
        all=tuple(_facets(reader, query.filters)),
        none=tuple(_facets(reader, query.excluded)),
        first=max((_day("after", text) for text in query.filters.get("after", ())), default=None),
        end=min((_day("before", text) for text in query.filters.get("before", ())), default=None),
        verdicts=tuple(map(_verdict, query.filters.get("verdict", ()))),
        without=tuple(map(_verdict, query.excluded.get("verdict", ()))),
    )


def _facets(reader: Reader, filters: dict[str, list[str]]) -> Iterator[str]:
    for kind, texts in filters.items():
        if kind == "place":
            yield " OR ".join(f"p{code}" for text in texts for code in place_codes(text))
        elif kind in ("source", "campaign", "host"):
            yield " OR ".join(f"{kind[0]}{number}" for text in texts for number in _named(reader, kind, text))


def _named(reader: Reader, kind: str, text: str) -> list[int]:
    """The values of this kind that a text names: equal to it, else with it in them; hosts with those below them."""
    values = {str(value): int(str(id_)) for id_, value in _values(reader, kind)}
    wanted = [fold(form).strip() for form in _forms(text)]
    if kind == "host":
        wanted = [form.removeprefix("http://").removeprefix("https://").strip("/") for form in wanted]
        found = [v for v in values if any(v == w or v.endswith(f".{w}") for w in wanted)]
    else:
        found = [v for v in values if fold(v) in wanted]
        found = found or [v for v in values if any(w in fold(v) for w in wanted)]
    if not found and kind == "campaign":
        names = {campaign.name for campaign in find_campaigns(text, "")}
        found = [v for v in values if v in names]
    if not found:
        near = get_close_matches(text, values, n=3, cutoff=0.3) or list(values)[:3]
        known = f": there are {', '.join(near)} ..." if near else ""
        raise SearchError(f"{kind}:{text} names no {kind} of this archive{known}")
    if len(found) > _MOST:
        raise SearchError(f"{kind}:{text} stands for {len(found):,} different ones: say more of the name")
    return [values[v] for v in found]


def _values(reader: Reader, kind: str) -> list[tuple[object, ...]]:
    return list(reader.rows("SELECT id, value FROM search_facets WHERE kind = ? ORDER BY id", kind))


def _forms(text: str) -> tuple[str, ...]:
    found = term(text)
    return found.texts if found else (text,)


def place_codes(text: str) -> list[str]:
    """The codes of all divisions that a text names: 东昌府区, 聊城, 聊城市东昌府区, 山东省/聊城市 or 3715.

    Raises:
        SearchError: it names none.
    """
    known = divisions.load().names
    if text.isascii() and text.isdigit():
        code = text
        while len(code) in (4, 6) and code.endswith("00"):
            code = code[:-2]
        if code in known:
            return [code]
    for form in _forms(text):
        if codes := _codes(re.sub(r"[\s/,，、·-]", "", form)):
            return sorted(codes)
    raise SearchError(f"place:{text} is no province, city, county or town")


def _codes(text: str, *, within: tuple[str, ...] = ()) -> set[str]:
    """Divisions of this name; a name may stand behind those of what it lies in."""
    table = divisions.load()
    whole = {code for name in table.heads.get(text[:2], ()) if name.text == text for code in name.codes}
    whole |= set(table.towns.get(text, ()))
    found = {code for code in whole if not within or code.startswith(within)}
    for length in range(len(text) - 2, 1, -1):
        if found:
            break
        above = {
            code
            for name in table.heads.get(text[:2], ())
            if name.text == text[:length]
            for code in name.codes
            if not within or code.startswith(within)
        }
        if above:
            found = _codes(text[length:], within=tuple(above))
    return found


def _day(name: str, text: str) -> int:
    found = _DATE.fullmatch(fold(text))
    try:
        if found is None:
            raise ValueError(text)
        year, month, day = (int(part or 1) for part in found.groups())
        return day_of(date(year, month, day).isoformat())
    except ValueError:
        raise SearchError(f"{name}:{text} is no date: write 2018, 2018-03 or 2018-03-27") from None


def _verdict(text: str) -> str:
    try:
        return VERDICTS[text.lower()]
    except KeyError:
        raise SearchError(f"verdict:{text} is none: there are {', '.join(VERDICTS)}") from None
