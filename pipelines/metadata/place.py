"""The place an article is about: the most specific official division that its text makes certain.

Names are found in the title, the body and the names of the outlets, and counted with a weight for where
they stand. Names that several divisions share count only where what they lie in is named as well. The
search goes down from the country and stops where no division below holds most of the evidence, so that a
round-up of several counties ends at what they have in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from pipelines.metadata.divisions import FORMER, FULL, SHORT, lineage, place_of
from pipelines.metadata.mentions import Mention, find_mentions
from pipelines.types import NOWHERE, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE, LEAD, BODY, OUTLET = "title", "lead", "text", "outlet"
# What one mention weighs, by where it stands and by the kind of name; settled by hand on invented texts and
# on the pages of ../shared/cases, where no other labels of places exist.
_WEIGHTS = {TITLE: 5.0, LEAD: 2.0, BODY: 1.0, OUTLET: 2.0}
_FACTORS = {FULL: 1.0, FORMER: 0.8, SHORT: 0.7}
_AGENCY_WEIGHT = 0.5
_CAPITAL, _CAPITAL_FACTOR = "北京", 0.35  # in other places' news it stands for the government
_LEAD_LENGTH = 100
_LONGEST_BODY = 50_000  # what comes later in a text this long says nothing about its place
# The share of the evidence that a division must hold to be preferred to what it lies in, whose own name
# (聊城市 in an article about its 东昌府区) counts less, because it may be there to say which one is meant.
_MAJORITY = 0.6
_PARENT_FACTOR = 0.7
# Evidence below which nothing is certain: in a text that speaks as a local (全市, 我县), in any other, and
# in any other where neither the title nor the lead nor the outlet names the place.
_ENOUGH_LOCAL, _ENOUGH, _ENOUGH_BODY = 0.9, 2.5, 4.0
_LOCAL = re.compile(
    r"[全我本][省市县区镇乡旗州][^民]|[省市县区镇乡]委|[镇乡]党委|街道党工委|[市县区]政府|本报讯|[市县区]创[城文卫]"
)
_LOCAL_TIMES = 2
# 北京商报 in the text says who reported.
_OUTLET_NAME = re.compile(r"[一-龥]{0,2}(?:日报|晚报|晨报|早报|商报|时报|青年报|证券报|卫视|电视台)")
# 新华社北京3月5日电 says where a story was filed, not where it happened.
_AGENCY = re.compile(r"[社网报](?:记者)?$")


def find_place(title: str, body: str, *, hints: Sequence[str] = ()) -> tuple[Place, str]:
    """Find the division an article is about.

    Args:
        title: the article's title, may be "".
        body: its text, Simplified, repaired; may be "".
        hints: names of its source, publisher, account or site (聊城日报, 绿色青浦).

    Returns:
        The place and its basis, such as ``title 邹平市, 码头镇; text 码头镇 (7)``;
        :data:`pipelines.types.NOWHERE` and "" where the text makes no place certain.
    """
    body = body[:_LONGEST_BODY]
    text = "\n".join((title, body, *hints))
    lead_start = len(title) + 1
    lead_end, body_end = lead_start + min(_LEAD_LENGTH, len(body)), lead_start + len(body)
    evidence = _Evidence()
    unsettled: dict[tuple[str, ...], list[tuple[Mention, str, float]]] = {}
    mentions = find_mentions(text)
    last = None
    for mention, following in zip_longest(mentions, mentions[1:]):
        start, end, name, codes, kind, weak = mention
        zone = (
            TITLE
            if start < lead_start
            else LEAD
            if start < lead_end
            else BODY
            if start < body_end
            else OUTLET
        )
        if zone is not OUTLET and _OUTLET_NAME.match(text, end):
            continue
        weight = _WEIGHTS[zone] * (_CAPITAL_FACTOR if name == _CAPITAL else _FACTORS[kind])
        if zone == LEAD and _AGENCY.search(text, max(0, start - 4), start):
            weight = _AGENCY_WEIGHT
        inner: list[str] = []
        if (
            last and last.end == start and last.codes is not codes
        ):  # 聊城市东昌府区 leaves no doubt which one is meant
            inner = [code for code in codes if code.startswith(last.codes)]
        if len(inner) == 1:
            evidence.add(inner[0], zone, name, weight)
        elif weak and kind == SHORT:
            pass  # 和平 is a place only in 天津和平
        elif len(codes) > 1 or weak or len(codes[0]) == 9:
            unsettled.setdefault(codes, []).append((mention, zone, weight))
        elif following and following.start == end and any(code.startswith(codes) for code in following.codes):
            evidence.qualify(codes[0], weight)
        else:
            evidence.add(codes[0], zone, name, weight)
        last = mention
    evidence.settle(unsettled)
    code, weight = evidence.choose()
    enough = _ENOUGH if evidence.is_prominent(code) else _ENOUGH_BODY
    if not code or weight < _ENOUGH_LOCAL or (weight < enough and not _speaks_as_local(text)):
        return NOWHERE, ""
    return place_of(code), evidence.basis(code)


def _speaks_as_local(text: str) -> bool:
    return sum(1 for _ in islice(_LOCAL.finditer(text), _LOCAL_TIMES)) == _LOCAL_TIMES


class _Evidence:
    """Weights of the divisions named in one article."""

    def __init__(self) -> None:
        self.own: defaultdict[str, float] = defaultdict(float)
        # What lies in a division names it too, and so does a mention that only says which one is meant.
        self.named: defaultdict[str, float] = defaultdict(float)
        self.seen: Counter[tuple[str, str, str]] = Counter()

    def add(self, code: str, zone: str, name: str, weight: float) -> None:
        """Count a mention for a division."""
        self.own[code] += weight
        self.seen[code, zone, name] += 1
        self.qualify(code, weight)

    def qualify(self, code: str, weight: float) -> None:
        """Count a division and all above it as named."""
        for above in lineage(code):
            self.named[above] += weight

    def settle(self, unsettled: dict[tuple[str, ...], list[tuple[Mention, str, float]]]) -> None:
        """Count names that are shared, weak or a town's: only where what they lie in is named.

        A town's name that no other town has is also believed in the title or when it is repeated. Counties
        come before towns, because what settles a county settles its towns.
        """
        for codes in sorted(unsettled, key=lambda codes: len(codes[0])):
            mentions = unsettled[codes]
            weak = mentions[0][0].weak
            ranked = sorted([(self._surroundings(code, nearest=weak), code) for code in codes])
            support, code = ranked[-1]
            certain = support > 0 and (len(ranked) == 1 or ranked[-2][0] < support)
            if not certain and len(ranked) == 1 and len(code) == 9 and not weak:
                certain = len(mentions) > 1 or any(zone == TITLE for _, zone, _ in mentions)
            if certain:
                for mention, zone, weight in mentions:
                    self.add(code, zone, mention.name, weight)

    def _surroundings(self, code: str, *, nearest: bool) -> float:
        """How much what a division lies in is named: all of it, or the nearest alone, as for every town."""
        above = lineage(code)[1:]
        if nearest or len(code) == 9:
            above = above[:1]
        return sum([self.named.get(a, 0.0) for a in above])

    def choose(self) -> tuple[str, float]:
        """Code of the division that holds the evidence, "" where none does, and its weight."""
        total: defaultdict[str, float] = defaultdict(float)
        below: defaultdict[str, set[str]] = defaultdict(set)
        for code, weight in self.own.items():
            path = lineage(code)
            for inner, outer in zip(path, (*path[1:], ""), strict=True):
                total[inner] += weight
                below[outer].add(inner)
        chosen = ""
        while chosen in below:
            best = max(below[chosen], key=lambda code: (total[code], code))
            rivals = sum(total[code] for code in below[chosen]) + _PARENT_FACTOR * self.own.get(chosen, 0.0)
            if total[best] < _MAJORITY * rivals:
                break
            chosen = best
        return chosen, total[chosen]

    def is_prominent(self, code: str) -> bool:
        """Whether it is named outside the body too, itself or what lies in it."""
        return any(zone != BODY and seen.startswith(code) for seen, zone, _ in self.seen)

    def basis(self, code: str) -> str:
        """Where the names stand that speak for a division."""
        zones: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for (seen, zone, name), times in self.seen.items():
            if seen.startswith(code):
                zones[zone][name] += times
        return "; ".join(
            f"{zone} " + ", ".join(f"{n} ({k})" if k > 1 else n for n, k in zones[zone].most_common(3))
            for zone in _WEIGHTS
            if zone in zones
        )
