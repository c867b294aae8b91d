"""Papers: an e-paper by date, a city paper on WordPress, and one that writes Traditional characters in Big5."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING

from tools.practice.press import A_DAY, DAY_ZERO, http_date, today
from tools.practice.sites.site import Answer, Site, View

if TYPE_CHECKING:
    from opencc import OpenCC

    from tools.practice.press import Article, Headline

_LAYOUTS = ("要闻", "综合新闻", "民生", "副刊")


class EPaper(Site):
    """方正数字报: an issue a day, four layouts an issue, two articles a layout."""

    key = "epaper"
    encoding, charset, in_header = "gbk", "gb2312", False
    columns = (("paper", "数字报"),)
    stamp = "%Y-%m-%d"
    article_path = re.compile(r"/html/\d{4}-\d\d/\d\d/content_(?P<n>\d+)\.htm(?:\?div=-1)?")
    list_path = re.compile(r"/html/(?P<column>\d{4}-\d\d/\d\d)/node_(?P<page>\d)\.htm")
    suffix = "-{site}"
    opening, closing = "<P>　　", "</P>\n"
    dated = True

    def column(self, number: int) -> int:  # noqa: ARG002
        """One for all."""
        return 0

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/html/2024-05/12/content_345.htm``."""
        return f"/html/{self.press.date(number):%Y-%m/%d}/content_{number}.htm"

    def list_address(self, column: int, page: int) -> str:  # noqa: ARG002
        """The first layout of the newest issue."""
        return self.node(today(self.day), 1)

    def node(self, date: datetime, layout: int) -> str:
        """``/html/2024-05/12/node_1.htm``."""
        return f"/html/{date:%Y-%m/%d}/node_{layout}.htm"

    def seeds(self) -> list[tuple[str, str]]:
        """The page that leads to the newest issue."""
        return [("/paperindex.htm", "epaper")]

    def answer(self, target: str) -> Answer | None:
        """Also the page that leads to the newest issue."""
        if target in ("/paperindex.htm", "/"):
            latest = self.list_address(0, 1).removeprefix("/")
            page = self.template(_index()).render(lambda _: latest)
            return Answer(page, kind="list")
        return super().answer(target)

    def article(self, number: int, part: int, target: str) -> Answer | None:
        """With ``?div=-1`` or without."""
        return super().article(number, part, target.removesuffix("?div=-1"))

    def a_list(self, match: re.Match[str]) -> Answer | None:
        """A layout of an issue."""
        try:
            date = datetime.strptime(match["column"], "%Y-%m/%d").replace(tzinfo=DAY_ZERO.tzinfo)
        except ValueError:
            return None
        layout = int(match["page"])
        numbers = [n for n in self.press.numbers(date) if self.holds(n)]
        if not numbers or not 0 < layout <= len(_LAYOUTS):
            return None
        here = [n for n in numbers if self.layout(n) == layout and not self.press.gone(n, self.day)]
        values = {
            "title": f"{self.name} {date:%Y-%m-%d}",
            "day": f"{date:%Y年%m月%d日}",
            "weekday": "一二三四五六日"[date.weekday()],
            "node": str(layout),
            "column": _LAYOUTS[layout - 1],
            "layouts": self._layouts(date),
            "sheet": "".join(f"<b>{escape(self.press.headline(n).title)}</b>{'▒' * 90}" for n in here),
            "areas": "".join(
                f'<area coords="{i * 40},0,{i * 40 + 40},90" shape="polygon" href="{self.address(n).rpartition("/")[2]}?div=-1">'
                for i, n in enumerate(here)
            ),
            "rows": "".join(
                f'<li><a href="{self.address(n).rpartition("/")[2]}?div=-1">{escape(self.press.headline(n).title)}</a></li>'
                for n in here
            ),
            "issues": self._issues(date),
        }
        return Answer(self.listing.render(lambda slot: values.get(slot, "")), kind="list")

    def layout(self, number: int) -> int:
        """The layout that an article stands on."""
        return (number - self.press.count) % A_DAY // 2 + 1

    def _layouts(self, date: datetime) -> str:
        return "".join(
            f'<tr><td class="default"><a href="node_{i}.htm" id=pageLink>第{i:02}版：{name}</a></td></tr>'
            for i, name in enumerate(_LAYOUTS, 1)
            if any(self.layout(n) == i for n in self.press.numbers(date) if self.holds(n))
        )

    def _issues(self, date: datetime) -> str:
        out = []
        for name, other in (("上一期", date - timedelta(days=1)), ("下一期", date + timedelta(days=1))):
            if any(self.holds(n) for n in self.press.numbers(other)):
                out.append(f'<a class="preart" href="{self.node(other, 1)}">{name}</a>')
        return "　".join(out)

    def slot_day(self, view: View) -> str:
        """The issue's."""
        return f"{self.press.date(view.number):%Y年%m月%d日}"

    def slot_weekday(self, view: View) -> str:
        """The issue's."""
        return "一二三四五六日"[self.press.date(view.number).weekday()]

    def slot_iso(self, view: View) -> str:
        """As the comment has it."""
        return f"{view.article.headline.published:%Y-%m-%d %H:%M:%S}"

    def slot_node(self, view: View) -> int:
        """The layout's number."""
        return self.layout(view.number)

    def slot_column(self, view: View) -> str:
        """The layout's name."""
        return _LAYOUTS[self.layout(view.number) - 1]

    def slot_layouts(self, view: View) -> str:
        """All of the issue."""
        return self._layouts(self.press.date(view.number))

    def slot_same(self, view: View) -> str:
        """What else stands on the layout."""
        day = self.press.numbers(self.press.date(view.number))
        return self.links([n for n in day if self.holds(n) and self.layout(n) == self.layout(view.number)])


@cache
def _index() -> str:
    from tools.practice.furniture import sections

    return sections("epaper")["index"]


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
        return self.plain.render(lambda slot: {"main": main, "title": "活动日历", "home": "/"}.get(slot, ""))

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


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


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
