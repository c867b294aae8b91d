from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.store import Archive
from tests.store.conftest import SPAM, article, fetch

if TYPE_CHECKING:
    from pathlib import Path

ODD = '他说"好"，\\n不是换行。\n第二段：\u2028=1+1\t表\x01'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three articles; the second was corrected, the third hijacked."""
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.begin_crawl("documents", started=fetch().at)
        archive.put("http://news.qinghe.example/1.html", article(), fetch=fetch())
        archive.put(
            "http://news.qinghe.example/2.html", article("旧文。", title='=HYPERLINK("x")'), fetch=fetch()
        )
        archive.put("document:三", article(ODD, title=None, published="2018-03-12"), fetch=fetch())
        archive.put(
            "http://news.qinghe.example/2.html", article("新文。", title='=HYPERLINK("x")'), fetch=fetch(2)
        )
        archive.put("document:三", SPAM, fetch=fetch(3))
        archive.end_crawl("finished", finished=fetch().at)
    return path
