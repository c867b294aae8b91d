"""Brands in the place of authorities: names never seen before, told by their shape and by what they are made to do.

A clone of a government's text puts one name everywhere: ``某某体育市委``, ``ab88全市``, ``某某棋牌召开推进会``. What such names
end in, or that they mix letters and digits, makes them suspect; that a city's committee hangs on them, or that they do
again and again what only authorities do, shows a brand where none can be.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipelines.spam.honest import is_body
from pipelines.spam.lexicon import READ_AT_MOST, rules

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = Path(__file__).with_name("brands.toml")
_NAME = 3  # characters before its ending that tell one name from another
_CODE = re.compile(r"[A-Za-z0-9]{2,10}\Z")
_ENDS_CODE = re.compile(r"[A-Za-z0-9]{2,10}[\u4e00-\u9fff]{0,2}\Z")
_MARKS = "\n。！？；，”"
# The words between a mark and what follows: the beginning of a clause.
_HEAD = re.compile(rf"(?:\A|[{_MARKS}\s：])([^{_MARKS}\s：]{{1,5}})\Z")
_COMPOUND = "国际"
_HONEST = ("体育", "娱乐", "国际", "电竞")  # what names of companies and clubs end in as well
_FOLLOWS = ("seat", "units", "meets", "acts")
_LOCAL = 3  # different words of a town's news
# Lotteries of the state.
_STATE = ("福利彩票", "体育彩票", "中国彩票", "福利彩", "体育彩")
# Words that end a clause or lead to a name, so that they are none of it.
_LEADS = re.compile(
    r".*[在由的和与是对向从将据以及了到为把被使让同经]|.*[^\u4e00-\u9fffA-Za-z0-9]", re.DOTALL
)


class _Shapes(NamedTuple):
    ends: dict[str, str]  # what names end in, with its kind
    ending: re.Pattern[str]
    place: re.Pattern[str]
    seats: tuple[str, ...]
    units: tuple[str, ...]
    meets: tuple[str, ...]
    names: re.Pattern[str]
    local: tuple[str, ...]


@cache
def _shapes() -> _Shapes:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    ends = {word: kind for kind, words in data["ends"].items() for word in words.split()}
    seats, units, meets, acts = (tuple(words.split()) for words in map(data["follows"].get, _FOLLOWS))
    named = sorted((word for word, kind in ends.items() if kind != "lucky"), key=len, reverse=True)
    follows = sorted({*seats, *units, *meets, *acts}, key=len, reverse=True)
    # Two sets of characters come first, so that most of a text is passed over at once.
    last, first = ({word[at] for word in words} for words, at in ((named, -1), (follows, 0)))
    place = f"[{''.join(sorted(last))}A-Za-z0-9](?=[{''.join(sorted(first))}])(?={'|'.join(follows)})"
    goes_on = sorted(data["follows"]["name"].split(), key=len, reverse=True)
    heading = [word for word in named if ends[word] in ("betting", "venue")]
    words = "|".join(f"(?<={word[0]}){word[1:]}" for word in heading)
    # Products are written with a capital.
    names = (
        f"[{''.join(word[0] for word in heading)}a-z]"
        f"(?:(?:{words})(?=[^\\W_])(?!{'|'.join(goes_on)})|(?<=[a-z])[a-z0-9]{{1,9}}(?=[\u4e00-\u9fff]))"
    )
    return _Shapes(
        ends,
        re.compile(f"(?:{'|'.join(named)})\\Z"),
        re.compile(place),
        seats,
        units,
        meets,
        re.compile(names),
        tuple(data["context"]["local"].split()),
    )


def acting_brands(body: str) -> tuple[str, ...]:
    """Names that stand where only an authority can, those that most speaks against first."""
    sure, doubtful = Counter[str](), Counter[str]()
    text = body[:READ_AT_MOST]
    places: dict[tuple[str, int], int] = {}
    heads = set[tuple[str, int]]()
    for name, weight, at in _found(text):
        places[name, at] = weight
    for name, weight, at in _heads(text):  # one that also acts there counts twice, and no more
        places[name, at] = max(2, places[name, at]) if (name, at) in places else weight
        heads.add((name, at))
    for (name, at), weight in places.items():
        (sure if weight > 1 and (name, at) not in heads else doubtful)[name] += weight
    # A report on a company has its name everywhere and lets it act, too.
    if doubtful and sum(word in text for word in _shapes().local) >= _LOCAL:
        sure.update(doubtful)
    least = rules()["brand"]["points"]
    found = [name for name, weight in sure.most_common() if weight >= least]
    seated = {name for name, at in places if text.startswith(_shapes().seats, at)} if found else ()
    return tuple(
        name for name in found if name in seated or not is_body(name, text, behind=not name.endswith(_HONEST))
    )


def _found(body: str) -> Iterator[tuple[str, int, int]]:
    """Each suspect name with what its shape and its place weigh, and where it ends."""
    shapes = _shapes()
    for match in shapes.place.finditer(body):
        end = match.end()
        seat, unit = body.startswith(shapes.seats, end), body.startswith(shapes.units, end)
        if ending := shapes.ending.search(body, max(0, end - 6), end):
            name, weight = _named(body, ending.start(), end)
        else:
            name, weight = _coded(body, end)
        meets = body.startswith(shapes.meets, end)
        if unit:  # sites and compounds have those, too
            yield name, 2 if weight > 1 else int(weight > 0 and not name.endswith(_COMPOUND)), end
        elif weight > 0 or seat or meets:
            yield name, abs(weight) * (2 if seat or (meets and weight < 0) else 1), end


def _heads(body: str) -> Iterator[tuple[str, int, int]]:
    """Suspect names that a clause begins with, in news of a town: there only who acts stands."""
    shapes = _shapes()
    for match in shapes.names.finditer(body):
        start, end = match.span()
        if body[start].isascii():
            name, weight = _coded(body, end) if body[start - 1] in _MARKS else ("", 0)
            least = 2
        elif head := _HEAD.search(body[max(0, start - 6) : start]):
            name, weight = _named(body, start, end)
            least = 1 if name.startswith(head[1][-_NAME:]) else 3
        else:
            continue
        if weight >= least:
            yield name, weight, end


def _named(body: str, start: int, end: int) -> tuple[str, int]:
    """A name with such an ending, and its weight; below zero where only a seat or a meeting makes it suspect."""
    kind = _shapes().ends[body[start:end]]
    before = body[max(0, start - 12) : start]
    if body[max(0, start - 2) : end].startswith(_STATE):
        return "", 0
    if code := _ENDS_CODE.search(before):
        return code[0], 2
    head = _LEADS.sub("", before)
    inner = next((word for word in _shapes().ends if len(word) > 1 and head.endswith(word)), "")
    name = (
        (head.removesuffix(inner)[-_NAME:] + inner + body[start:end])
        if inner
        else head[-_NAME:] + body[start:end]
    )
    if not head or name == body[start:end]:
        return "", 0
    if kind == "betting" or (inner and kind == "advertised"):
        return name, 2
    return name, -1 if kind == "advertised" else 1


def _coded(body: str, end: int) -> tuple[str, int]:
    """Letters and digits before an authority, and their weight: abbreviations and numbers have none."""
    code = _CODE.search(body, max(0, end - 11), end)
    if code is None:
        return "", 0
    text = code[0]
    if text.isdigit():
        before = _LEADS.sub("", body[max(0, code.start() - 4) : code.start()])
        lucky = (
            _shapes().ends.get(text) == "lucky"
            and len(before) >= 2
            and before[-1] not in "第年月号路达有共约近"
        )
        return (before[-_NAME:] + text, 1) if lucky else ("", 0)
    if text.isupper() or (text.isalpha() and len(text) < 3):
        return "", 0
    digits = any(char.isdigit() for char in text)
    return text, 2 if digits else 1
