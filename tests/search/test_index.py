"""The index follows the archive, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store import Archive, Reader
from pipelines.store.search import index, search, state, update
from pipelines.store.search.index import day_of, first_id, place_words
from pipelines.store.search.words import fold, indexed, pattern, phrase
from tests.search.conftest import HOST
from tests.search.test_search import found
from tests.store.conftest import SPAM, article, fetch, query

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("创建文明", "创建 建文 文明 明"),
        ("创城，创文", "创城 城 创文 文"),
        ("创", "创"),
        ("5A级Ｗi-Fi", "5a 级 wi fi"),
        ("𠀀𠀁", "𠀀𠀁 𠀁"),
        ("", ""),
        ("。\0\n", ""),
        ("тест", "тест"),
    ],
)
def test_what_is_indexed(text: str, tokens: str) -> None:
    assert indexed(text) == tokens


def test_words_of_titles_are_marked() -> None:
    assert indexed("创建5A", "t") == "t创建 t建 t5a"
    assert phrase("创建5A", "t") == '"t创建 t建 t5a"'
    assert indexed("。", "t") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("创城", '"创城"'),
        ("创建文明", '"创建 建文 文明"'),
        ("创", '"创" *'),
        ("创，城市", '"创 城市"'),
        ("app", '"app"'),
        ('"; DROP', '"drop"'),
        ("()*^", None),
    ],
)
def test_a_text_as_a_phrase(text: str, expected: str | None) -> None:
    assert phrase(text) == expected


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(
    before=st.text("创文明城市a1，。 ", max_size=9), text=st.text("创文明城市a1，", min_size=1, max_size=6)
)
def test_what_the_index_finds_is_shown(before: str, text: str) -> None:
    wanted = phrase(text)
    if wanted is not None:
        assert pattern((text,)).search(fold(f"{before}。{text}。"))


def test_a_new_text_takes_the_place_of_the_old(path: Path) -> None:
    with Archive(path) as archive:
        archive.put(HOST + "1", article("全新的内容。", title="鼋鼍"), fetch=fetch(3))
        archive.put(HOST + "6", article("创城再添一篇。"), fetch=fetch(3))
        assert update(archive) == 2
        assert update(archive) == 0
    assert found(path, "鼋鼍") == ["1"]
    assert sorted(found(path, "创城")) == ["4", "6"]
    assert query(path, "SELECT count(*), count(url) FROM search_docs") == [(6, 5)]


def test_a_page_that_was_hijacked_is_not_indexed_again(path: Path) -> None:
    with Archive(path) as archive:
        archive.put(HOST + "1", SPAM, fetch=fetch(3))
        update(archive)
    assert sorted(found(path, "verdict:hijacked")) == ["1", "4"]
    assert query(path, "SELECT count(*) FROM search_docs") == [(4,)]


def test_batches_give_the_same_index(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = query(path, "SELECT * FROM search_docs ORDER BY id")
    monkeypatch.setattr(index, "BATCH", 1)
    with Archive(path) as archive:
        with archive.writing() as conn:
            conn.execute("UPDATE search_state SET value = 0 WHERE name = 'form'")  # of another form
        update(archive)
    assert sorted(row[1:] for row in query(path, "SELECT * FROM search_docs")) == sorted(
        row[1:] for row in before
    )
    assert sorted(found(path, "志愿者")) == ["1", "2", "4"]


def test_an_index_of_mostly_replaced_texts_is_made_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_FEW", 0)
    for day in (3, 4):
        with Archive(path) as archive:
            archive.put(HOST + "1", article(f"第{day}次改写。"), fetch=fetch(day))
            update(archive)
    assert query(path, "SELECT count(*) - count(url) FROM search_docs") == [(2,)]
    with Archive(path) as archive:
        archive.put(HOST + "3", article("再一次改写。"), fetch=fetch(4))
        update(archive)
    assert query(path, "SELECT count(*) - count(url) FROM search_docs") == [(0,)]
    assert found(path, "再一次改写") == ["3"]


def test_a_build_that_was_stopped_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "BATCH", 2)
    with Archive(path) as archive:
        for number in range(5):
            archive.put(f"document:{number}", article(f"第{number}篇。"), fetch=fetch())

    def stop(done: int, every: int) -> None:
        assert (done, every) == (2, 5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Archive(path) as archive:
        update(archive, stop)
    with Reader(path) as reader:
        assert state(reader).behind == 3
    with Archive(path) as archive:
        assert update(archive) == 3
    assert len(found(path, "host:news.qinghe.example")) == 4
    with Reader(path) as reader:
        assert search(reader, "第").total == 5


def test_a_day_with_more_articles_than_numbers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SLOTS", 2)
    with Archive(path) as archive:
        for number in range(7):
            archive.put(
                f"document:{number}", article(f"第{number}篇。", published="2020-02-02"), fetch=fetch()
            )
        archive.put("document:n", article("次日。", published="2020-02-03"), fetch=fetch())
        with archive.writing() as conn:
            conn.execute("UPDATE search_state SET value = 0 WHERE name = 'form'")
        update(archive)
    with Reader(path) as reader:
        assert search(reader, "after:2020-02-02 before:2020-02-03").total == 7
        assert search(reader, "after:2020-02-03").total == 1
        assert search(reader, "before:2020-02-02 after:2019").total == 1


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, 0),
        ("", 0),
        ("2018", 0),
        ("1949-10-01", 1),
        ("1900-01-01", 1),
        ("1949-10-02T08:00:00+08:00", 2),
    ],
)
def test_days_are_numbered(published: str | None, expected: int) -> None:
    assert day_of(published) == expected


def test_undated_articles_come_before_all_days() -> None:
    assert first_id(0) == 1
    assert first_id(1) > 4_000_000
    assert first_id(2) - first_id(1) == index.SLOTS


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (None, []),
        ("370000", ["p37"]),
        ("371500", ["p37", "p3715"]),
        ("371502", ["p37", "p3715", "p371502"]),
        ("371502001", ["p37", "p3715", "p371502", "p371502001"]),
    ],
)
def test_a_place_lies_in_those_above_it(code: str | None, expected: list[str]) -> None:
    assert place_words(code) == expected
