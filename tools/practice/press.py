"""What a county's newsroom writes: the article of a number, and what becomes of it from day to day."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Literal

from tools.practice.grammar import Grammar

if TYPE_CHECKING:
    from tools.practice.grammar import Part

# Day 0 of the site: long past, so that no date of the first year after it lies in the future.
DAY_ZERO = datetime(2024, 6, 3, tzinfo=timezone(timedelta(hours=8)))
A_DAY = 8  # articles a newsroom writes
# Of a thousand articles that are out, how many a day takes away, and how many it changes.
_VANISH, _CHANGE = 10, 30
_CAMPAIGN, _PASSING = 0.4, 0.05

Gone = Literal["404", "410", "soft"]
Expect = Literal["article", "off-topic", "either"]


@dataclass(frozen=True, slots=True)
class Headline:
    """What a list shows of an article, and what should become of it."""

    number: int
    title: str
    published: datetime
    campaign: str | None
    expect: Expect
    theme: str
    bound: dict[str, str]
    town: str


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """An article as it was written; ``paragraphs`` are its body, with captions where they stand."""

    headline: Headline
    paragraphs: tuple[str, ...]
    captions: tuple[int, ...]
    source: str
    author: str
    editor: str

    @property
    def body(self) -> str:
        """The text, a paragraph a line."""
        return "\n".join(self.paragraphs)


def mix(*numbers: int) -> int:
    """A number that looks like chance, the same for the same numbers."""
    value = 0x9E3779B97F4A7C15
    for number in numbers:
        value = ((value ^ number) * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        value ^= value >> 29
    return value


@dataclass(frozen=True, slots=True)
class _Rules:
    grammar: Grammar
    campaigns: list[list[str]]
    titles: dict[str, list[Part]]
    lines: dict[str, list[Part]]
    leads: list[Part]
    general: list[Part]
    name: Part
    order: dict[str, list[str]]


@cache
def rules() -> _Rules:
    """The patterns of news.toml, compiled."""
    data: dict[str, Any] = tomllib.loads(Path(__file__).with_name("news.toml").read_text("utf-8"))
    words: dict[str, str] = data["words"]
    words["town"] = "{townname}{townkind}"
    grammar, campaign, other = Grammar(words), data["campaign"], data["other"]
    compiled = {name: [grammar.compile(line) for line in told["lines"]] for name, told in other.items()}
    compiled |= {name: [grammar.compile(line) for line in told] for name, told in campaign["facets"].items()}
    titles = {name: [grammar.compile(line) for line in told["titles"]] for name, told in other.items()}
    titles["campaign"] = [grammar.compile(line) for line in campaign["titles"]]
    leads = [grammar.compile(line) for line in campaign["leads"]]
    general = [grammar.compile(line) for line in data["general"]["lines"]]
    order = {name: told.split() for name, told in campaign["order"].items()}
    name = grammar.compile("{surname}{given}")
    return _Rules(grammar, data["campaigns"]["list"], titles, compiled, leads, general, name, order)


class Press:
    """A newsroom.

    Args:
        county: full name (青禾县).
        outlets: names that its articles give as their source.
        count: articles that are out on day 0.
        seed: the same gives the same articles.
        short: a paragraph or two instead of 600 to 2,000 characters.
    """

    def __init__(
        self, county: str, outlets: list[str], count: int, seed: int, *, short: bool = False
    ) -> None:
        self.county, self.place = county, county[:-1]
        self.outlets = outlets
        self.count, self.seed, self.short = count, seed, short
        self.headline = lru_cache(20_000)(self._headline)
        self.article = lru_cache(64)(self._article)

    def total(self, day: int) -> int:
        """Articles that were ever out on that day."""
        return self.count + A_DAY * day

    def date(self, number: int) -> datetime:
        """The day an article is of."""
        return DAY_ZERO + timedelta(days=(number - self.count) // A_DAY + 1)

    def numbers(self, date: datetime) -> range:
        """The articles of a date, whether they are out yet or not."""
        first = self.count + A_DAY * ((date - DAY_ZERO).days - 1)
        return range(max(0, first), max(0, first + A_DAY))

    def revision(self, number: int, day: int) -> int:
        """How often the article was changed until that day, or until it vanished."""
        return sum(_VANISH <= chance < _CHANGE + _VANISH for chance in self._chances(number, day))

    def gone(self, number: int, day: int) -> Gone | None:
        """How the article's page is gone on that day, if it is."""
        for chance in self._chances(number, day):
            if chance < _VANISH:
                return ("404", "410", "soft")[chance % 3]
        return None

    def _chances(self, number: int, day: int) -> list[int]:
        first = max(1, (number - self.count) // A_DAY + 2)
        out = []
        for one in range(first, day + 1):
            out.append(mix(self.seed, number, one) % 1000)
            if out[-1] < _VANISH:
                break
        return out

    def _headline(self, number: int) -> Headline:
        known, rng = rules(), Random(mix(self.seed, number))
        kind = rng.random()
        when = self.date(number) + timedelta(
            minutes=420 + (number - self.count) % A_DAY * 95 + int(rng.random() * 90),
            seconds=int(rng.random() * 60),
        )
        town = known.grammar.fill(known.grammar.words["town"][0], rng.random, {})
        bound = {"county": self.county, "place": self.place, "town": town, "year": str(when.year)}
        bound["paper"] = self.outlets[0]
        if kind < _CAMPAIGN:
            official, bare, short = rng.choice(known.campaigns)
            eve = when - timedelta(days=1)
            bound |= {"campaign": official, "bare": bare, "short": short}
            bound |= {"month": str(eve.month), "dayn": str(eve.day)}
            theme, expect = "campaign", "article"
        else:
            official = None
            theme = rng.choice([name for name in known.titles if name != "campaign"])
            expect = "either" if kind > 1 - _PASSING else "off-topic"
        title = known.grammar.fill(rng.choice(known.titles[theme]), rng.random, bound)
        return Headline(number, title, when, official, expect, theme, bound, town)  # type: ignore[arg-type]

    def _article(self, number: int, revision: int = 0) -> Article:
        head = self.headline(number)
        rng, known = Random(mix(self.seed, number, 1)), rules()
        author, editor = (known.grammar.fill(known.name, rng.random, {}) for _ in range(2))
        source, bound = rng.choice(self.outlets), head.bound
        if head.campaign:
            lines = [rng.choice(known.leads)]
            for facet in rng.sample(known.order[head.campaign], len(known.order[head.campaign])):
                lines += rng.sample(known.lines[facet], min(4, len(known.lines[facet])))
        else:
            lines = rng.sample(known.lines[head.theme], len(known.lines[head.theme]))
            if head.expect == "either":  # in passing
                names = zip(("campaign", "bare", "short"), known.campaigns[number % 3], strict=True)
                bound = bound | dict(names)
                lines.insert(3, known.leads[1])
        size = 200 if self.short else int(600 + 1400 * rng.random() ** 1.6)
        texts: list[str] = []
        length = 0
        # No pattern twice: a page must not look like a copy of itself.
        for line in [*lines, *rng.sample(known.general, len(known.general))]:
            if length >= size:
                break
            texts.append(known.grammar.fill(line, rng.random, bound))
            length += len(texts[-1])
        if head.campaign:
            last = known.grammar.fill(rng.choice(known.lines["closing"]), rng.random, bound)
            texts.append(last)
        paragraphs, captions = self._paragraphs(texts, rng)
        opening = rng.choice((f"本报讯（记者 {author}）", f"{source}讯（通讯员 {author}）", "", ""))
        paragraphs[0] = opening + paragraphs[0]
        for turn in range(revision):
            more = Random(mix(self.seed, number, 2, turn))
            line = more.choice(known.general)
            paragraphs.append("记者又从有关方面获悉，" + known.grammar.fill(line, more.random, bound))
        return Article(head, tuple(paragraphs), tuple(captions), source, author, editor)

    def _paragraphs(self, texts: list[str], rng: Random) -> tuple[list[str], list[int]]:
        """One to three sentences a paragraph; a caption or two between them."""
        out: list[str] = []
        captions: list[int] = []
        i = 0
        while i < len(texts):
            step = rng.choice((1, 2, 2, 3))
            out.append("".join(texts[i : i + step]))
            i += step
            if len(captions) < 2 and rng.random() < 0.07 and i < len(texts):
                captions.append(len(out))
                out.append(
                    f"图为{self.place}{rng.choice(('活动现场', '一处街景', '忙碌的人们', '航拍画面'))}。"
                )
        return out, captions


def today(day: int) -> datetime:
    """Noon of that day on the site."""
    return DAY_ZERO + timedelta(days=day, hours=12)


def http_date(when: datetime) -> str:
    """As HTTP writes it."""
    return when.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
