"""What each column of an article means: the data dictionary as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.explorer.layout import page
from crawler.explorer.markup import tag
from pipelines.store.columns import VIEWS

if TYPE_CHECKING:
    from crawler.explorer.messages import Answer, Asked
    from pipelines.store.live import Live


def columns_page(live: Live, asked: Asked) -> Answer:  # noqa: ARG001
    """The columns of the view ``export``, which is what every way out of the archive gives."""
    view = VIEWS["export"]
    rows = [
        tag(
            "tr",
            tag("th", column.name, scope="row", id=column.name),
            tag("td", column.shape),
            tag("td", column.about),
        )
        for column in view.columns
    ]
    return page(
        "Columns · 创城档案", tag("h1", "Columns"), tag("p", view.about), tag("table", rows, class_="columns")
    )
