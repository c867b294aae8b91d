"""What `scrapy history` tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.commands.history import tell
from pipelines.store import Archive, Fetch, Reader
from pipelines.store.history import history
from pipelines.types import CleanPage, Quarantined

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://qinghe.example/1.html"
AT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
SPAM = CleanPage(
    verdict="spam",
    quarantined=(
        Quarantined(
            text="彩票开户", reasons=("composed",), score=1.0, kind="page", category="gambling", model="x"
        ),
    ),
)


def article(body: str) -> CleanPage:
    return CleanPage(verdict="article", title="青禾县推进创城工作", body=body, source="青禾日报")


def told(path: Path, *pages: CleanPage) -> str:
    with Archive(path) as archive:
        for day, page in enumerate(pages):
            archive.put(URL, page, fetch=Fetch(at=AT + timedelta(days=day), status=200))
    with Reader(path) as reader:
        found = history(reader, URL)
    assert found is not None
    return "\n".join(tell(found, colours=False))


def test_a_change_is_told_word_by_word(tmp_path: Path) -> None:
    text = told(
        tmp_path / "a.db", article("第一段。\n全县有三十个村。"), article("第一段。\n全县有五十个村。")
    )
    assert "2024-05-06 07:08:09  new (version 1)" in text
    assert "body, paragraph 2: 全县有[-三-]{+五+}十个村。" in text
    assert "第一段" not in text.split("changed")[1]


def test_the_moment_a_page_was_hijacked_is_told_with_what_stood_there(tmp_path: Path) -> None:
    text = told(tmp_path / "a.db", article("第一段。"), SPAM, article("第一段。"))
    hijacked = text[text.index("hijacked") :]
    assert "2024-05-07 07:08:09  hijacked" in text
    assert "gambling" in hijacked
    assert "彩票开户" in hijacked
    assert "restored" in hijacked
    assert text.endswith("now: article")


def test_an_unknown_address_has_no_history(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db"):
        pass
    with Reader(tmp_path / "a.db") as reader:
        assert history(reader, URL) is None
