"""A hijacked mirror: another site's articles in Traditional characters with readings, slipped bytes and spam."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from tools.practice.damage import damaged
from tools.practice.hijack import Hijack
from tools.practice.press import mix
from tools.practice.sites.site import Site

if TYPE_CHECKING:
    from tools.practice.press import Article
    from tools.practice.sites.article_page import View


class Mirror(Site):
    """Every third article of the newsroom it copies, hijacked from the first day."""

    key = "mirror"
    columns = (("12", "新闻"), ("17", "资讯"))
    article_path = re.compile(r"/show/(?P<n>\d+)\.html")
    list_path = re.compile(r"/list/(?P<column>12|17)_(?P<page>\d+)\.html")
    suffix = "{site}|"
    opening, closing = "<p>　　", "</p>\n"

    def holds(self, number: int) -> bool:
        """A third of them."""
        return super().holds(number) and number % 3 == 0

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/show/345.html``."""
        return f"/show/{number}.html"

    def list_address(self, column: int, page: int) -> str:
        """``/list/12_2.html``."""
        return f"/list/{self.columns[column][0]}_{page}.html"

    def hijack(self, number: int) -> Hijack | None:
        """Always; a page that was replaced altogether would be no mirror."""
        hijack = Hijack.of(mix(self.press.seed, number, 9))
        return hijack if not hijack.replaced else Hijack.of(mix(self.press.seed, number + 1, 9, 1))

    def paragraphs(self, article: Article) -> list[str]:
        """Damaged as mirrors do."""
        seed = self._kind(article.headline.number)
        return [damaged(text, seed) for text in article.paragraphs]

    def slot_title(self, view: View) -> str:
        """Damaged with the same list of readings."""
        return escape(damaged(view.article.headline.title, self._kind(view.number)))

    def _kind(self, number: int) -> int:
        return mix(self.press.seed, number, 11)

    def slot_before(self, view: View) -> str:
        """A link of spam."""
        assert view.hijack is not None
        return f'<a href="/{view.number % 977}.html">{escape(view.hijack.phrases[0])}</a>'

    def slot_after(self, view: View) -> str:
        """The next that it holds."""
        return self.link(view.number + 3) if self.holds(view.number + 3) else ""
