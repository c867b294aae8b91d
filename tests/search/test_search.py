"""What a query finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.store import Archive, Reader
from pipelines.store.search import SearchError, search, state, update
from pipelines.store.search import find as find_module
from tests.search.conftest import HOST
from tests.store.conftest import article, fetch, query

if TYPE_CHECKING:
    from pathlib import Path


def found(path: Path, text: str) -> list[str]:
    with Reader(path) as reader:
        return [hit.url.removeprefix(HOST) for hit in search(reader, text).hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("创城", "1 4"),
        ("創城", "1 4"),  # Traditional
        ("東昌府區", "1"),
        ("志愿者", "1 2 4"),
        ("志愿者 创城", "1 4"),
        ("志愿者 AND 创城", "1 4"),
        ("志愿者 -创城", "2"),
        ("志愿者 NOT 创城", "2"),
        ("-创城", "2 3"),
        ("景区 OR 东昌府", "1 3"),
        ("景区|东昌府", "1 3"),
        ("景区 OR 志愿者 创城", "1 4"),
        ("文明城市", "2"),
        ("文明，城市", "3"),  # with the mark between them
        ('"文明 城市"', "3"),
        ("“文明 城市”", "3"),
        ("文明 城市", "2 3"),
        ("5A级景区", "3"),
        ("５ａ级", "3"),  # full width
        ("APP", "3"),
        ("ap", ""),
        ("著名", "3"),
        ("府", "1"),
        ("，", None),
        ("战", "1"),  # last of its run
        ("边", "3"),
        ("没有这个词", ""),
        ("创城 source:清河日报", "1"),
        ("source:清河", "1 2 3"),
        ("source:清河 source:青山", "1 2 3 4"),
        ("来源:青山日报", "4"),
        ("-source:清河日报", "2 4"),
        ("campaign:卫生城市", "2"),
        ("campaign:创城", "1 4"),  # a short form of 全国文明城市
        ("campaign:衛生城市", "2"),
        ("place:山东", "1 2"),
        ("place:聊城", "1 2"),
        ("place:聊城市东昌府区", "1"),
        ("place:山东省/聊城市", "1 2"),
        ("place:3715", "1 2"),
        ("place:371500", "1 2"),
        ("place:上海", "3"),
        ("place:河北", ""),
        ("-place:上海", "1 2 4"),
        ("after:2018", "1 2"),
        ("after:2018-03-28", "2"),
        ("before:2018", "4"),
        ("after:2018 before:2019", "1"),
        ("after:2018-03-27 before:2018-03-28", "1"),
        ("before:2018年4月", "1 4"),
        ("verdict:hijacked", "4"),
        ("kind:article 志愿者", "1 2"),
        ("-verdict:hijacked 志愿者", "1 2"),
        ("host:qinghe.example", "1 2 3 4"),
        ("host:news.qinghe.example 景区", "3"),
        ("http://news.qinghe.example/3", ""),  # words, not a filter
    ],
)
def test_a_query_finds(path: Path, text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(SearchError, match="no word"):
            found(path, text)
    else:
        assert sorted(found(path, text)) == expected.split()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sourse:清河", "no filter sourse: there are source:, campaign:"),
        ("source:", "source: needs a value right after the colon, as in source:聊城日报"),
        ("source:大众日报", "names no source of this archive: there are 青山日报, 清河日报"),
        ("campaign:没有", "names no campaign of this archive"),
        ("place:乌有乡镇", "is no province, city, county or town"),
        ("place:99", "is no province"),
        ("host:other.example", "names no host"),
        ("after:昨天", "is no date: write 2018, 2018-03 or 2018-03-27"),
        ("before:2018-13", "is no date"),
        ("-after:2018", "cannot be turned round"),
        ("verdict:good", "there are article, hijacked"),
        ("", "no word"),
        ("- -- ，。", "no word"),
        ("字" * 1001, "1,001 characters"),
        ("字 " * 51, "more than 50 words"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(path: Path, text: str, message: str) -> None:
    with pytest.raises(SearchError, match=message) as error:
        found(path, text)
    assert "\n" not in str(error.value)


_ODD = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            '" " “ ” - NOT OR AND NEAR( ) * ^ : { } + | source: place: after:2018 创城 文明 志愿者 \\ \' ; -- \0 \ud800 𠀀'.split(
                " "
            )
        ),
    ),
    max_size=12,
)


@settings(max_examples=300)
@given(parts=_ODD, glue=st.sampled_from(["", " "]))
def test_any_text_is_a_query(shared: Path, parts: list[str], glue: str) -> None:
    with Reader(shared) as reader:
        try:
            total, told = search(reader, glue.join(parts)).total, "one line"
        except SearchError as error:
            total, told = 0, str(error)
    assert total in (0, 1)
    assert told.isprintable()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "archive.db"
    with Archive(path) as archive:
        archive.put(HOST + "1", article("创城，文明志愿者。"), fetch=fetch())
        update(archive)
    return path


def test_a_word_in_the_title_counts_more_and_a_rare_word_more_than_a_common_one(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        for number in range(8):
            archive.put(f"document:{number}", article("志愿者上街。", title="动员"), fetch=fetch())
        archive.put("document:title", article("其他的事。", title="志愿者之歌"), fetch=fetch())
        archive.put("document:rare", article("志愿者与鼋鼍。", title="动员"), fetch=fetch())
        update(archive)
    assert found(path, "志愿者")[0] == "document:title"
    assert found(path, "志愿者 OR 鼋鼍")[0] == "document:rare"


@pytest.mark.parametrize(("ranked", "cheap"), [(2, 10**9), (2, 0), (1000, 0)])
def test_however_matches_are_chosen_the_best_comes_first(
    path: Path, monkeypatch: pytest.MonkeyPatch, ranked: int, cheap: int
) -> None:
    monkeypatch.setattr(find_module, "_RANKED", ranked)
    monkeypatch.setattr(find_module, "_CHEAP", cheap)
    monkeypatch.setattr(find_module, "_COMMON", 1)
    with Reader(path) as reader:
        result = search(reader, "创城", limit=1)
    assert [hit.url for hit in result.hits] == [HOST + "1"]
    assert result.total == 2


def test_matches_are_counted_so_far(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_module, "_COUNTED", 2)
    with Reader(path) as reader:
        result = search(reader, "志愿者")
    assert (result.total, result.more) == (2, True)


def test_a_hit_shows_why(path: Path) -> None:
    with Reader(path) as reader:
        [hit] = search(reader, "志願者 文明城市").hits
    part = hit.snippet
    assert [part.text[a:b] for a, b in part.marks] == ["志愿者", "文明城市", "文明城市"]
    assert hit.place == ("山东省", "聊城市")
    with Reader(path) as reader:
        [hit] = search(reader, "创城 place:东昌府区").hits
    assert hit.title is not None
    assert [hit.title[a:b] for a, b in hit.title_marks] == ["创城"]


@pytest.mark.parametrize(
    "text", ["创城 place:聊城 after:2018", "志愿者 verdict:hijacked", "it's OR 志愿者", "before:2018"]
)
def test_the_sql_that_is_shown_finds_the_same(path: Path, text: str) -> None:
    with Reader(path) as reader:
        result = search(reader, text)
    with closing(sqlite3.connect(path)) as conn:
        assert {row[0] for row in conn.execute(result.sql)} == {hit.url for hit in result.hits}


def test_plain_sql_makes_the_pairs_by_itself(path: Path) -> None:
    statement = """
        WITH RECURSIVE pair(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM pair WHERE i < length(:q) - 1),
            query AS (SELECT '"' || group_concat(substr(:q, i, 2), ' ') || '"' AS words FROM pair)
        SELECT url FROM search WHERE words MATCH (SELECT words FROM query) ORDER BY rank"""
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute(statement, {"q": "文明城市"}).fetchall() == [(HOST + "2",)]
        assert conn.execute(statement, {"q": "创城"}).fetchall()[0] == (HOST + "1",)


def test_a_search_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    Archive(tmp_path / "a.db").close()
    with Reader(tmp_path / "a.db") as reader, pytest.raises(SearchError, match="--update"):
        search(reader, "创城")


def test_a_search_goes_on_beside_a_crawl_and_says_how_far_the_index_is(path: Path) -> None:
    with Archive(path) as archive, Reader(path) as reader:
        archive.put(HOST + "5", article("创城新篇。"), fetch=fetch(3))
        archive.flush()
        result = search(reader, "创城")
        assert (len(result.hits), result.behind) == (2, 1)
        assert state(reader).behind == 1


def test_the_schema_still_counts_as_an_archive(path: Path) -> None:
    Archive(path).close()
    assert query(path, "SELECT count(*) FROM search_docs") == [(4,)]
