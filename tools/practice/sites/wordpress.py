"""A city paper on WordPress: feeds, sitemaps, tags that machines read."""

from __future__ import annotations

import gzip
import re
from html import escape
from typing import TYPE_CHECKING

from tools.practice.press import A_DAY, http_date, today
from tools.practice.sites.site import Answer, Site

if TYPE_CHECKING:
    from tools.practice.press import Headline
    from tools.practice.sites.article_page import View

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


class WordPress(Site):
    """A city paper: feeds, sitemaps of every kind, tags that machines read, and a calendar without end."""

    key = "wordpress"
    columns = (("yaowen", "要闻"), ("shehui", "社会"))
    stamp = "%Y年%m月%d日 %H:%M"
    article_path = re.compile(r"/\d{4}/\d\d/\d\d/(?P<n>\d+)/")
    list_path = re.compile(r"/category/(?P<column>yaowen|shehui)/(?:page/(?P<page>\d+)/)?")
    suffix = " – {site}"
    opening, closing = "<p>", "</p>\n"
    etags = dated = gzip = chunked = True
    _map = 500  # addresses a sitemap

    def seeds(self) -> list[tuple[str, str]]:
        """Feed and sitemap, as the site says itself; the lists are for those who do without."""
        return [("/feed/", "feed"), ("/wp-sitemap.xml", "sitemap")]

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/2024/05/12/345/``."""
        return f"/{self.press.date(number):%Y/%m/%d}/{number}/"

    def list_address(self, column: int, page: int) -> str:
        """``/category/yaowen/page/2/``."""
        return f"/category/{self.columns[column][0]}/{f'page/{page}/' if page > 1 else ''}"

    def row(self, head: Headline) -> str:
        """A card with the beginning of the text."""
        return (
            f'<article class="post hentry"><h2 class="entry-title">{self.link(head.number)}</h2>'
            f'<div class="entry-meta"><time>{head.published:%Y-%m-%d}</time></div></article>'
        )

    def robots(self) -> str:
        """Names the sitemaps."""
        lines = [f"Sitemap: {self.url(path)}" for path in ("/wp-sitemap.xml", "/news-sitemap.xml")]
        return "User-agent: *\nDisallow: /wp-admin/\nDisallow: /admin/\n" + "\n".join(lines) + "\n"

    def answer(self, target: str) -> Answer | None:
        """Also feeds, sitemaps and the calendar."""
        newest = [
            n for n in range(self.press.total(self.day) - 1, -1, -1) if not self.press.gone(n, self.day)
        ]
        if target in ("/feed/", "/feed/atom/"):
            make = self.atom if "atom" in target else self.rss
            kind = "application/atom+xml" if "atom" in target else "application/rss+xml"
            return Answer(
                make(newest[:30]).encode(), kind, etag=f'"f{self.day}"', modified=today(self.day), kind="feed"
            )
        if target == "/wp-sitemap.xml":
            return Answer(self.sitemaps(len(newest)).encode(), "application/xml", kind="sitemap")
        if target == "/news-sitemap.xml":
            return Answer(self.news(newest[: 2 * A_DAY]).encode(), "application/xml", kind="sitemap")
        if match := re.fullmatch(r"/wp-sitemap-posts-(\d+)\.xml(\.gz)?", target):
            some = newest[::-1][(int(match[1]) - 1) * self._map : int(match[1]) * self._map]
            data = self.urls(some).encode()
            if match[2]:
                return Answer(gzip.compress(data, 1, mtime=0), "application/x-gzip", kind="sitemap")
            return Answer(data, "application/xml", kind="sitemap")
        if match := re.fullmatch(r"/events/(\d{4})/(\d\d)/", target):
            return Answer(self.calendar(int(match[1]), int(match[2])))
        return super().answer(target)

    def rss(self, numbers: list[int]) -> str:
        """RSS 2.0 of the newest."""
        items = "".join(
            f"<item><title>{escape(head.title)}</title><link>{self.url(self.address(head.number))}</link>"
            f"<pubDate>{http_date(head.published)}</pubDate>"
            f'<guid isPermaLink="false">{self.url(f"/?p={head.number}")}</guid>'
            f"<description><![CDATA[{head.title}……]]></description></item>\n"
            for head in map(self.press.headline, numbers)
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{self.name}</title>'
            f"<link>{self.url('/')}</link><language>zh-CN</language>\n{items}</channel></rss>"
        )

    def atom(self, numbers: list[int]) -> str:
        """Atom of the newest."""
        items = "".join(
            f'<entry><title type="html">{escape(head.title)}</title><link rel="alternate" '
            f'href="{self.url(self.address(head.number))}"/><id>{self.url(f"/?p={head.number}")}</id>'
            f"<updated>{head.published.isoformat()}</updated><published>{head.published.isoformat()}</published></entry>\n"
            for head in map(self.press.headline, numbers)
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>{self.name}</title><updated>{today(self.day).isoformat()}</updated><id>{self.url('/')}</id>\n{items}</feed>"
        )

    def sitemaps(self, count: int) -> str:
        """The index: all but the newest sitemap compressed."""
        last = -(-count // self._map)
        names = [f"/wp-sitemap-posts-{i}.xml{'.gz' if i < last else ''}" for i in range(1, last + 1)]
        rows = "".join(f"<sitemap><loc>{self.url(name)}</loc></sitemap>\n" for name in names)
        return f'{_XML}<sitemapindex xmlns="{_SITEMAP}">\n{rows}</sitemapindex>'

    def urls(self, numbers: list[int]) -> str:
        """A sitemap."""
        rows = "".join(
            f"<url><loc>{self.url(self.address(n))}</loc><lastmod>{self.press.headline(n).published.isoformat()}</lastmod></url>\n"
            for n in numbers
        )
        return f'{_XML}<urlset xmlns="{_SITEMAP}">\n{rows}</urlset>'

    def news(self, numbers: list[int]) -> str:
        """The sitemap of the last two days, with titles."""
        rows = "".join(
            f"<url><loc>{self.url(self.address(head.number))}</loc><news:news><news:publication><news:name>{self.name}"
            f"</news:name><news:language>zh-cn</news:language></news:publication><news:publication_date>"
            f"{head.published.isoformat()}</news:publication_date><news:title>{escape(head.title)}</news:title></news:news></url>\n"
            for head in map(self.press.headline, numbers)
        )
        return f'{_XML}<urlset xmlns="{_SITEMAP}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{rows}</urlset>'

    def calendar(self, year: int, month: int) -> bytes:
        """A month; the next one is only a link away, for ever."""
        after = f"/events/{year + month // 12}/{month % 12 + 1:02}/"
        main = f'<div class="main"><h1>{year}年{month}月活动</h1><p>本月暂无活动</p><a href="{after}" rel="next">下一月</a></div>'
        return self.frame(main, "活动日历")

    def slot_metas(self, view: View) -> str:
        """Open Graph and JSON-LD."""
        title, head = self.slot_title(view), view.article.headline
        return (
            f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
            f'<meta property="og:site_name" content="{self.name}">'
            f'<meta property="article:published_time" content="{head.published.isoformat()}">\n'
            f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",'
            f'"headline":"{title}","datePublished":"{head.published.isoformat()}",'
            f'"author":{{"@type":"Person","name":"{view.article.author}"}}}}</script>\n'
        )
