from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.metadata import divisions
from pipelines.store import Archive
from pipelines.store.search import update
from tests.store.conftest import SPAM, article, fetch

if TYPE_CHECKING:
    from pathlib import Path

HOST = "http://news.qinghe.example/"
LIAOCHENG, DONGCHANGFU, QINGPU = "3715", "371502", "310118"
ARTICLES = {
    "1": article(
        "东昌府区召开创城工作推进会。志愿者走上街头。",
        title="东昌府区全面打响创城攻坚战",
        published="2018-03-27T10:26:00+08:00",
        place=divisions.place_of(DONGCHANGFU),
    ),
    "2": article(
        "全市志愿者开展文明城市宣传，文明城市人人参与。\n会议强调，要巩固成果。",
        title="动员大会召开",
        published="2019-01-05",
        source="清河晚报",
        campaigns=("国家卫生城市",),
        place=divisions.place_of(LIAOCHENG),
    ),
    "3": article(
        "5A级景区里，文明，城市，各走一边。市民说：“著名的app好用！”",
        title="景区见闻",
        published=None,
        campaigns=(),
        place=divisions.place_of(QINGPU),
    ),
    "4": article(
        "报道创城的文章被人换掉了，志愿者不见了。", title="旧闻", published="2016-06-01", source="青山日报"
    ),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four articles with an index; the page of the fourth was hijacked."""
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        for name, page in ARTICLES.items():
            archive.put(HOST + name, page, fetch=fetch())
        archive.put(HOST + "4", SPAM, fetch=fetch(2))
        update(archive)
    return path
