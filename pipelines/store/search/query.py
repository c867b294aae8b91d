"""What somebody types, taken apart: words, phrases, what must not be there, and filters.

``创城 "文明 城市" -广告 OR 复审 place:聊城 after:2018``: all words must be there, of those joined by OR one. Nothing
that is typed is an error of syntax; only a filter can be wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.repair.script import converter, hong_kong
from pipelines.store.rows import storable
from pipelines.store.search.errors import SearchError
from pipelines.store.search.words import TITLE, phrase

LONGEST = 1000  # characters of a query
MOST = 50  # words of a query; FTS5 takes 256 levels
FILTERS = {
    "source": "source", "来源": "source", "campaign": "campaign", "活动": "campaign", "place": "place",
    "地点": "place", "host": "host", "网站": "host", "after": "after", "自": "after", "before": "before",
    "至": "before", "verdict": "verdict", "kind": "verdict",
}  # fmt: skip
NAMES = tuple(dict.fromkeys(FILTERS.values()))
_ITEM = re.compile(
    r"""(?P<no>[-－](?=[^\s-]))?
    (?: (?P<key>[A-Za-z]{1,12}|来源|活动|地点|网站|自|至)[:：](?!//)(?P<value>"[^"]*"?|“[^”]*”?|[^\s"“]*)
      | "(?P<quoted>[^"]*)"? | “(?P<curled>[^”]*)”? | (?P<bar>\|) | (?P<word>[^\s"“|]+) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase: as typed and Simplified, as FTS5 finds either, and in titles alone."""

    texts: tuple[str, ...]
    match: str
    title: str


@dataclass(slots=True)
class Query:
    """A query taken apart.

    Attributes:
        groups: of each, one term must be there.
        without: terms that must not be there.
        filters: name of the filter to its values, one of which must be true.
        excluded: likewise, none of which may be true.
    """

    groups: list[list[Term]] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    filters: dict[str, list[str]] = field(default_factory=dict)
    excluded: dict[str, list[str]] = field(default_factory=dict)

    @property
    def terms(self) -> list[Term]:
        """All that should be there."""
        return [term for group in self.groups for term in group]


def read_query(text: str) -> Query:
    """Take a query apart.

    Raises:
        SearchError: a filter that does not exist or has no value, a query too long or without anything to look for.
    """
    if len(text) > LONGEST:
        raise SearchError(f"the query has {len(text):,} characters: {LONGEST:,} are read")
    query = Query()
    joined = negated = False  # by OR, by NOT
    for item in _ITEM.finditer(storable(text)):
        word = item["word"]
        if item["bar"] or word == "OR":
            joined = bool(query.groups)
            continue
        if word in ("AND", "NOT") and not item["no"]:
            negated = word == "NOT"
            continue
        no = bool(item["no"]) or negated
        negated = False
        if item["key"]:
            _add_filter(query, item["key"], (item["value"] or "").strip('"“”'), no=no)
            continue
        found = term(item["quoted"] or item["curled"] or word or "")
        if found is None:
            continue
        if no:
            query.without.append(found)
        elif joined:
            query.groups[-1].append(found)
        else:
            query.groups.append([found])
        joined = False
    if len(query.terms) + len(query.without) > MOST:
        raise SearchError(f"the query has more than {MOST} words")
    if not (query.groups or query.without or query.filters or query.excluded):
        raise SearchError("the query has no word to look for")
    return query


def term(text: str) -> Term | None:
    """A word or phrase, also in Simplified characters; None where there is no word in it."""
    texts = tuple(dict.fromkeys((text, _simplified(text))))
    if phrase(text) is None:
        return None
    return Term(texts, _any(texts), _any(texts, TITLE))


def _any(texts: tuple[str, ...], mark: str = "") -> str:
    return " OR ".join(dict.fromkeys(found for text in texts if (found := phrase(text, mark))))


def _simplified(text: str) -> str:
    if text.isascii():
        return text
    return str(converter().convert(text)).translate({ord(a): b for a, b in hong_kong().items()})


def _add_filter(query: Query, key: str, value: str, *, no: bool) -> None:
    name = FILTERS.get(key.lower())
    if name is None:
        raise SearchError(f"no filter {key}: there are {', '.join(f'{name}:' for name in NAMES)}")
    if not value:
        raise SearchError(f"{key}: needs a value right after the colon, as in {EXAMPLES[name]}")
    if no and name in ("after", "before"):
        raise SearchError(f"-{key}: cannot be turned round: use before: or after:")
    (query.excluded if no else query.filters).setdefault(name, []).append(value)


EXAMPLES = {
    "source": "source:聊城日报",
    "campaign": "campaign:国家卫生城市",
    "place": "place:东昌府区",
    "host": "host:example.com",
    "after": "after:2018-03",
    "before": "before:2020",
    "verdict": "verdict:article",
}
