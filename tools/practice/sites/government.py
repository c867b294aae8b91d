"""Sites of county governments: TRS, hanweb and Visual SiteBuilder."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from tools.practice.sites.site import Answer, Site

if TYPE_CHECKING:
    from tools.practice.sites.article_page import View


class Trs(Site):
    """拓尔思: static pages counted from 0, dates in the addresses, files beside the article."""

    key = "trs"
    columns = (("xwdt", "新闻动态"), ("tzgg", "通知公告"))
    article_path = re.compile(r"/(?:xwdt|tzgg)/\d{6}/t\d{8}_(?P<n>\d+)\.html")
    list_path = re.compile(r"/(?P<column>xwdt|tzgg)/(?:index(?:_(?P<page>\d+))?\.html)?")
    opening = '<p align="justify" style="text-indent: 2em; line-height: 1.75;"><span style="font-family: 宋体;">　　'
    closing = "</span></p>\n"
    etags = dated = gzip = files = True

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/xwdt/202405/t20240512_100004.html``."""
        when = self.press.date(number)
        return f"/{self.columns[self.column(number)][0]}/{when:%Y%m}/t{when:%Y%m%d}_{100000 + number}.html"

    def article(self, number: int, part: int, target: str) -> Answer | None:
        """Numbers begin at 100,000."""
        return super().article(number - 100000, part, target)

    def file_address(self, number: int) -> str:
        """Beside the article."""
        when = self.press.date(number)
        folder = self.address(number).rpartition("/")[0]
        return f"{folder}/P0{when:%Y%m%d}{number:09}.pdf"

    def list_address(self, column: int, page: int) -> str:
        """``index.html``, then ``index_1.html``."""
        return f"/{self.columns[column][0]}/{f'index_{page - 1}.html' if page > 1 else ''}"

    def list_page(self, match: re.Match[str]) -> int:
        """One more than the address says."""
        return int(match["page"] or 0) + 1

    def list_rows(self, column: int, page: int) -> str:
        """As they stand in each column."""
        rows = super().list_rows(column, page)
        return rows.replace(f'href="/{self.columns[column][0]}/', 'href="./')

    def list_pager(self, column: int, page: int) -> str:
        """No links: a script writes them."""
        return f'<script>createPageHTML({self.last_page(column)}, {page - 1}, "index", "html");</script>'


class Hanweb(Site):
    """大汉: lists come as data inside a script, further pages from an address of their own."""

    key = "hanweb"
    columns = (("1201", "今日要闻"), ("1202", "部门动态"))
    stamp = "%Y-%m-%d %H:%M:%S"
    article_path = re.compile(r"/art/\d{4}/\d+/\d+/art_\d+_(?P<n>\d+)\.html")
    list_path = re.compile(r"/col/col(?P<column>120[12])/(?:index\.html)?(?P<page>)")
    opening, closing = '<p style="text-indent:2em;">', "</p>\n"
    dated = files = True
    _proxy = re.compile(
        r"/module/web/jpage/dataproxy\.jsp\?page=(?P<page>\d+)&.*columnid=(?P<column>120[12]).*"
    )

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/art/2024/5/3/art_1201_345.html``."""
        when = self.press.date(number)
        column = self.columns[self.column(number)][0]
        return f"/art/{when.year}/{when.month}/{when.day}/art_{column}_{number}.html"

    def list_address(self, column: int, page: int) -> str:  # noqa: ARG002
        """The column, whatever the page."""
        return f"/col/col{self.columns[column][0]}/index.html"

    def file_address(self, number: int) -> str:
        """Through a script."""
        return f"/module/download/downfile.jsp?classid=0&filename=P0{number:06}.pdf"

    def answer(self, target: str) -> Answer | None:
        """Also the data of further pages."""
        if match := self._proxy.fullmatch(target):
            column, page = int(match["column"]) - 1201, int(match["page"])
            if page < 1:
                return None  # after the last page there is an empty one
            return Answer(self.data(column, page).encode(), "text/xml", kind="list")
        return super().answer(target)

    def data(self, column: int, page: int) -> str:
        """Rows as the script reads them."""
        rows = "".join(
            f"<record><![CDATA[{row}]]></record>" for row in super().list_rows(column, page).splitlines()
        )
        after = (
            f"/module/web/jpage/dataproxy.jsp?page={min(page + 1, self.last_page(column))}&appid=1&webid=12&path=/"
            f"&columnid={self.columns[column][0]}&unitid={self.list_unit(column, page)}"
            "&webname=%E6%94%BF%E5%BA%9C&permissiontype=0"
        )
        return (
            f'<datastore>\n<nextgroup><![CDATA[<a href="{after}"></a>]]></nextgroup>\n<recordset>{rows}</recordset>'
            f"<totalrecord>{self.list_total(column, page)}</totalrecord><totalpage>{self.last_page(column)}</totalpage>"
            "</datastore>"
        )

    def list_datastore(self, column: int, page: int) -> str:
        """The rows of the first page."""
        return self.data(column, page)

    def list_unit(self, column: int, page: int) -> str:  # noqa: ARG002
        """Number of the list on the page."""
        return str(5501 + column)

    def list_total(self, column: int, page: int) -> int:  # noqa: ARG002
        """Articles of the column."""
        return len(self.alive(self.day, column))


class Vsb(Site):
    """博达: further pages are counted down, so that their numbers shift as the site grows."""

    key = "vsb"
    columns = (("zwyw", "政务要闻"), ("bmxx", "部门信息"))
    stamp = "%Y年%m月%d日 %H:%M"
    article_path = re.compile(r"/info/102[34]/(?P<n>\d+)\.htm")
    list_path = re.compile(r"/(?P<column>zwyw|bmxx)(?:/(?P<page>\d+))?\.htm")
    suffix = "-{site}"
    opening = '<p style="text-indent: 2em; text-align: justify;"><span style="font-size: 16px; font-family: 仿宋, FangSong;">'
    closing = "</span></p>\n"
    etags = files = True

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/info/1023/456.htm``."""
        return f"/info/{1023 + self.column(number)}/{number}.htm"

    def list_address(self, column: int, page: int) -> str:
        """``zwyw.htm``, then ``zwyw/9.htm``, ``zwyw/8.htm`` and so on."""
        tail = f"/{self.last_page(column) - page + 1}" if page > 1 else ""
        return f"/{self.columns[column][0]}{tail}.htm"

    def list_page(self, match: re.Match[str]) -> int:
        """Counted from the end."""
        column = [name for name, _ in self.columns].index(match["column"])
        return self.last_page(column) - int(match["page"]) + 1 if match["page"] else 1

    def file_address(self, number: int) -> str:
        """Through a script."""
        return (
            f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=P0{number:06}.pdf"
        )

    def slot_metas(self, view: View) -> str:
        """A description alone."""
        return f'<META Name="description" Content="{escape(view.article.paragraphs[0][:80])}" />'
