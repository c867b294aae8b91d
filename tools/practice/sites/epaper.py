"""An e-paper: an issue a day, by its date."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from tools.practice.press import A_DAY, DAY_ZERO, today
from tools.practice.sites.site import Answer, Site

if TYPE_CHECKING:
    from tools.practice.sites.article_page import View

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
