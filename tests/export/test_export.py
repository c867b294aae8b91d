"""What is exported, and that nothing is missed, doubled or half there."""

from __future__ import annotations

import hashlib
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.store import Archive, Reader
from pipelines.store.clusters import cluster
from pipelines.store.export import (
    FORMATS,
    Exported,
    ExportError,
    Selection,
    export,
    format_of,
    read_since,
)
from pipelines.store.export.feed import JsonFeed
from pipelines.store.export.jsonl import JsonLines
from tests.export.conftest import ODD
from tests.store.conftest import SPAM, article, fetch

if TYPE_CHECKING:
    from pathlib import Path


def pull(path: Path, out: Path, **options: Any) -> tuple[Exported, list[dict[str, Any]]]:
    selection = Selection(
        **{name: options.pop(name) for name in list(options) if name in Selection.__slots__}
    )
    with Reader(path) as reader:
        done = export(reader, JsonLines, out, selection, **options)
    return done, [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]


def test_every_article_once_in_the_order_of_its_last_change(path: Path, tmp_path: Path) -> None:
    done, rows = pull(path, tmp_path / "a.jsonl")
    assert done.rows == 3
    assert done.seq == 5
    assert [(row["url"], row["seq"], row["change"], row["verdict"]) for row in rows] == [
        ("http://news.qinghe.example/1.html", 1, "new", "article"),
        ("http://news.qinghe.example/2.html", 4, "changed", "article"),
        ("document:三", 5, "hijacked", "spam"),
    ]
    assert rows[2]["body"] == ODD
    assert rows[0]["published_day"] == rows[2]["published_day"] == "2018-03-12"
    assert rows[0]["campaigns"] == ["全国文明城市"]
    assert rows[0]["basis"] == {"published": "meta", "source": "byline"}


def test_a_file_has_its_checksum_beside_it_and_nothing_else(path: Path, tmp_path: Path) -> None:
    done, _ = pull(path, tmp_path / "out" / "a.jsonl")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.jsonl", "a.jsonl.sha256"]
    digest = hashlib.sha256((tmp_path / "out" / "a.jsonl").read_bytes()).hexdigest()
    assert (tmp_path / "out" / "a.jsonl.sha256").read_text() == f"{digest}  a.jsonl\n"
    assert done.digest == digest


def test_a_cursor_gives_what_came_since(path: Path, tmp_path: Path) -> None:
    cursor = tmp_path / "cursor.json"
    assert pull(path, tmp_path / "1.jsonl", cursor=cursor)[0].rows == 3
    assert pull(path, tmp_path / "2.jsonl", cursor=cursor)[1] == []
    with Archive(path) as archive:
        archive.put("document:四", article("第四篇。"), fetch=fetch(4))
        archive.put_aside("http://news.qinghe.example/1.html", "gone", "404", fetch=fetch(4))
    _, rows = pull(path, tmp_path / "3.jsonl", cursor=cursor)
    assert [(row["url"], row["change"]) for row in rows] == [
        ("document:四", "new"),
        ("http://news.qinghe.example/1.html", "gone"),
    ]


def test_a_pull_with_a_condition_tells_what_fulfils_it_no_longer(path: Path, tmp_path: Path) -> None:
    cursor, where = tmp_path / "cursor.json", "verdict = 'article' AND source = '清河日报'"
    assert pull(path, tmp_path / "1.jsonl", cursor=cursor, where=where)[0].rows == 2
    with Archive(path) as archive:
        archive.put("http://news.qinghe.example/1.html", SPAM, fetch=fetch(4))
        archive.put("http://news.qinghe.example/2.html", article("新文。", source="青山日报"), fetch=fetch(4))
        archive.put("document:四", article("第四篇。"), fetch=fetch(4))
        archive.put("document:五", article("第五篇。", source="青山日报"), fetch=fetch(4))
    _, rows = pull(path, tmp_path / "2.jsonl", cursor=cursor, where=where)
    assert [(row["url"], row["change"]) for row in rows] == [
        ("http://news.qinghe.example/1.html", "left"),
        ("http://news.qinghe.example/2.html", "left"),
        ("document:四", "new"),
    ]
    assert pull(path, tmp_path / "3.jsonl", cursor=cursor, where=where)[1] == []


