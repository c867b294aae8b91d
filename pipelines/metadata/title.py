"""The title: a block that the page's <title> contains, then official meta names, then the <title> itself."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipelines.metadata.dates import DATE
from pipelines.metadata.labels import data
from pipelines.metadata.names import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.blocks import Document

_SHAPE = re.compile(r"[\W_]+")
_SUFFIX = re.compile(r"\s{0,3}(?:[_|｜–—»«丨]{1,2}|--|\s-{1,2}\s?|(?<=[㐀-鿿”》）)！？])-{1,2})\s{0,3}")
_SITE = re.compile(
    r"网$|网站|新闻|频道|门户|中心$|报$|日报|政府|首页|正文|客户端|\.com|\.cn|公司|在线|论坛|博客|手机版|热点|资讯|委员会$|[局厅部]$|专题|平台|_|新浪|腾讯|搜狐|网易"
)
_FILE = re.compile(r"\.(?:docx?|pdf|pptx?|xlsx?|wps|txt|html?)$", re.IGNORECASE)
_BULLET = re.compile(r"^[•·●■◆▲►▶\-*]\s{0,5}")
_FURNITURE = re.compile(
    r"^(?:您?当前位置|您?的?位置|首页|收藏|分享|下载|资源描述|打开APP|上一[篇版]|下一[篇版]|第.{1,6}版|相关|网站|正文|内容预览|小贴士|A[-－+])"
    r"|[>›»].{0,40}[>›»]|>\s|上传人|页数|版权|登录|注册|轻松关注|供大家参考"
)
# A title has at least this many characters (投票通知 has 4) and at most that many.
_SHORTEST, _LONGEST = 4, 120
_REACH = 60  # blocks before the first prose that may hold the title of a page without <title>
_BEHIND_DATE = 12  # characters of a date line that may be glued to a title: 阅读:173


def shape(text: str) -> str:
    """A text without blanks and punctuation, for comparison."""
    return (text if text.isalnum() else _SHAPE.sub("", text)).lower()


def find_title(document: Document, spam: Sequence[bool], front: object = None) -> tuple[str | None, str, int]:
    """Title of a page.

    Args:
        document: its blocks, repaired.
        spam: per block, whether it is spam and cannot be the title.
        front: ``title`` of the front matter.

    Returns:
        The title, its basis, and the index of the block that shows it (-1 if none does).
    """
    if isinstance(front, str) and front.strip():
        title = " ".join(front.split())
        return title, "front matter", _index_of(document, title)
    whole = shape(document.title)
    best, best_score = -1, 0.0
    letters = set(document.title)
    either = letters | set(document.title.lower())
    for i, block in enumerate(document.blocks):
        text = block.text
        size = len(text)
        if not _SHORTEST <= size <= _LONGEST or spam[i] or block.hidden or not letters:
            continue
        first, middle, last = text[0], text[size // 2], text[-1]
        if (
            (first not in letters and first.isalnum())
            or (last not in either and last.isalnum() and last.lower() not in either)
            or (middle not in either and middle.isalnum() and middle.lower() not in either)
        ):
            continue  # most blocks: one of these characters is not in the title
        form = shape(text)
        if not _SHORTEST <= len(form) <= 80:
            continue
        if whole and form in whole:
            score = len(form) + _standing(document, i) + 5.0 * whole.startswith(form)
            if sum(n for _, n in block.links) > 0.8 * size:
                score -= 12
            if score > best_score and (
                len(form) >= 8 or len(form) > 0.4 * len(whole) or block.tag in ("h1", "h2")
            ):
                best, best_score = i, score
    if best >= 0:
        return tidy(document.blocks[best].text), f"{document.blocks[best].tag} in <title>", best
    for name in names()["title"]:
        if value := document.metas.get(name):
            title = without_site(value, document.metas)
            if len(shape(title)) >= _SHORTEST:
                return tidy(title), f"meta {name}", _index_of(document, title)
    for i, block in enumerate(document.blocks):
        if block.tag in ("h1", "h2") and not spam[i] and not block.hidden:
            form = shape(block.text)
            if 6 <= len(form) <= 80 and not block.links and not _FURNITURE.search(block.text):
                return tidy(block.text), block.tag, i
    if whole:
        title = without_site(document.title, document.metas)
        return tidy(title) or None, "<title>", _index_of(document, title)
    return _first_line(document, spam)


def without_site(title: str, metas: dict[str, str]) -> str:
    """A title without the names of site and column that systems append or put before it."""
    site = next((shape(metas[name]) for name in names()["publisher"] if metas.get(name)), "")
    parts = [part for part in _SUFFIX.split(title) if part.strip()]
    seps = _SUFFIX.findall(title)
    if len(parts) < 2:
        return title.strip()
    while len(parts) > 1 and (shape(parts[-1]) == site or _SITE.search(parts[-1]) or len(parts[-1]) <= 4):
        parts.pop()
    if len(parts) > 1 and len(shape(parts[0])) <= 8 and (shape(parts[0]) == site or _SITE.search(parts[0])):
        parts, seps = parts[1:], seps[1:]
    kept = parts[0]
    for separator, part in zip(seps, parts[1:], strict=False):
        kept += separator + part
    return kept.strip()


def tidy(title: str) -> str:
    """A title without bullets, a file's ending, a farm's prefix, a date glued to it and stray edges."""
    title = _FILE.sub("", _BULLET.sub("", " ".join(title.split())))
    date = DATE.search(title)
    if date and date.start() >= 2 * _SHORTEST and len(title) - date.end() <= _BEHIND_DATE:
        title = title[: date.start()]
    bare = _prefixes().sub("", title)
    title = bare if len(shape(bare)) >= 2 * _SHORTEST else title
    title = title.strip(" \t|_")
    if title[:1] in "（(" and title[-1:] in "）)" and len(title) > 8 and not set(title[1:-1]) & set("（(）)"):
        title = title[1:-1]
    return title


@cache
def _prefixes() -> re.Pattern[str]:
    return re.compile(data()["furniture"]["prefixes"])


@cache
def _announced() -> re.Pattern[str]:
    return re.compile(data()["furniture"]["announced"])


def _standing(document: Document, index: int) -> float:
    """How much a block's element says that it is the title."""
    block = document.blocks[index]
    score = {"h1": 10.0, "h2": 6.0, "h3": 3.0}.get(block.tag, 0.0)
    element = document.elements[block.element]
    for _ in range(2):
        if any(word in element.hint for word in names()["title_hints"]):
            return score + 4.0
        if element.parent < 0:
            break
        element = document.elements[element.parent]
    return score


