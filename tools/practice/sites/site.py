"""What a host answers: articles and what is left of them, lists, its first page, files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tools.practice.press import today
from tools.practice.sites.article_page import ArticlePage, View
from tools.practice.sites.list_page import ListPage

if TYPE_CHECKING:
    from datetime import datetime

    from tools.practice.press import Headline

_IMAGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="620" height="380"><rect width="620" height="380" fill="#9fb8c8"/>'
    '<rect y="250" width="620" height="130" fill="#7d8f6b"/><circle cx="{x}" cy="90" r="42" fill="#f4d58d"/></svg>'
)


_LOGIN = (
    '<div class="main tc"><h2>请先登录</h2><form action="/login" method="post"><p>用户名：<input name="username"></p>'
    '<p>密码：<input type="password" name="password"></p><p>验证码：<input name="code"></p><button>登录</button></form></div>'
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


class Site(ArticlePage, ListPage):
    """A host with its answers; the dialects derive from it."""

    def answer(self, target: str) -> Answer | None:
        """What a path and query give; None for nothing."""
        if match := self.article_path.fullmatch(target):
            return self.article(int(match["n"]), int(match.groupdict().get("part") or 1), target)
        if match := self.list_path.fullmatch(target):
            return self.a_list(match)
        if target == "/":
            return Answer(self.home(), kind="list")
        if target.startswith("/login"):
            return Answer(self.frame(_LOGIN, "用户登录"))
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
        if hijacked and self.hijack_day is not None:
            return today(self.hijack_day)
        return head.published + timedelta(days=revision)

    def missing(self) -> bytes:
        """The page that says that there is none, in the site's dress."""
        notice = '<div class="main tc"><h2>抱歉，您访问的页面不存在或已被删除！</h2><p><a href="/">返回首页</a></p></div>'
        return self.frame(notice, "页面不存在")

    def frame(self, main: str, title: str) -> bytes:
        """A page of the site with something else in its middle."""
        return self.plain.render(lambda slot: {"main": main, "title": title, "home": "/"}.get(slot, ""))

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
        return self.frame(main, "首页")