def test_an_article_that_came_into_another_cluster_is_pulled_again(path: Path, tmp_path: Path) -> None:
    cursor, text = (
        tmp_path / "cursor.json",
        "志愿者走上街头，开展文明交通劝导和环境卫生整治，市民踊跃参与。" * 5,
    )
    with Archive(path) as archive:
        for name in ("a", "b"):
            archive.put(f"http://{name}.example/", article(text), fetch=fetch(4))
    pull(path, tmp_path / "1.jsonl", cursor=cursor)
    with Archive(path) as archive:
        cluster(archive)
    _, rows = pull(path, tmp_path / "2.jsonl", cursor=cursor)
    assert [(row["change"], row["cluster"] is not None) for row in rows] == [("clustered", True)] * 2
    feed = pull_feed(path, tmp_path / "feed.json")
    # What came last to read stands first; that articles were compared is no news.
    assert [item["date_modified"][:10] for item in feed] == [
        "2026-01-04",
        "2026-01-04",
        "2026-01-02",
        "2026-01-01",
    ]


def pull_feed(path: Path, out: Path) -> list[dict[str, Any]]:
    with Reader(path) as reader:
        export(reader, JsonFeed, out, Selection())
    items: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))["items"]
    return items


def test_a_cursor_does_not_move_where_the_file_could_not_be_written(path: Path, tmp_path: Path) -> None:
    cursor = tmp_path / "cursor.json"
    (tmp_path / "taken").mkdir()
    with Reader(path) as reader, pytest.raises(OSError, match="directory"):
        export(reader, JsonLines, tmp_path / "taken", Selection(), cursor=cursor)
    assert not cursor.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}x", "no cursor"),
        ('{"seq": -4}', "no cursor"),
        ('{"seq": "4"}', "no cursor"),
        ('{"seq": 6}', "another archive"),
        ('{"seq": 1, "archive": "2020-01-01T00:00:00.000Z"}', "another archive"),
        ('{"seq": 1, "where": "seq > 1"}', "a cursor of its own"),
    ],
)
def test_a_cursor_under_which_changes_would_be_missed_is_refused(
    path: Path, tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "cursor.json").write_text(content)
    with pytest.raises(ExportError, match=message):
        pull(path, tmp_path / "a.jsonl", cursor=tmp_path / "cursor.json")
    assert not (tmp_path / "a.jsonl").exists()


def test_a_cursor_and_a_limit_do_not_go_together(path: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="limit"):
        pull(path, tmp_path / "a.jsonl", cursor=tmp_path / "c", limit=1)


@pytest.mark.parametrize(
    ("selection", "urls"),
    [
        ({"after": 1}, 2),
        ({"after": 5}, 0),
        ({"since": read_since("2026-01-02")[1]}, 2),
        ({"where": "verdict = 'article'"}, 2),
        ({"where": "city = '清河市' -- there"}, 3),
        ({"where": "change = 'changed' OR change = 'hijacked'", "after": 4}, 1),
        ({"limit": 1}, 1),
        ({"limit": 0}, 0),
    ],
)
def test_a_selection_takes_what_it_says(
    path: Path, tmp_path: Path, selection: dict[str, Any], urls: int
) -> None:
    assert len(pull(path, tmp_path / "a.jsonl", **selection)[1]) == urls


@pytest.mark.parametrize(
    "where",
    ["", "1) OR (1", "nonsense = 1", "1; DROP TABLE articles", "'", "\0", "\ud800", "1 UNION SELECT 1"],
)
def test_what_is_no_condition_is_told_before_anything_is_written(
    path: Path, tmp_path: Path, where: str
) -> None:
    with pytest.raises(ExportError, match="--where"):
        pull(path, tmp_path / "a.jsonl", where=where)
    assert not list(tmp_path.glob("a.jsonl*"))


