"""News portals on systems that anyone can install: DedeCMS, EmpireCMS and PHPCMS."""

from __future__ import annotations

import re

from tools.practice.sites.site import Site


class DedeCms(Site):
    """织梦: GBK that calls itself gb2312, and that only in the page; articles of several pages."""

    key = "dedecms"
    encoding, charset, in_header = "gbk", "gb2312", False
    columns = (("3", "本地新闻"), ("5", "社会民生"))
    article_path = re.compile(r"/a/(?:bendi|minsheng)/\d{4}/\d{4}/(?P<n>\d+)(?:_(?P<part>\d+))?\.html")
    list_path = re.compile(r"/a/(?:bendi|minsheng)/list_(?P<column>[35])_(?P<page>\d+)\.html")
    suffix = "_{site}"
    opening, closing = "<p>　　", "</p>\r\n"
    dated = multipart = True
    _folders = ("bendi", "minsheng")

    def address(self, number: int, part: int = 1) -> str:
        """``/a/bendi/2024/0512/123.html``, then ``123_2.html``."""
        when = self.press.date(number)
        more = f"_{part}" if part > 1 else ""
        return f"/a/{self._folders[self.column(number)]}/{when:%Y}/{when:%m%d}/{number}{more}.html"

    def list_address(self, column: int, page: int) -> str:
        """``list_3_2.html``."""
        return f"/a/{self._folders[column]}/list_{self.columns[column][0]}_{page}.html"

    def list_pager(self, column: int, page: int) -> str:
        """With the numbers of pages and articles."""
        total = len(self.alive(self.day, column))
        info = f'<span class="pageinfo">共 <strong>{self.last_page(column)}</strong>页<strong>{total}</strong>条</span>'
        return super().list_pager(column, page) + info


class EmpireCms(Site):
    """帝国: GB18030; list pages from a script that counts from 0."""

    key = "empirecms"
    encoding, charset, in_header = "gb18030", "gb18030", False
    columns = (("4", "县区动态"), ("6", "百姓生活"))
    article_path = re.compile(r"/html/\d{4}-\d\d-\d\d/(?P<n>\d+)\.html")
    list_path = re.compile(r"/e/action/ListInfo/\?classid=(?P<column>[46])(?:&page=(?P<page>\d+))?")
    suffix = " - {site}"
    opening, closing = "　　", "<br />\n<br />\n"
    etags = True

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/html/2024-05-12/123.html``."""
        return f"/html/{self.press.date(number):%Y-%m-%d}/{number}.html"

    def list_address(self, column: int, page: int) -> str:
        """``?classid=4``, then ``&page=1``."""
        return (
            f"/e/action/ListInfo/?classid={self.columns[column][0]}{f'&page={page - 1}' if page > 1 else ''}"
        )

    def list_page(self, match: re.Match[str]) -> int:
        """Counted from 0."""
        return int(match["page"] or 0) + 1


class PhpCms(Site):
    """PHPCMS: no validators and a count of visits, so that no two answers are alike."""

    key = "phpcms"
    columns = (("9", "新闻资讯"), ("10", "生活服务"))
    stamp = "%Y-%m-%d %H:%M:%S"
    article_path = re.compile(r"/show-\d+-(?P<n>\d+)-(?P<part>\d+)\.html")
    list_path = re.compile(
        r"/index\.php\?m=content&c=index&a=lists&catid=(?P<column>9|10)(?:&page=(?P<page>\d+))?"
    )
    suffix = "-{site}"
    opening, closing = "<p>　　", "</p>\n"
    multipart = True

    def address(self, number: int, part: int = 1) -> str:
        """``/show-9-123-1.html``."""
        return f"/show-{self.columns[self.column(number)][0]}-{number}-{part}.html"

    def list_address(self, column: int, page: int) -> str:
        """``&page=2``."""
        tail = f"&page={page}" if page > 1 else ""
        return f"/index.php?m=content&c=index&a=lists&catid={self.columns[column][0]}{tail}"
