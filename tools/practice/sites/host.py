"""One host of the practice site: its name, its addresses, and what is there on a day."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from random import Random
from typing import TYPE_CHECKING, ClassVar

from tools.practice.furniture import sections, static
from tools.practice.hijack import Hijack
from tools.practice.press import mix
from tools.practice.template import Template

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from tools.practice.press import Article, Press

_BARE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset={{charset}}"><title>{{title}}{{suffix}}'
    "</title>{{inject}}</head><body>{{top}}{{main}}{{bottom}}</body></html>"
)


class Host:
    """A host.

    Args:
        name: that it calls itself by.
        press: the newsroom that fills it.
        color: of its banner.
        port: on 127.0.0.1.
        hijacked: the day on which somebody else takes it over; None for never.
        bare: no furniture around articles and lists.
    """

    key: ClassVar[str]
    encoding: ClassVar[str] = "utf-8"
    charset: ClassVar[str] = "utf-8"  # as the pages declare it
    in_header: ClassVar[bool] = True  # whether the HTTP header declares it, too
    stamp: ClassVar[str] = "%Y-%m-%d %H:%M"
    columns: ClassVar[tuple[tuple[str, str], ...]] = (("xwdt", "新闻动态"), ("tzgg", "通知公告"))
    article_path: ClassVar[re.Pattern[str]]  # with the group "n", and "part" where there are several
    list_path: ClassVar[re.Pattern[str]]  # with the groups "column" and "page"
    suffix: ClassVar[str] = "_{site}"
    opening: ClassVar[str] = "<p>　　"
    closing: ClassVar[str] = "</p>\n"
    etags: ClassVar[bool] = False
    dated: ClassVar[bool] = False  # Last-Modified
    gzip: ClassVar[bool] = False
    chunked: ClassVar[bool] = False
    multipart: ClassVar[bool] = False
    files: ClassVar[bool] = False
    per_page: ClassVar[int] = 20

    def __init__(
        self,
        name: str,
        press: Press,
        color: str,
        port: int,
        hijacked: int | None = None,
        *,
        bare: bool = False,
    ) -> None:
        self.name, self.press, self.port = name, press, port
        self.hijack_day = hijacked
        self.day = 0
        self.hits = 1000
        parts = sections(self.key)
        if bare:
            parts["frame"] = _BARE
        self.fixed = static(press.place, name, color) | {
            "charset": self.charset,
            "suffix": self.suffix.replace("{site}", name),
            "domain": f"127.0.0.1:{port}",
        }
        self.page, self.listing = (
            self.template(parts["frame"].replace("{{main}}", parts[kind])) for kind in ("article", "list")
        )
        self.plain = self.template(parts["frame"])
        self.alive = lru_cache(8)(self._alive)

    def template(self, html: str) -> Template:
        """A template of this site's."""
        return Template(html, self.fixed, self.encoding)

    def text(self, text: str) -> str:
        """Text as this site writes it: a hook for those that write Traditional characters."""
        return text

    def paragraphs(self, article: Article) -> Sequence[str]:
        """An article's paragraphs as this site writes them."""
        return article.paragraphs

    # Addresses: what a dialect has to say.

    def address(self, number: int, part: int = 1) -> str:
        """The path of an article."""
        raise NotImplementedError

    def list_address(self, column: int, page: int) -> str:
        """The path of a list page, counted from 1."""
        raise NotImplementedError

    def list_page(self, match: re.Match[str]) -> int:
        """The number, from 1, of the list page that a path names."""
        return int(match["page"] or 1)

    def seeds(self) -> list[tuple[str, str]]:
        """Paths where a crawl begins, each with its kind."""
        return [(self.list_address(column, 1), "list") for column in range(len(self.columns))]

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    # What is there on a day.

    def holds(self, number: int) -> bool:
        """Whether the site ever had the article."""
        return 0 <= number < self.press.total(self.day)

    def column(self, number: int) -> int:
        """The column that an article stands in."""
        return int(mix(self.press.seed, number, 7) % 3 == 0)

    def _alive(self, day: int, column: int) -> list[int]:
        """Articles of a column that are out, newest first."""
        return [
            number
            for number in range(self.press.total(day) - 1, -1, -1)
            if self.holds(number) and self.column(number) == column and not self.press.gone(number, day)
        ]

    def last_page(self, column: int) -> int:
        """The number of list pages of a column."""
        return max(1, -(-len(self.alive(self.day, column)) // self.per_page))

    def hijack(self, number: int) -> Hijack | None:
        """What somebody else has put on the article's page by now."""
        if self.hijack_day is None or self.day < self.hijack_day:
            return None
        return Hijack.of(mix(self.press.seed, number, 9))

    def parts(self, article: Article) -> tuple[tuple[int, int], ...]:
        """Where the pages of an article begin and end in its paragraphs."""
        whole, number = len(article.paragraphs), article.headline.number
        if not self.multipart or whole < 4 or mix(self.press.seed, number, 5) % 8:
            return ((0, whole),)
        half = (whole + 1) // 2
        return ((0, half), (half, whole))

    def attachment(self, number: int) -> str | None:
        """The path of the file that an article offers."""
        if not self.files or mix(self.press.seed, number, 6) % 10:
            return None
        return self.file_address(number)

    def file_address(self, number: int) -> str:
        """The path of an article's file."""
        return f"/files/P0{number:06}.pdf"

    # Links.

    def some(self, below: int, count: int, seed: int) -> list[int]:
        """So many articles older than one, by chance."""
        rng = Random(mix(self.press.seed, seed & 0xFFFFFFFF, 3))
        return [number for number in {int(rng.random() * below) for _ in range(count)} if self.holds(number)]

    def link(self, number: int) -> str:
        """A link to an article."""
        title = escape(self.text(self.press.headline(number).title))
        return f'<a href="{self.address(number)}" title="{title}" target="_blank">{title}</a>'

    def links(self, numbers: list[int]) -> str:
        """A list of links."""
        return "\n".join(f"<li>{self.link(number)}</li>" for number in numbers)