def test_columns_are_those_that_were_asked_for(path: Path, tmp_path: Path) -> None:
    _, rows = pull(path, tmp_path / "a.jsonl", columns=("seq", "title", "seq"), limit=1)
    assert [list(row.items()) for row in rows] == [[("seq", 1), ("title", "动员大会召开")]]
    with pytest.raises(ExportError, match="no column 'nmae': there are url, title"):
        pull(path, tmp_path / "b.jsonl", columns=("nmae",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", (0, None)),
        ("17", (17, None)),
        ("2026-01-31", (0, "2026-01-30T16:00:00.000Z")),
        ("2026-01-31T08:00:00Z", (0, "2026-01-31T08:00:00.000Z")),
    ],
)
def test_since_is_a_number_or_a_time(text: str, expected: object) -> None:
    assert read_since(text) == expected


@pytest.mark.parametrize("text", ["", "-1", "yesterday", "2026-02-30", "0001-01-01", "１"])
def test_another_since_is_told(text: str) -> None:
    with pytest.raises(ExportError, match="neither"):
        read_since(text)


@pytest.mark.parametrize("name", ["jsonl", "csv"])
def test_a_stopped_run_goes_on_where_it_was(
    path: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.store.export.selection.BATCH", 1)
    monkeypatch.setattr("pipelines.store.export.run._CHECKPOINT", 0)
    out, whole = tmp_path / "a", io.BytesIO()

    def stop(rows: int) -> None:
        if rows == 2:
            raise KeyboardInterrupt

    with Reader(path) as reader:
        export(reader, FORMATS[name], whole, Selection())
        with pytest.raises(KeyboardInterrupt):
            export(reader, FORMATS[name], out, Selection(), tell=stop)
        assert not out.exists()
        with (tmp_path / "a.part").open("ab") as part:
            part.write(b"torn")
        done = export(reader, FORMATS[name], out, Selection())
    assert (done.rows, done.resumed) == (3, 1)
    assert out.read_bytes() == whole.getvalue()
    assert done.digest == hashlib.sha256(whole.getvalue()).hexdigest()
    assert not list(tmp_path.glob("a.part*"))


def test_a_stopped_run_begins_anew_where_the_archive_has_changed(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.store.export.run._CHECKPOINT", 0)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(path, tmp_path / "a.jsonl", tell=stop)
    with Archive(path) as archive:
        archive.put("document:四", article("第四篇。"), fetch=fetch(4))
    done, rows = pull(path, tmp_path / "a.jsonl")
    assert (done.rows, done.resumed, len(rows)) == (4, 0, 4)


def test_a_pipe_is_written_to_and_stays_one(path: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as reading, Reader(path) as reader:
        read = reading.submit(pipe.read_bytes)
        done = export(reader, JsonLines, pipe, Selection())
    assert pipe.is_fifo()
    assert read.result().count(b"\n") == done.rows == 3
    assert sorted(file.name for file in tmp_path.glob("pipe*")) == ["pipe"]


def test_a_folder_is_no_place_for_a_file(path: Path, tmp_path: Path) -> None:
    with Reader(path) as reader, pytest.raises(IsADirectoryError):
        export(reader, JsonLines, tmp_path, Selection())


def test_the_file_of_before_stays_until_the_new_one_is_whole(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    out.write_text("before\n")

    def look(_: int) -> None:
        assert out.read_text() == "before\n"

    assert pull(path, out, tell=look)[0].rows == 3


def test_all_rows_are_of_one_moment(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.store.export.selection.BATCH", 1)

    def crawl(rows: int) -> None:
        if rows == 1:
            with Archive(path) as archive:
                archive.put("document:四", article("第四篇。"), fetch=fetch(4))

    done, rows = pull(path, tmp_path / "a.jsonl", tell=crawl)
    assert (done.seq, len(rows)) == (5, 3)


@pytest.mark.parametrize(
    ("file", "name", "expected"),
    [
        ("a.jsonl", None, "jsonl"),
        ("a.CSV", None, "csv"),
        ("a.parquet", None, "parquet"),
        ("a.xml", None, "feed"),
        ("a.json", "feed", "json-feed"),
        ("a.xml", "feed", "feed"),
        ("a.txt", None, "jsonl"),
        ("a.csv", "jsonl", "jsonl"),
        (None, None, "jsonl"),
    ],
)
def test_the_format_is_named_or_told_by_the_file(
    tmp_path: Path, file: str | None, name: str | None, expected: str
) -> None:
    assert format_of(tmp_path / file if file else None, name) is FORMATS[expected]
