"""Who an article comes from (source) and who put it on the net (publisher)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.metadata.byline import Byline, names_run_together, outlet
from pipelines.metadata.names import names
from pipelines.metadata.title import shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.blocks import Document

_OURSELVES = frozenset(
    "本网 本站 本报 本网站 本台 原创 网络 互联网 本站原创 本网原创 未知 转载 综合 admin 整理 佚名 不详 站内".split()
)
_FOLLOW = re.compile(
    r"(?:点击|关注|长按).{0,10}[「『【“\[]([^」』】”\]]{2,20})[」』】”\]].{0,10}(?:关注|订阅)"
)
_PAPER = re.compile(r"^[（(]?《\s?([^《》]{2,12}[报刊网])\s?》\s?[（(]")
_IN_TEXT = re.compile(
    r"(?:本文|文章|稿件|原文)?(?:来源于|来源|转载自|转自|原载于|选自)\s?[:：]?\s?[《“]?([^《》“”。，；（）()]{2,20}?)[》”）)]?$"
)
_COPYRIGHT = re.compile(r"(?:copyright|版权所有|©)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w.@-])((?:[a-z0-9-]{1,40}\.){1,3}(?:com|cn|net|org|cc|info|gov\.cn|com\.cn))(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"(?:版权所有|主办|主办单位)\s?[:：©]?\s?([㐀-鿿]{3,20}?(?:网|报|社|中心|政府|委员会|局|集团|公司|台))"
)
_NAME = re.compile(r"[㐀-鿿A-Za-z0-9·《》@“”]{2,20}")
_TOOL = re.compile(
    r"评论|字[号体]|打印|阅读|浏览|点击|收藏|分享|参与|人气|次$|正文|关注|星期|来源|作者|编辑|记者|[大中小]$|\d{3}|视力|我要|举报|复制|下载|听|播报|^原创$"
)
_CRUMB_SIGN = re.compile("[>›»]")
_CRUMB = re.compile(r"\s{0,3}[>›»]\s{0,3}")


def find_sources(
    document: Document,
    near: Sequence[Byline],
    tail: Sequence[Byline],
    kept: Sequence[int],
    publisher: str | None,
) -> tuple[tuple[str, ...], str]:
    """The outlets a page names, the best evidence first, with the basis of the first.

    Args:
        document: of the page.
        near: bylines about the title.
        tail: bylines after the text.
        kept: blocks of the body.
        publisher: stands in where the page names itself (本网, 本站).
    """
    found: dict[str, str] = {}
    ourselves: dict[str, str] = {}
    for value, basis in _offers(document, near, tail, kept):
        name = outlet(value)
        if name in _OURSELVES:
            ourselves.setdefault(
                publisher if publisher and "." not in publisher else name or "", f"{basis}: {name}"
            )
        elif name:
            found.setdefault(name, basis)
    named = found or ourselves
    return tuple(named), next(iter(named.values()), "")


def _offers(
    document: Document, near: Sequence[Byline], tail: Sequence[Byline], kept: Sequence[int]
) -> list[tuple[str, str]]:
    offers = [(document.metas[name], f"meta {name}") for name in names()["source"] if name in document.metas]
    elements, blocks = document.elements, document.blocks
    offers += [
        (block.text, "element marked as source")
        for block in blocks
        if (hint := elements[block.element].hint) and _marks_source(hint)
    ]
    offers += [(name, "byline") for byline in near for name in byline.sources]
    offers += [(byline.after_date[0], "date line") for byline in near if _is_outlet(byline.after_date)]
    for i in [*kept[:2], *kept[-2:]]:
        if match := _PAPER.search(blocks[i].text[-60:] if i else ""):
            offers.append((match[1], "paper named after the text"))
    for block in blocks:
        text = block.text
        asks = ("关注" in text or "订阅" in text) and len(text) < 60 and not block.hidden
        if asks and (match := _FOLLOW.search(text)):
            offers.append((match[1], "account to follow"))
    offers += [(name, "account") for byline in (*near, *tail) for name in byline.accounts]
    offers += [(name, "line after the text") for byline in tail for name in byline.sources]
    for i in kept[-3:]:
        if len(blocks[i].text) < 60 and (match := _IN_TEXT.search(blocks[i].text)):
            offers.append((match[1], "end of the text"))
    return offers


def _is_outlet(words: Sequence[str]) -> bool:
    """Whether the first word behind a date names an outlet: not a reader's tool, a count or a person."""
    word = words[0] if words else ""
    if not 3 <= len(word) <= 20 or names_run_together(word):
        return False
    return _NAME.fullmatch(word) is not None and not _TOOL.search(word)


@lru_cache(maxsize=4096)  # elements of a site are named alike
def _marks_source(hint: str) -> bool:
    return not frozenset(names()["source_hints"]).isdisjoint(hint.split())


def find_publisher(
    document: Document, front: Mapping[str, object], url: str | None, title_index: int
) -> tuple[str | None, str]:
    """The site or account a page stands on, with its basis."""
    author, categories = front.get("author"), front.get("categories")
    if isinstance(author, str) and isinstance(categories, list) and author in categories:
        return author, "front matter author, also a category"
    for name in ("publisher", "site", "sitename"):
        if isinstance(front.get(name), str):
            return str(front[name]), f"front matter {name}"
    for name in names()["publisher"]:
        if value := document.metas.get(name):
            return value, f"meta {name}"
    blocks = document.blocks
    head = [block.text for block in blocks[: title_index if title_index > 0 else 4]]
    for line in head:
        if not _CRUMB_SIGN.search(line):
            continue
        crumbs = [crumb for crumb in _CRUMB.split(line) if crumb.strip()]
        if len(crumbs) >= 2 and 2 <= len(crumbs[0]) <= 12 and crumbs[0] in head and crumbs[0] != line:
            return crumbs[0], "first line and root of the breadcrumbs"
    for block in reversed(blocks[-12:]):
        line = block.text if len(block.text) < 200 and _COPYRIGHT.search(block.text) else ""
        if match := _OWNER.search(line) or _DOMAIN.search(line):
            return match[1], "copyright line"
    tail = re.split(r"[_|｜—–-]", document.title)
    if (
        len(tail) > 1
        and re.search(r"[网报]$|政府$|新闻$|门户", tail[-1].strip())
        and len(shape(tail[-1])) <= 16
    ):
        return tail[-1].strip(), "<title>"
    host = urlsplit(url).hostname if url else None
    return (host, "address") if host else (None, "")
