"""One host of the practice site: what all content management systems have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from random import Random
from typing import TYPE_CHECKING, ClassVar

from tools.practice.furniture import sections, static
from tools.practice.hijack import Hijack
from tools.practice.press import mix, today
from tools.practice.template import Template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tools.practice.press import Article, Headline, Press

_IMAGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="620" height="380"><rect width="620" height="380" fill="#9fb8c8"/>'
    '<rect y="250" width="620" height="130" fill="#7d8f6b"/><circle cx="{x}" cy="90" r="42" fill="#f4d58d"/></svg>'
)

_BARE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset={{charset}}"><title>{{title}}{{suffix}}'
    "</title>{{inject}}</head><body>{{top}}{{main}}{{bottom}}</body></html>"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends, before compression and faults."""

    body: bytes = b""
    content_type: str = "text/html"
    status: int = 200
    etag: str | None = None
    modified: datetime | None = None
    location: str | None = None
    kind: str = "other"  # article, list, feed, sitemap, attachment or other: what the counts go by


@dataclass(frozen=True, slots=True)
class View:
    """The page of an article that is being made."""

    article: Article
    number: int
    part: int
    parts: tuple[tuple[int, int], ...]
    hijack: Hijack | None


class Site:
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

    # Answers.

    def answer(self, target: str) -> Answer | None:
        """What a path and query give; None for nothing."""
        if match := self.article_path.fullmatch(target):
            return self.article(int(match["n"]), int(match.groupdict().get("part") or 1), target)
        if match := self.list_path.fullmatch(target):
            return self.a_list(match)
        if target == "/":
            return Answer(self.home(), kind="list")
        if target.startswith("/channel/"):
            return Answer(self.home())
        if target == "/robots.txt":
            return Answer(self.robots().encode(), "text/plain")
        if match := re.search(r"P0(\d+)\.(?:pdf|doc)", target):
            data = b"%PDF-1.4\n%" + f"{self.key} {match[1]}\n".encode() * 40 + b"%%EOF\n"
            return Answer(data, "application/pdf", kind="attachment")
        if target.endswith(".jpg"):
            return Answer(_IMAGE.format(x=80 + len(target) * 7 % 460).encode(), "image/svg+xml")
        return None

    def robots(self) -> str:
        """robots.txt: all but what nobody needs."""
        return "User-agent: *\nDisallow: /admin/\nDisallow: /module/login/\n"

    def article(self, number: int, part: int, target: str) -> Answer | None:
        """The page of an article, or what stands there when it is gone."""
        if not self.holds(number) or not 0 < part <= 9 or self.address(number, part) != target:
            return None
        gone = self.press.gone(number, self.day)
        if gone == "soft":
            return Answer(self.missing(), kind="article")
        if gone:
            return Answer(self.missing(), status=int(gone), kind="article")
        revision = self.press.revision(number, self.day)
        article = self.press.article(number, revision)
        parts = self.parts(article)
        if part > len(parts):
            return None
        hijack = self.hijack(number)
        if hijack and hijack.elsewhere:
            return Answer(status=302, location=hijack.elsewhere, kind="article")
        view = View(article, number, part, parts, hijack)
        self.hits += 1
        body = (
            self.page.render(lambda slot: str(getattr(self, f"slot_{slot}")(view)))
            if not (hijack and hijack.replaced)
            else hijack.page(self.name).encode(self.encoding, "xmlcharrefreplace")
        )
        changed = (revision, bool(hijack), part)
        return Answer(
            body,
            etag=f'"{number:x}-{changed[0]}{changed[1]:d}{changed[2]}"' if self.etags else None,
            modified=self.modified(article.headline, revision, bool(hijack)) if self.dated else None,
            kind="article",
        )

    def modified(self, head: Headline, revision: int, hijacked: bool) -> datetime:
        """When the page last became another."""
        from datetime import timedelta

        if hijacked and self.hijack_day is not None:
            return today(self.hijack_day)
        return head.published + timedelta(days=revision)

    def missing(self) -> bytes:
        """The page that says that there is none, in the site's dress."""
        notice = '<div class="main tc"><h2>抱歉，您访问的页面不存在或已被删除！</h2><p><a href="/">返回首页</a></p></div>'
        return self.plain.render(
            lambda slot: {"main": notice, "title": "页面不存在", "home": "/"}.get(slot, "")
        )

    def a_list(self, match: re.Match[str]) -> Answer | None:
        """A page of a list."""
        column = [name for name, _ in self.columns].index(match["column"])
        page = self.list_page(match)
        if not 0 < page <= self.last_page(column):
            return None
        body = self.listing.render(lambda slot: str(getattr(self, f"list_{slot}")(column, page)))
        return Answer(
            body,
            etag=f'"l{self.day}-{column}-{page}"' if self.etags else None,
            modified=today(self.day) if self.dated else None,
            kind="list",
        )

    def home(self) -> bytes:
        """The first page: the newest of each column."""
        boxes = [
            f'<div class="box"><h3><a href="{self.list_address(column, 1)}">{name}</a></h3>'
            f"<ul>{self.links(self.alive(self.day, column)[:12])}</ul></div>"
            for column, (_, name) in enumerate((path, self.text(name)) for path, name in self.columns)
        ]
        main = f'<div class="w">{"".join(boxes)}</div>'
        return self.plain.render(lambda slot: {"main": main, "title": "首页", "home": "/"}.get(slot, ""))

    # Slots of an article's page.

    def slot_title(self, view: View) -> str:
        """Escaped."""
        return escape(self.text(view.article.headline.title))

    def slot_date(self, view: View) -> str:
        """As the site stamps it."""
        return view.article.headline.published.strftime(self.stamp)

    def slot_iso(self, view: View) -> str:
        """For markup that wants ISO 8601."""
        return view.article.headline.published.isoformat()

    def slot_source(self, view: View) -> str:
        """来源."""
        return self.text(view.article.source)

    def slot_author(self, view: View) -> str:
        """The reporter."""
        return self.text(view.article.author)

    def slot_editor(self, view: View) -> str:
        """The editor."""
        return self.text(view.article.editor)

    def slot_number(self, view: View) -> int:
        """The article's."""
        return view.number

    def slot_hits(self, _: View) -> int:
        """Another one each time."""
        return self.hits

    def slot_keywords(self, view: View) -> str:
        """Of the page; the hijacker's where there is one."""
        return view.hijack.keywords if view.hijack else f"{self.press.place},{self.name}"

    def slot_column(self, view: View) -> str:
        """Name of the column."""
        return self.text(self.columns[self.column(view.number)][1])

    def slot_columnid(self, view: View) -> int:
        """Number of the column."""
        return 1201 + self.column(view.number)

    def slot_home(self, view: View) -> str:
        """The column's first page."""
        return self.list_address(self.column(view.number), 1)

    def slot_now(self, _: View) -> str:
        """When the page was made: another one each time."""
        return f"2024-06-{self.day % 28 + 1:02} {self.hits // 60 % 24:02}:{self.hits % 60:02}:11"

    def slot_metas(self, view: View) -> str:
        """The tags that the State Council's rules ask for."""
        head = view.article.headline
        return (
            f'<meta name="ArticleTitle" content="{self.slot_title(view)}" />'
            f'<meta name="PubDate" content="{head.published:%Y-%m-%d %H:%M}" />'
            f'<meta name="ContentSource" content="{self.slot_source(view)}" />\n'
        )

    def slot_body(self, view: View) -> str:
        """The article in the site's dress, with pictures above their captions."""
        start, end = view.parts[view.part - 1]
        paragraphs = self.paragraphs(view.article)
        rows = []
        for i in range(start, end):
            text = escape(paragraphs[i], quote=False)
            if i in view.article.captions:
                rows.append(
                    f'<p class="cap"><img src="/upload/{view.number}_{i}.jpg" alt="" width="620" /></p>\n'
                    f'<p class="cap">{text}</p>\n'
                )
            else:
                rows.append(f"{self.opening}{text}{self.closing}")
        if view.hijack:
            rows.insert(len(rows) // 2, view.hijack.within)
        return "".join(rows)

    def slot_parts(self, view: View) -> str:
        """Links to the pages of an article that has several."""
        if len(view.parts) == 1:
            return ""
        links = [
            f'<a href="{self.address(view.number, part)}">{part}</a>'
            if part != view.part
            else f'<span class="thisclass">{part}</span>'
            for part in range(1, len(view.parts) + 1)
        ]
        if view.part < len(view.parts):
            links.append(f'<a href="{self.address(view.number, view.part + 1)}">下一页</a>')
        return " ".join(links)

    def slot_attach(self, view: View) -> str:
        """The file that goes with the article."""
        path = self.attachment(view.number)
        if not path:
            return ""
        return f'<div class="attach">附件：<a href="{path}" target="_blank">任务分解表.pdf</a></div>'

    def slot_before(self, view: View) -> str:
        """The article before."""
        return self.link(view.number - 1) if self.holds(view.number - 1) else "没有了"

    def slot_after(self, view: View) -> str:
        """The article after, once there is one; it was when most were fetched, so it is left to chance."""
        return self.link(view.number + 1) if view.number + 1 < self.press.count else "没有了"

    def slot_related(self, view: View) -> str:
        """Older articles: the same on every day."""
        return self.links(self.some(view.number, 16, view.number))

    def slot_hot(self, view: View) -> str:
        """Others."""
        return self.links(self.some(view.number, 16, -view.number - 1))

    def slot_inject(self, view: View) -> str:
        """What a hijacker puts into the head."""
        return view.hijack.head if view.hijack else ""

    def slot_top(self, view: View) -> str:
        """What a hijacker puts at the top."""
        return view.hijack.top if view.hijack else ""

    def slot_bottom(self, view: View) -> str:
        """What a hijacker puts at the bottom."""
        return view.hijack.bottom if view.hijack else ""

    # Slots of a list.

    def list_title(self, column: int, page: int) -> str:  # noqa: ARG002
        """Name of the column."""
        return self.text(self.columns[column][1])

    list_column = list_title

    def list_home(self, column: int, page: int) -> str:  # noqa: ARG002
        """The column's first page."""
        return self.list_address(column, 1)

    def list_columnid(self, column: int, page: int) -> int:  # noqa: ARG002
        """Number of the column."""
        return 1201 + column

    def list_rows(self, column: int, page: int) -> str:
        """A row for each article."""
        rows = self.alive(self.day, column)[(page - 1) * self.per_page : page * self.per_page]
        return "\n".join(self.row(self.press.headline(number)) for number in rows)

    def row(self, head: Headline) -> str:
        """An article in a list."""
        title = escape(self.text(head.title))
        return (
            f'<li><span>{head.published:%Y-%m-%d}</span><a href="{self.address(head.number)}" title="{title}" '
            f'target="_blank">{title}</a></li>'
        )

    def list_pager(self, column: int, page: int) -> str:
        """Links to the other pages."""
        last = self.last_page(column)
        links = [f'<span class="cur">{page}</span>']
        links += [
            f'<a href="{self.list_address(column, other)}">{other}</a>'
            for other in range(page + 1, min(page + 5, last + 1))
        ]
        if page < last:
            links.append(
                f'<a href="{self.list_address(column, page + 1)}" class="next">{self.text("下一页")}</a>'
            )
            links.append(f'<a href="{self.list_address(column, last)}">{self.text("尾页")}</a>')
        if page > 1:
            links.insert(0, f'<a href="{self.list_address(column, page - 1)}">{self.text("上一页")}</a>')
        return "\n".join(links)

    def list_related(self, column: int, page: int) -> str:
        """Others beside the list."""
        return self.links(self.some(self.press.count, 12, column * 1000 + page))

    def list_hot(self, column: int, page: int) -> str:
        """Others beside the list."""
        return self.links(self.some(self.press.count, 12, -column * 1000 - page - 1))

    def _nothing(self, column: int, page: int) -> str:  # noqa: ARG002
        return ""

    list_inject = list_top = list_bottom = list_keywords = _nothing
    list_metas = _nothing

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
