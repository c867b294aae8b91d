"""Where a text names official divisions: one pass over the characters, overlaps settled.

A name is looked up only where its first two characters stand (counties and above, found with a bitmap) or
where a town's ending stands. The rules below say which of these are a place being named, and which are a
road (南京路), a school (北京大学), a person (刘海南) or part of another word (和平区域, 合作市场).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from pipelines.metadata.divisions import FULL, SHORT, Name, load

_BITMAP_BITS = 17
_TOWN_ENDS = frozenset("镇 乡 街道 苏木".split())
_TOWN_LAST = re.compile(
    "[镇乡道木]"
)  # their last characters: one set is searched much faster than all of them

# What a bare name is part of when one of these follows within the same phrase.
_NAMED_AFTER = re.compile(
    r"(?:[东西南北中]?(?:路|街(?!道)|大道|大街|高速|铁路|大桥|立交|站|机场|港口?|岸|岛|湾|湖|山|河|江|海|寺|塔|楼|宫|门|园|桥)"
    r"|[一-龥]{0,4}(?:大学|学院|中学|小学|公司|集团|银行|酒店|饭店|宾馆|大厦|医院|证券|基金|药业|汽车)"
    r"|[一-龥]{0,8}(?:有限公司|股份)"
    r"|大众|时代|卫星|时间|菜|话|籍|烤鸭|扑克|牌|户口|队|奥运|冬奥|国安|申花|恒大|人[，。、,]|精神|会议|协定|条约|公约|模式|合作组织"
    r"|(?:证券|证)?交易?所)"
)
# A full name that runs on into another word.
_RUNS_ON = {"市": "场", "区": "域别块间位", "县": "", "乡": "村镇土亲愁音贤情邻间野里友", "镇": "静定痛压"}
_WORD_RUNS_ON = {"市": "民容政井价值面委", "区": "", "县": "级"}
_PART_OF_NAME = re.compile(r"[一-龥](?<![省市区县州旗盟镇在由到和与及对从向为是给往经让使])")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤"
)
_BEFORE_PERSON = frozenset("、，。；：（(,.:; \u3000\n—-长记员任民者士生师工")


class Mention(NamedTuple):
    """One naming of a division: from ``start`` to ``end`` in the text, what it may mean, how it is said."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]
    kind: str
    weak: bool


def find_mentions(text: str) -> list[Mention]:
    """The divisions that a text names, in order and without overlaps."""
    found = sorted(_find_upper(text) + _find_towns(text))
    kept: list[Mention] = []
    for mention in found:
        if kept and mention.start < kept[-1].end:
            last = kept[-1]
            in_mountains = mention.start > last.start and mention.name.endswith("山区")  # 济南山区
            if mention.end <= last.end or last.kind != SHORT or len(last.codes[0]) == 2 or in_mountains:
                continue
            kept.pop()  # a short name that runs into a full one: 长安 in 长安镇
        kept.append(mention)
    return kept


@cache
def _bitmap() -> np.ndarray[Any, np.dtype[np.bool_]]:
    bitmap = np.zeros(1 << _BITMAP_BITS, dtype=np.bool_)
    for head in load().heads:
        bitmap[_hash(ord(head[0]), ord(head[1]))] = True
    return bitmap


def _hash(first: Any, second: Any) -> Any:
    return (first * 1597 + second) & ((1 << _BITMAP_BITS) - 1)


def _find_upper(text: str) -> list[Mention]:
    """Names down to counties, the longest at each start."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    heads = load().heads
    found: list[Mention] = []
    for start in _bitmap().take(_hash(points[:-1], points[1:])).nonzero()[0].tolist():
        for name in heads.get(text[start : start + 2], ()):
            end = start + len(name.text)
            if text.startswith(name.text, start) and _stands_alone(text, start, end, name):
                found.append(Mention(start, end, name.text, name.codes, name.kind, name.weak))
                break
    return found


def _find_towns(text: str) -> list[Mention]:
    divisions = load()
    found = []
    for match in _TOWN_LAST.finditer(text):
        end = match.end()
        ending = match[0] if match[0] in "镇乡" else text[end - 2 : end]
        if ending not in _TOWN_ENDS:
            continue
        for name in divisions.tails.get(text[end - 3 : end], ()):
            if text.endswith(name, 0, end):
                word = name[: -len(ending)] in divisions.words
                if not _runs_on(text, end, word):
                    start = end - len(name)
                    # 西街道 may be the end of 航西街道, which the table does not know.
                    weak = word or bool(_PART_OF_NAME.match(text, start - 1)) if start else word
                    found.append(Mention(start, end, name, divisions.towns[name], FULL, weak))
                break
    return found


def _runs_on(text: str, end: int, word: bool) -> bool:
    following = text[end : end + 1]
    ending = text[end - 1]
    if not following:
        return False
    return following in _RUNS_ON.get(ending, "") or (word and following in _WORD_RUNS_ON.get(ending, ""))


def _stands_alone(text: str, start: int, end: int, name: Name) -> bool:
    if name.kind != SHORT:
        return not _runs_on(text, end, name.word)
    if _NAMED_AFTER.match(text, end):
        return False
    before = text[start - 1 : start]
    return not before or before not in _SURNAMES or text[max(start - 2, 0) : start - 1] not in _BEFORE_PERSON
