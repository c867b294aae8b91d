from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.explorer.routes import Explorer
from pipelines.store import Archive
from pipelines.store.clusters import cluster
from pipelines.store.search import update
from tests.store.conftest import SPAM, URL, article, fetch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MIRROR, TAKEN, SPAMMED = "http://m.mirror.example/a", "http://taken.example/x", "http://spam.example/"
LONG = (
    "清河市召开创建全国文明城市推进大会。\n"
    + "志愿者走上街头，开展文明交通劝导和环境卫生整治，市民踊跃参与。" * 4
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An article with two texts and a copy; one with markup in it, hijacked since; a page of spam."""
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.begin_crawl("news", started=fetch().at)
        archive.put(URL, article(LONG.replace("推进", "动员")), fetch=fetch())
        archive.put(URL, article(LONG), fetch=fetch(2))
        archive.put(MIRROR, article(LONG), fetch=fetch(2))
        archive.put(
            TAKEN, article("<script>alert(1)</script>创城", title='<b onclick="x">"&\'</b>'), fetch=fetch(2)
        )
        archive.put(TAKEN, SPAM, fetch=fetch(3))
        archive.put(SPAMMED, SPAM, fetch=fetch(3))
        archive.end_crawl("finished", finished=fetch(3).at)
        cluster(archive)
        update(archive)
    return path


@pytest.fixture
def explorer(path: Path) -> Iterator[Explorer]:
    explorer = Explorer(path)
    yield explorer
    explorer.close()