def _index_of(document: Document, title: str) -> int:
    form = shape(title)
    return next((i for i, block in enumerate(document.blocks) if form and shape(block.text) == form), -1)


def _first_line(document: Document, spam: Sequence[bool]) -> tuple[str | None, str, int]:
    """Plain text: the line before the prose that looks most like a headline and that the prose repeats most."""
    prose = next((i for i, b in enumerate(document.blocks) if is_prose(b.text) and not spam[i]), None)
    if prose is None:
        prose = len(document.blocks)
    first = max(0, prose - _REACH)
    for i, block in enumerate(document.blocks[first : prose + 1], first):
        if len(block.text) < 120 and (announced := _announced().search(block.text)) and not spam[i]:
            return tidy(announced[1]), "announced before the text", i
    words = _pairs(" ".join(block.text for block in document.blocks[prose : prose + 12]))
    best: tuple[float, int] | None = None
    for i, block in enumerate(document.blocks[first:prose], first):
        text = tidy(block.text)
        form = shape(text)
        if spam[i] or block.hidden or not 6 <= len(form) <= 70 or _FURNITURE.search(block.text):
            continue
        if text[-1:] in "。；，：" or _dated(text):
            continue
        pairs = _pairs(text)
        shared = len(pairs & words) / max(1, len(pairs))
        following = document.blocks[i + 1].text if i + 1 < len(document.blocks) else ""
        score = (
            shared
            + 0.3 * (_dated(following) or _dated(block.text))
            + 0.2 * (block.tag[0] == "h")
            - 0.02 * (i - first)
        )
        if best is None or score > best[0]:
            best = score, i
    if best is None or best[0] < 0.15:
        return None, "", -1
    title = _without_column(tidy(document.blocks[best[1]].text), document, best[1])
    return title, "line before the text", best[1]


def _without_column(title: str, document: Document, index: int) -> str:
    """A title without the name of its column glued to its end, where the breadcrumbs before it end in it."""
    for block in document.blocks[max(0, index - _REACH) : index]:
        column = re.split(r"\s{0,3}[>›»]\s{0,3}", block.text)[-1].strip()
        if 2 <= len(column) <= 8 and column != block.text and title.endswith(column):
            return title[: -len(column)].rstrip()
    return title


def is_prose(text: str) -> bool:
    """A paragraph: long, and with the marks of a sentence."""
    return (
        len(text) >= 50 and ("。" in text or text.count("，") >= 2) and text.count("|") + text.count("_") < 4
    )


def _dated(text: str) -> bool:
    return len(text) < 80 and re.search(r"(?:19|20)\d\d[-年/.]\d", text) is not None and not is_prose(text)


def _pairs(text: str) -> set[str]:
    form = shape(text)
    return {form[i : i + 2] for i in range(len(form) - 1)}
