"""What fills the slots of an article's page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from tools.practice.sites.host import Host

if TYPE_CHECKING:
    from tools.practice.hijack import Hijack
    from tools.practice.press import Article


@dataclass(frozen=True, slots=True)
class View:
    """The page of an article that is being made."""

    article: Article
    number: int
    part: int
    parts: tuple[tuple[int, int], ...]
    hijack: Hijack | None


class ArticlePage(Host):
    """A method a slot: ``{{name}}`` of a template is what ``slot_name`` gives, as HTML."""

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
