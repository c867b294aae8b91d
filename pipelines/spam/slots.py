"""Names known by the places they stand in: brands where authorities were, whatever they look like.

What acts at the head of clauses, again and again, in news of a town is a place, a person, an office or a body such as a
company. A brand that was put there gives itself away: sentences begin anew behind it (``某某连日来，``), it stands beside
itself where two authorities did (``某某、某某印发``), where people did (``广大某某``) or before the title, or its shape is that of
an advertisement. A name is spared if a table has it as a place, if it is a word of the language, or if what stands
behind or beside it says what it is.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipelines.metadata.divisions import load
from pipelines.repair.language import NAT, language_model
from pipelines.spam.honest import is_body, is_person
from pipelines.spam.lexicon import READ_AT_MOST, rules

_FILE = Path(__file__).with_name("brands.toml")
# The first characters of clauses, marks of a name among them.
_FRONT = re.compile(r"[，。\n：；、！？”“（\s_-](\w[^，。\n：；、！？\s]{1,15})")
_BARE = re.compile(r"[\u4e00-\u9fff]{2,4}")
_DAY = r"\d{1,2}月\d{1,2}日(?:[上下]午|清晨|晚)?，"
_LONGEST = 12  # characters of a name with its ending
_KINDS = ("opens", "acts", "seats", "weak")
_FOREMOST = 6  # local words of which any such news has one: most other news is passed over after these
_ENDINGS = "市县区镇乡"
_AND = ("", "、", "和", "与", "及")
_PUT = 2  # points of a place where no honest name stands


class _Slots(NamedTuple):
    """Patterns of ``brands.toml``."""

    any: re.Pattern[str]
    shapes: re.Pattern[str]
    offices: tuple[str, ...]
    doubtful: tuple[str, ...]
    places: tuple[str, ...]
    people: tuple[str, ...]
    local: tuple[str, ...]


@cache
def _slots() -> _Slots:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    words = {kind: text.split() for kind, text in data["slots"].items()}
    first = "".join(sorted({word[0] for kind in _KINDS for word in words[kind]}))
    kinds = "|".join(
        f"(?P<{kind}>{'|'.join(words[kind])}{'|' + _DAY if kind == 'opens' else ''})" for kind in _KINDS
    )
    return _Slots(
        re.compile(f"(?=[{first}0-9])(?:{kinds})"),
        re.compile(rf"(?:{'|'.join(words['shapes'])})\Z"),
        tuple(words["offices"]),
        tuple(words["doubtful"]),
        tuple(words["places"]),
        tuple(words["people"]),
        tuple(data["context"]["local"].split()),
    )


def placed_names(text: str) -> tuple[str, ...]:
    """Names that were put into the places of authorities, in the order of the text."""
    text = "\n" + text[:READ_AT_MOST]
    if not _is_local(text):
        return ()
    fronts = _FRONT.findall(text)
    often = {head for head, count in Counter([front[:2] for front in fronts]).items() if count > 1}
    known = load().heads if often else {}
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for front in fronts:
        if front[:2] in often and front[:2] not in known:
            groups[front[:2]].append(front)
    return tuple(name for group in groups.values() if (name := _acting(group)) and not why_not(name, text))


def _is_local(text: str) -> bool:
    """Whether it is news of a town and its campaigns."""
    local, least = _slots().local, int(rules()["brand"]["local"])
    if not any(word in text for word in local[:_FOREMOST]):
        return False
    return sum(1 for _ in islice((word for word in local if word in text), least)) == least


def _acting(fronts: list[str]) -> str:
    """The name that begins two of these clauses and that something is done by; "" where nothing is."""
    slot = _slots().any
    found = set()
    for front in fronts:
        for end in range(2, min(_LONGEST, len(front) - 1) + 1):
            if slot.match(front, end):
                found.add(front[:end])
                break
    for name in sorted(found, key=len):
        if sum(front.startswith(name) for front in fronts) > 1:
            stem = name.rstrip(_ENDINGS)  # what is put for a town's name has its ending behind it
            return stem if _slots().shapes.search(stem) else name
    return ""


def why_not(name: str, text: str) -> str:
    """What speaks against a brand's having been put here; "" if nothing does."""
    slots, limit = _slots(), rules()["brand"]
    shaped = slots.shapes.search(name) is not None
    doubtful = name.endswith(slots.doubtful) and len(name) > 3
    if name.endswith(slots.offices) or not (shaped or doubtful or _BARE.fullmatch(name)):
        return "office"
    roles, put = Counter[str](), 0
    start, last = text.find(name), -2
    while start >= 0:
        end = start + len(name)
        if text.startswith(slots.places, end):
            if not shaped:
                return "place"
            roles["seats"] += 1
        elif found := slots.any.match(text, end):
            roles[found.lastgroup or ""] += 1
        put += text.endswith(slots.people, 0, start)
        put += start - last < 2 and text[last:start] in _AND
        start, last = text.find(name, end), end
    put = roles["opens"] + put + (f"\n{name}_" in text)  # the title of a site begins with no name of its own
    acts = roles["acts"] + roles["seats"]
    points = acts + roles["weak"] + _PUT * put
    if points < (limit["shaped"] if shaped else limit["slots"]):
        return "seldom"
    if not (put or (shaped and acts)):
        return "honest"
    if is_body(name, text, behind=shaped):
        return "body"
    if is_person(name, text):
        return "person"
    model = language_model()
    if not (shaped or doubtful) and model.text_cost(name) < limit["cost"] * NAT * len(name):
        return "word"
    return ""
