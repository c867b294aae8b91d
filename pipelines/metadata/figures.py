"""Figures told in an article as data: 发现各类问题9500多个 is about 9500 问题.

One expression finds a number with its measure word; what it counts stands behind the measure word or, where
nothing is there, before the number. Dates, durations, ordinals, document and telephone numbers and slogans
(三个一, 两个维护) have no such measure word or are recognised by their surroundings. Precision goes before
completeness: a number in doubt is left out, and so is what it counts where that is not clear.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipelines.metadata.numerals import NUMERALS, parse_number
from pipelines.metadata.patterns import any_of
from pipelines.types import Figure

DATA = Path(__file__).parent / "figures.toml"

_SENTENCE_END = re.compile(r"[。！？!?\n]")
_SENTENCE_REACH = 200  # characters of a sentence kept on either side, where it has no end
_REACH = 24  # characters looked at for what is counted
_LONGEST = 12
_HEAD = 4  # of a longer phrase the end is kept: Chinese nouns have their head last
_PHRASE = re.compile(r"[A-Za-z0-9一-龥+-]*")
_LIST = re.compile(r"[一-龥、]*")
_ROUGHLY = re.compile(r"左右|以上|以下|上下|不等")
_SMALL_PLACES = frozenset("村乡镇县市区街店树")
_QUOTES, _QUOTES_CLOSED = ("“", "‘", "「"), ("”", "’", "」")
_QUOTE_END = re.compile("[”’」]")
_QUOTE_REACH = 12
_MOST = 1000  # numbers of each kind; a page with more is a table
_LOW = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?[-~～—－至到]{1,2}$")  # the lower end of a range
_LOW_REACH = 14
_VAGUE = re.compile("[多余来几]")
_ONLY_SCALE = re.compile("[十百千万亿]+")
_SCALES, _SIZES = frozenset("十百千万亿"), frozenset("上数几")
_DASHES = frozenset("-~～—－至到")
_ADJACENT = re.compile(r"(?:一[两二]|[二两]三|三[四五]|四五|五六|六七|七八|八九)(?![零〇一二三四五六七八九])")
_DIGITS_ALONE = re.compile("[零〇一二两三四五六七八九]{2,}")  # 二〇二一, 唯一一家
# 整改 ends a phrase, 整改率 does not.
_MAKES_NOUN = "率量员者队站组班点牌栏箱车室岗类线"


class _Lexicon(NamedTuple):
    numbers: tuple[re.Pattern[str], ...]
    about: frozenset[str]
    leading: frozenset[str]
    not_after: re.Pattern[str]
    breaks: re.Pattern[str]
    changes: re.Pattern[str]
    digit_units: frozenset[str]
    before_units: frozenset[str]


def find_figures(body: str) -> tuple[Figure, ...]:
    """The figures of an article, in their order; of more than 3000 numbers only the first."""
    lexicon = _lexicon()
    found = [match for pattern in lexicon.numbers for match in islice(pattern.finditer(body), _MOST)]
    found.sort(key=lambda match: match.start())
    return tuple(figure for match in found if (figure := _read(body, match, lexicon)))


def _read(body: str, match: re.Match[str], lexicon: _Lexicon) -> Figure | None:
    """The figure at a number, None where it is something else."""
    start, end = match.span()
    number, unit, people = match["number"], match["unit"], match["people"]
    first = start
    if body[start - 1 : start] in _DASHES:
        low = _LOW.search(body, max(0, start - _LOW_REACH), start)
        if low:
            first = low.start()
        elif body[start - 1] == "-":
            return None  # a telephone number or a code
    is_range = first < start
    about = _last_word(body, first, lexicon.about)
    if about in _SIZES and number[0] not in _SCALES:
        about = ""  # 数 and 上 go with 十 and 百 alone
    first -= len(about)
    if (unit or people) and not _counts_something(body, match, lexicon, vague=bool(about)):
        return None
    if not unit and not people:  # 百分之九十
        unit = "%"
    is_open = is_range or about in ("数", "几") or bool(_ADJACENT.match(number))
    roughly = _ROUGHLY.match(body, end)
    text = body[first:end]
    return Figure(
        value=None if is_open else parse_number(number),
        text=text.removesuffix(people) if people else text,
        unit=(unit or "").replace("％", "%"),
        approximate=bool(about or roughly or is_open or _VAGUE.search(number) or match["more"]),
        counts=people or _counted(body, first, roughly.end() if roughly else end, unit or "", lexicon),
        sentence=_sentence(body, first, end),
        offset=first,
    )


def _counts_something(body: str, match: re.Match[str], lexicon: _Lexicon, *, vague: bool) -> bool:
    start, end = match.span()
    if body[end : end + 1].isdigit() or lexicon.not_after.match(body, end):
        return False
    if body[start - 1 : start] in _QUOTES and _QUOTE_END.search(body, end, end + _QUOTE_REACH):
        return False  # a slogan's name
    title = body.rfind("《", max(0, start - _REACH), start)
    if title >= 0 and "》" not in body[title:start]:
        return False
    number, unit = match["number"], match["unit"] or ""
    if unit == "期":
        return body[start - 1 : start] in ("》", "”", "共", "计")
    if number[0] not in NUMERALS:
        return True
    if body[end : end + 1] in _QUOTES_CLOSED:
        return False  # the name of a rule: “文明十六条”
    if _DIGITS_ALONE.match(number) and not _ADJACENT.match(number):
        return False
    vague = vague or bool(match["more"] or _VAGUE.search(number))
    if len(number) == 1 and not vague:  # 一 is mostly an article, 百 and 千 mean many
        return number in "二两三四五六七八九十" and unit in lexicon.digit_units
    return vague or not _ONLY_SCALE.fullmatch(number)


def _counted(body: str, start: int, end: int, unit: str, lexicon: _Lexicon) -> str:
    """What is counted: of rates, money and people what stands before, of all else what stands behind."""
    if unit in lexicon.before_units:
        return "" if body.startswith("的", end) else _before(body, start, lexicon)
    return _after(body, end, lexicon) or _before(body, start, lexicon)


def _after(body: str, end: int, lexicon: _Lexicon) -> str:
    phrase = _PHRASE.match(body, end, end + _REACH)
    words = phrase[0] if phrase else ""
    for found in lexicon.breaks.finditer(words):
        if found["stop"]:
            words = words[: found.start()]
            break
    if len(words) > _LONGEST or (len(words) < 2 and words not in _SMALL_PLACES):
        return ""
    return words


def _before(body: str, start: int, lexicon: _Lexicon) -> str:
    text = body[max(0, start - 2 * _REACH) : start].rstrip()
    if text.endswith("》"):
        return text[text.rfind("《") + 1 : -1] if "《" in text else ""
    whole_list = False
    while found := _last_word(text, len(text), lexicon.leading):
        whole_list |= found[-1] in "计共"
        text = text[: -len(found)]
    backwards = text[::-1]
    phrase = _LIST.match(backwards) if whole_list else None
    if not phrase or "、" not in phrase[0]:
        phrase = _PHRASE.match(backwards)
    words = phrase[0][::-1] if phrase else ""
    cut = 0
    for stop in lexicon.breaks.finditer(words):
        cut = stop.end() if stop["stop"] else cut
    words = words[cut:].strip("、")
    if len(words) > _LONGEST and "、" not in words:
        words = words[-_HEAD:]
    return words if len(words) > 1 and not lexicon.changes.fullmatch(words) else ""


def _last_word(text: str, end: int, words: frozenset[str]) -> str:
    """The longest of the words, of up to four characters, that ends where ``end`` is; "" where none does."""
    return next((text[end - n : end] for n in (4, 3, 2, 1) if n <= end and text[end - n : end] in words), "")


def _sentence(body: str, start: int, end: int) -> str:
    low = max(0, start - _SENTENCE_REACH)
    before = _SENTENCE_END.search(body[low:start][::-1])
    first = start - before.start() if before else low
    last = _SENTENCE_END.search(body, end, end + _SENTENCE_REACH)
    return body[first : last.end() if last else end + _SENTENCE_REACH].strip()


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    listed = {key: any_of(data[key].split()) for key in data}
    # The first character is a plain class, so that the search runs to the next number at full speed, and no
    # quantifier gives back what it took.
    unlike = rf"(?<![0-9.+＋第前点A-Za-z{NUMERALS}].)"
    measure = (
        r"(?:[多余来几]?[百千]?(?:万亿|[万亿]))?+)(?P<more>[多余来])?+"
        rf"(?:(?P<unit>{listed['units']})|(?<=[万亿多余])(?P<people>{listed['people']}))"
    )
    arabic = (
        rf"(?P<number>[0-9]{unlike}"
        rf"(?:[0-9]{{0,2}}+(?:[,，][0-9]{{3}})++(?![0-9])|[0-9]{{0,11}}+(?:\.[0-9]{{1,4}})?+){measure}"
    )
    chinese = rf"(?P<number>[{NUMERALS}]{unlike}[{NUMERALS}]{{0,9}}+{measure}"
    percent = (
        rf"百分之(?P<number>[{NUMERALS}]{{1,6}}+|[0-9]{{1,3}}+(?:\.[0-9]{{1,4}})?+)(?!点)"
        r"(?P<more>[多余])?(?P<unit>(?!))?(?P<people>(?!))?"
    )
    characters = data["break_characters"].replace(" ", "")
    breaks = (
        rf"{listed['nouns']}"
        rf"|(?P<stop>{listed['breaks']}(?![{_MAKES_NOUN}])|[0-9]+(?:年度?|[月日])|[{characters}])"
    )
    return _Lexicon(
        numbers=(re.compile(arabic), re.compile(chinese), re.compile(percent)),
        about=frozenset([*data["about"].split(), *_SIZES]),
        leading=frozenset([*data["leading"].split(), *data["about"].split()]),
        not_after=re.compile(listed["not_after"]),
        breaks=re.compile(breaks),
        changes=re.compile(f"{listed['changes']}+"),
        digit_units=frozenset(data["digit_units"].split()),
        before_units=frozenset(data["before_units"].split()),
    )
