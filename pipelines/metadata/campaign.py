"""The campaigns an article is about, how much it is about them, and which words say so.

The names stand in ``campaigns.toml``. One expression finds them all in one pass; what is found counts more
in the title and the lead than in the body, and a campaign's full name more than a short form.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipelines.metadata.patterns import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).parent / "campaigns.toml"

#: From this score on an article is about a campaign: one full name of an award in a text of usual length.
THRESHOLD = 0.3
_LEAD_LENGTH = 150
_LONGEST_BODY = 50_000
_USUAL_LENGTH = 1500
# Points at which the score is one half.
_HALF = 1.5
_AWARD_ZONES = {"title": 3.0, "lead": 2.0, "text": 1.0}
_ACTIVITY_ZONES = {"title": 3.0, "lead": 0.6, "text": 0.3}
_FORM_POINTS = {"full": 1.0, "bare": 0.5, "short": 0.35, "site": 0.5}
# 省级文明城市 is another campaign, which the list does not know.
_LOWER_LEVEL = re.compile(r"(?:[省市县区]级|自治区级?|全?省|全区|全市|首[届批])(?:示范)?[“‘《]?$")
_CREATING = re.compile(r"[创迎争评检]|复审|建设|巩固|攻坚|达标|工作|称号|荣获|成果|入选|新一届|名单")
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign that an article names.

    Attributes:
        name: the official name.
        score: how much the article is about it, in [0, 1]; from :data:`THRESHOLD` on it is.
        evidence: what was found where, such as ``title 创城`` and ``text 全国文明城市 (3)``.
    """

    name: str
    score: float
    evidence: tuple[str, ...]


class _Form(NamedTuple):
    kind: str
    campaign: str  # "" for a form that a family shares
    family: str


@dataclass(slots=True)
class _Found:
    points: float = 0.0
    in_title: bool = False
    full: float = 0.0
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)


class _Lexicon(NamedTuple):
    pattern: re.Pattern[str]
    forms: dict[str, _Form]
    families: dict[str, tuple[str, ...]]  # members, the default first
    activities: frozenset[str]


def find_campaigns(title: str, body: str) -> tuple[Campaign, ...]:
    """All campaigns that an article names, the most relevant first; see :func:`campaign_names`."""
    lexicon = _lexicon()
    body = body[:_LONGEST_BODY]
    found: defaultdict[str, _Found] = defaultdict(_Found)
    shared: defaultdict[str, list[tuple[str, str, float]]] = defaultdict(list)
    lower_level: set[str] = set()
    length_factor = min(1.0, _USUAL_LENGTH / (len(body) + 1)) ** 0.5
    text = f"{title}\n{body}"
    lead_start = len(title) + 1
    for match in lexicon.pattern.finditer(text):
        start = match.start()
        words = match[0]
        form = lexicon.forms[words]
        zone = "title" if start < lead_start else "lead" if start < lead_start + _LEAD_LENGTH else "text"
        if form.kind == "bare":
            if _LOWER_LEVEL.search(text[max(0, start - 6) : start]):
                lower_level.add(form.family)
                continue
            if not _CREATING.search(text[max(0, start - _NEAR) : match.end() + _NEAR]):
                continue
        is_activity = form.campaign in lexicon.activities
        points = (_ACTIVITY_ZONES if is_activity else _AWARD_ZONES)[zone] * _FORM_POINTS[form.kind]
        if zone == "text":
            points *= length_factor**2 if is_activity else length_factor
        if form.campaign:
            _note(found[form.campaign], words, zone, points, full=form.kind == "full")
        else:
            shared[form.family].append((words, zone, points))
    for family, mentions in shared.items():
        members = lexicon.families[family]
        member = max(members, key=lambda name: found[name].full if name in found else 0.0)
        if family in lower_level and not (member in found and found[member].full):
            continue
        for words, zone, points in mentions:
            _note(found[member], words, zone, points, full=False)
    award_in_title = any(f.in_title for name, f in found.items() if name not in lexicon.activities)
    campaigns = [
        Campaign(
            name,
            _score(some.points * (0.5 if award_in_title and _is_aside(name, some, lexicon) else 1.0)),
            _evidence(some.seen),
        )
        for name, some in found.items()
    ]
    return tuple(sorted(campaigns, key=lambda campaign: -campaign.score))


def campaign_names(campaigns: Iterable[Campaign]) -> tuple[str, ...]:
    """Names of the campaigns that an article is about, the most relevant first."""
    return tuple(campaign.name for campaign in campaigns if campaign.score >= THRESHOLD)


def relevance(campaigns: Iterable[Campaign]) -> tuple[float, str]:
    """How much a page belongs into an archive of campaign news, in [0, 1], and why, in words."""
    best = max(campaigns, key=lambda campaign: campaign.score, default=None)
    if best is None:
        return 0.0, "names no campaign"
    found = ", ".join(best.evidence)
    if best.score < THRESHOLD:
        return best.score, f"names {best.name} only in passing: {found}"
    return best.score, f"about {best.name}: {found}"


def _note(found: _Found, words: str, zone: str, points: float, *, full: bool) -> None:
    found.points += points
    found.full += points if full else 0.0
    found.in_title |= zone == "title"
    found.seen[zone, words] += 1


def _evidence(seen: Counter[tuple[str, str]]) -> tuple[str, ...]:
    in_order = sorted(seen.items(), key=lambda item: list(_AWARD_ZONES).index(item[0][0]))
    return tuple(f"{zone} {words}" + (f" ({n})" if n > 1 else "") for (zone, words), n in in_order)


def _is_aside(name: str, found: _Found, lexicon: _Lexicon) -> bool:
    """Activities are part of every award's work: without a place in the title they are not the subject."""
    return name in lexicon.activities and not found.in_title


def _score(points: float) -> float:
    return round(1 - math.pow(0.5, points / _HALF), 3)


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    forms: dict[str, _Form] = {}
    members: defaultdict[str, list[str]] = defaultdict(list)
    for award in data["award"]:
        name, family = award["names"][0], award.get("family", award["names"][0])
        members[family].append(name)
        forms |= {words: _Form("full", name, family) for words in award["names"]}
        forms |= {words: _Form("bare", name, family) for words in award.get("bare", ())}
    guards: dict[str, str] = {}
    for family in data["family"]:
        forms |= {words: _Form("bare", "", family["name"]) for words in family["bare"]}
        for short in family["short"]:
            forms[short["words"]] = _Form("short", "", family["name"])
            guards[short["words"]] = _guard(short["before"], short["words"], short["after"])
    for activity in data["activity"]:
        name = activity["names"][0]
        forms |= {words: _Form("full", name, name) for words in activity["names"]}
        forms |= {words: _Form("site", name, name) for words in activity.get("sites", ())}
    return _Lexicon(
        pattern=re.compile(any_of([words for words in forms if words not in guards], guards.values())),
        forms=forms,
        families={family: tuple(names) for family, names in members.items()},
        activities=frozenset(activity["names"][0] for activity in data["activity"]),
    )


def _guard(before: str, words: str, after: str) -> str:
    """An expression for short words that do not stand between characters which make others of them."""
    return f"{words}{f'(?![{after}])' if after else ''}{f'(?<![{before}]{words})' if before else ''}"
