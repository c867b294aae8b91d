"""A paper that writes Traditional characters in Big5."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tools.practice.sites.site import Site

if TYPE_CHECKING:
    from opencc import OpenCC

    from tools.practice.press import Article, Headline


class Island(Site):
    """A paper in Traditional characters, Big5, on scripts and tables of twenty years ago."""

    key = "island"
    encoding, charset, in_header = "big5", "big5", False
    columns = (("1", "要闻"), ("2", "地方"))
    stamp = "%Y/%m/%d %H:%M"
    article_path = re.compile(r"/news_detail\.php\?id=(?P<n>\d+)")
    list_path = re.compile(r"/news_list\.php\?cat=(?P<column>[12])(?:&page=(?P<page>\d+))?")
    suffix = "｜{site}"
    opening, closing = "　　", "<br><br>\r\n"

    def text(self, text: str) -> str:
        """As it is written on the island."""
        return traditional(text)

    def paragraphs(self, article: Article) -> list[str]:
        """In one go: each call of the converter costs."""
        return traditional(article.body).split("\n")

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/news_detail.php?id=345``."""
        return f"/news_detail.php?id={number}"

    def list_address(self, column: int, page: int) -> str:
        """``&page=2``."""
        return f"/news_list.php?cat={self.columns[column][0]}{f'&page={page}' if page > 1 else ''}"

    def row(self, head: Headline) -> str:
        """In a table."""
        return f"<tr><td>{self.link(head.number)}</td><td>{head.published:%Y/%m/%d}</td></tr>"


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("s2tw")


@lru_cache(20_000)
def traditional(text: str) -> str:
    """Text as it is written in Taiwan."""
    converted: str = _converter().convert(text)
    return converted
