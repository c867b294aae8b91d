"""The clusters of an archive, kept up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.store import Archive, Fetch, Reader
from pipelines.store import clusters as module
from pipelines.store.clusters import Outcome, cluster, largest, members
from pipelines.types import CleanPage
from tests.duplicates.texts import FORM, FORM_ELSEWHERE, NEWS, OTHER, spun

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

EXCERPT = "\n".join(NEWS.split("\n")[:2])
BODIES = {
    "http://daily.qinghe.example/1": NEWS,
    "http://mirror.example/2": NEWS,
    "http://farm.example/3": spun(NEWS),
    "http://digest.example/4": EXCERPT,
    "http://school.example/5": OTHER,
    "http://qinghe.example/6": FORM,
    "http://shiqiao.example/7": FORM_ELSEWHERE,
    "http://two.example/8": f"{FORM}\n{OTHER}",
}


def put(archive: Archive, url: str, body: str, day: int = 1, **fields: Any) -> None:
    page = CleanPage(verdict="article", title="清河创城", body=body, **fields)
    archive.put(url, page, fetch=Fetch(at=datetime(2026, 1, day, tzinfo=UTC)))


def rows(path: Path, table: str = "duplicates") -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def named(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as conn:
        return dict(conn.execute("SELECT url, cluster FROM articles WHERE cluster IS NOT NULL"))


def built(path: Path, urls: Iterable[str] = BODIES, *, each: bool = False) -> Outcome:
    with Archive(path) as archive:
        for url in urls:
            put(archive, url, BODIES[url])
            if each:
                cluster(archive)
        return cluster(archive)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def test_articles_name_their_cluster(path: Path) -> None:
    outcome = built(path)
    best = "http://daily.qinghe.example/1"
    names = named(path)
    assert {url for url, name in names.items() if name == best} == {
        best, "http://mirror.example/2", "http://farm.example/3", "http://digest.example/4",
    }  # fmt: skip
    assert "http://shiqiao.example/7" not in names
    assert {name for url, name, *_ in rows(path) if url == "http://two.example/8"} == {
        "http://school.example/5", "http://qinghe.example/6",
    }  # fmt: skip
    assert (outcome.read, outcome.articles, outcome.clusters) == (8, 7, 3)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_arrival_does_not_matter(path: Path, tmp_path: Path, seed: int) -> None:
    built(path)
    urls = list(BODIES)
    Random(seed).shuffle(urls)
    other = tmp_path / "other.db"
    built(other, urls, each=True)
    for table in ("duplicates", "fingerprints", "likenesses"):
        assert rows(other, table) == rows(path, table)
    assert named(other) == named(path)


def test_a_second_run_reads_and_writes_nothing(path: Path) -> None:
    built(path)
    changes = rows(path, "changes")
    with Archive(path) as archive:
        outcome = cluster(archive)
    assert (outcome.read, outcome.judged, outcome.moved, outcome.clusters) == (0, 0, 0, 3)
    assert rows(path, "changes") == changes


def test_only_what_changed_is_read(path: Path) -> None:
    built(path)
    with Archive(path) as archive:
        put(archive, "http://late.example/9", NEWS + "责任编辑：何雪梅")
        outcome = cluster(archive)
    assert outcome.read == 1
    assert outcome.judged <= 4
    assert outcome.moved == 1
    assert named(path)["http://late.example/9"] == "http://daily.qinghe.example/1"


def test_a_better_text_takes_the_cluster_over(path: Path) -> None:
    built(path)
    url = "http://paper.example/0"
    with Archive(path) as archive:
        put(archive, url, NEWS, source="清河日报", publisher="清河日报网", published="2018-03-12")
        assert cluster(archive).moved == 5
    assert {row[1] for row in rows(path) if row[3] == "copy"} == {url}
    assert [row[2] for row in rows(path, "changes") if row[1] == "http://mirror.example/2"] == [
        "new", "clustered", "clustered",
    ]  # fmt: skip


def test_clusters_split_and_merge_as_articles_change(path: Path) -> None:
    built(path)
    whole = rows(path)
    with Archive(path) as archive:
        put(archive, "http://mirror.example/2", OTHER, day=2)
        put(
            archive,
            "http://farm.example/3",
            "澄江镇的集市上人来人往，摊主们忙着吆喝，新修的雨棚遮住了整条老街。" * 3,
            day=2,
        )
        cluster(archive)
        names = named(path)
        assert names["http://mirror.example/2"] == names["http://school.example/5"]
        assert "http://farm.example/3" not in names
        put(archive, "http://mirror.example/2", NEWS, day=3)
        put(archive, "http://farm.example/3", spun(NEWS), day=3)
        cluster(archive)
    assert rows(path) == whole


def test_a_run_that_dies_is_gone_on_with(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path / "whole.db")
    monkeypatch.setattr(module, "_BATCH", 2)
    with Archive(path, batch_pages=1) as archive:
        for url, body in BODIES.items():
            put(archive, url, body)

    class DiedError(Exception):
        pass

    for step in range(1, 30):
        calls = 0

        def die(*_: object, step: int = step) -> None:
            nonlocal calls
            calls += 1
            if calls == step:
                raise DiedError

        try:
            with Archive(path, batch_pages=1) as archive:
                cluster(archive, progress=die)
            break
        except DiedError:
            continue
    assert step > 2
    assert rows(path) == rows(tmp_path / "whole.db")
    assert rows(path, "likenesses") == rows(tmp_path / "whole.db", "likenesses")


def test_another_method_works_all_out_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(path)
    monkeypatch.setattr(module, "METHOD", "another")
    with Archive(path) as archive:
        outcome = cluster(archive)
        assert (outcome.read, outcome.moved) == (8, 0)
        assert cluster(archive).read == 0
        assert cluster(archive, rebuild=True).read == 8


def test_an_empty_archive_has_no_clusters(path: Path) -> None:
    with Archive(path) as archive:
        assert cluster(archive) == Outcome()


def test_members_and_the_largest_clusters_are_shown(path: Path) -> None:
    built(path)
    with Reader(path) as reader:
        (told,) = members(reader, "http://digest.example/4")
        assert [member.role for member in told] == ["best", "copy", "excerpt", "rewrite"]
        assert len(members(reader, "http://two.example/8")) == 2
        assert members(reader, "http://nobody.example/") == []
        assert largest(reader, 1) == [(4, "清河创城", "http://daily.qinghe.example/1")]
