"""Date lines, bylines and trailers: ``2018-03-27 10:26 来源：… 作者：… 责任编辑：…``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.metadata.dates import DATE, Stamp, read_dates
from pipelines.metadata.labels import data, find_labels
from pipelines.types import Person

_NAME = re.compile(r"[㐀-鿿]{2,4}(?:·[㐀-鿿]{1,8}){0,3}")
_SURNAME_PAIR = re.compile(r"(?<![㐀-鿿])([㐀-鿿]) ([㐀-鿿])(?![㐀-鿿])")
_SEPARATORS = re.compile(r"[\s、，,;；/|&＆和]+")
_EDGE = " \t:：|丨│/\\·-—–_,，、；;()（）[]【】〔〕<>《》「」『』“”\"'■●▲△◆◇□○※↑↓☆★*#~～…。.!！"
_ROLE_WORDS = re.compile(
    r"(?:全媒体|融媒体?|本报|本网|本台|特约|见习|实习|首席|新媒体|驻站)?(?:记者|通讯员|实习生)|摄影报道|摄影|报道|文/图|图/文|摄$"
)
_NO_NAME_ENDS = ("编辑", "记者", "报道", "新闻", "综合", "财经", "日报", "晚报", "网", "报", "台", "社")
_NOT_A_NAME = frozenset(
    "本报 本网 本站 本台 记者 通讯员 编辑 作者 佚名 未知 不详 管理员 匿名 网络 小编 综合 原创 转载 报道 摄影 图文 责编 责任编辑".split()
)
_OUTLET = re.compile(
    r"[报网台社刊]$|日报|晚报|早报|晨报|时报|都市报|商报|新闻|融媒|广播|电视|传媒|在线|发布|客户端|周刊|杂志|观察|头条|委$|办$|局$|政府"
)
# Every label ends in a colon or is one of these words; every date has a year. Most lines have neither.
_WORTH_READING = re.compile(
    r"[:：丨|/]|记者|通讯员|实习生|作者|编辑|责编|供稿|撰稿|文图|图文|报道|来源|转自|转载|摘自|原载|(?:19|20)\d\d|二[〇○零]"
)
_LABEL = re.compile(r"^(?:文章|信息|新闻|本文|稿件)?(?:来源|稿源)\s?[:：]\s{0,3}")
_TOOLS = re.compile(r"\s{0,3}(?:打印|关闭|字[体号]|浏览|阅读|点击|分享|收藏|责任编辑|我要评论|扫一扫)")
_SENTENCE = re.compile(r"[。！？!?；;]|，.{6,200}，")


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line says about its article.

    ``after_date`` are the words that follow a date without a label; ``rest`` is the number of characters that no
    label and no date explains.
    """

    sources: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    dates: tuple[tuple[str, Stamp], ...] = ()
    after_date: tuple[str, ...] = ()
    labels: int = 0
    rest: int = 0

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of those who reported or wrote."""
        return tuple(person.name for person in self.people if person.kind == "author")

    @property
    def editors(self) -> tuple[str, ...]:
        """Names of those who edited or checked."""
        return tuple(person.name for person in self.people if person.kind == "editor")

    @property
    def is_whole(self) -> bool:
        """Whether the line is a byline and nothing else."""
        return (self.labels > 0 or bool(self.dates)) and self.rest <= (8 if self.editors else 4)


@lru_cache(
    maxsize=1024
)  # the same lines are read at the text's edges and about it, and on many pages of a site
def read_byline(line: str) -> Byline:
    """Labelled values of one short line; an empty :class:`Byline` where there are none.

    Args:
        line: repaired, Simplified; lines over 300 characters are prose and are not read.
    """
    if not line or len(line) > 300 or not _WORTH_READING.search(line):
        return Byline()
    marks = find_labels(line)
    if not marks and not DATE.search(line):
        return Byline()
    sources: list[str] = []
    accounts: list[str] = []
    persons: list[Person] = []
    stamps: list[tuple[str, Stamp]] = []
    head_end = marks[0].start if marks else len(line)
    stamps += [("", stamp) for stamp in read_dates(line[:head_end])]
    head = DATE.sub(" ", line[:head_end]).strip(_EDGE)
    after_date = _after_date(line[:head_end])
    rest = len(head)
    # «2018-06-03 10:19 新林商报 孙小飞»: names behind the outlet, or alone, are the authors.
    for word in after_date:
        if names := names_run_together(word):
            persons += [Person(name, "", "author") for name in names]
            rest -= len(word)
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        value = line[mark.end : following.start if following else len(line)]
        label, kind = mark.label, mark.kind
        inside = read_dates(value)
        stamps += [(label if kind == "date" else "", stamp) for stamp in inside]
        value = DATE.sub("  ", value).strip(_EDGE)
        if kind == "source":
            if name := outlet(value):
                sources.append(name)
            rest += max(0, len(value) - len(name or ""))
        elif kind == "account":
            if name := outlet(value):
                accounts.append(name)
        elif kind in ("author", "editor"):
            names, left = people(value)
            persons += [Person(name, label, "author" if kind == "author" else "editor") for name in names]
            rest += left
        elif kind == "other":
            rest += max(0, len(value) - 20)
    # «齐鲁晚报 记者 …»: what stands before the first reporter is the outlet.
    named = bool(head and marks and not marks[0].signed and len(head) <= 20)
    if named and _OUTLET.search(head) and not _SENTENCE.search(head):
        sources.append(head)
        rest -= len(head)
    return Byline(
        tuple(sources),
        tuple(accounts),
        tuple(persons),
        tuple(stamps),
        after_date,
        len(marks),
        max(0, rest),
    )


def _after_date(head: str) -> tuple[str, ...]:
    """Words behind the last date before any label: «2018-06-03 10:19 新林商报 孙小飞»."""
    dates = list(DATE.finditer(head)) if len(head) <= 80 else []
    if not dates:
        return ()
    words = re.split(r"[\s|丨│]+", head[dates[-1].end() :].strip(_EDGE))
    return tuple(word.strip(_EDGE) for word in words if word.strip(_EDGE))[:4]


def names_run_together(word: str) -> list[str]:
    """The people a word is made of (周子林郑小伟), each a frequent surname and one or two characters; else none."""
    surnames = data()["surnames"]
    names: list[str] = []
    while word:
        size = next(
            (n for n in (3, 2) if word[0] in surnames and (len(word) == n or word[n : n + 1] in surnames)), 0
        )
        if not size:
            return []
        names.append(word[:size])
        word = word[size:]
    return names


def outlet(value: str) -> str | None:
    """The name of an outlet at the head of a value; None where it is not one."""
    value = _LABEL.sub("", value.strip(_EDGE))
    value = re.split(r"\s{2,}|[|丨│]|[(（]", value, maxsplit=1)[0]
    value = _TOOLS.split(value, maxsplit=1)[0].strip(_EDGE)
    value = re.sub(r"(?<=[报网社台])(?:讯|消息|电)$", "", value)
    if not value or len(value) > 40 or _SENTENCE.search(value) or not re.search(r"[㐀-鿿A-Za-z]", value):
        return None
    return value


def people(value: str) -> tuple[list[str], int]:
    """Names in a value, and how many characters of it are no names."""
    value = _ROLE_WORDS.sub(" ", _SURNAME_PAIR.sub(r"\1\2", value))
    names: list[str] = []
    left = 0
    for token in _SEPARATORS.split(value):
        name = token.strip(_EDGE)
        if not name or name in _NOT_A_NAME:
            continue
        if _NAME.fullmatch(name) and not name.endswith(_NO_NAME_ENDS):
            if name not in names:
                names.append(name)
        else:
            left += len(name)
    return names, left


@cache
def _anywhere() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in data()["furniture"]["anywhere"]))


def is_platform_line(line: str) -> bool:
    """Whether a line is a platform's own wherever it stands (第1页 共2页, 猜你喜欢)."""
    return len(line) <= 70 and _anywhere().search(line) is not None


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in data()["furniture"]["lines"]))


def is_furniture(line: str) -> bool:
    """Whether a line is a byline, a prompt to follow an account or a note on material, and no part of a text."""
    return len(line) <= 120 and (read_byline(line).is_whole or _furniture().search(line) is not None)
