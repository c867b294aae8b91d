"""What fills the slots of a list page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tools.practice.sites.host import Host

if TYPE_CHECKING:
    from tools.practice.press import Headline


class ListPage(Host):
    """A method a slot: ``{{name}}`` of a template is what ``list_name`` gives, as HTML."""

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
