"""Each format, read again by someone else's reader."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store import Reader
from pipelines.store.columns import VIEWS
from pipelines.store.export import FORMATS, Selection, export
from pipelines.store.export.csv import guarded, unguarded
from tests.export.conftest import ODD

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"


def written(path: Path, name: str, selection: Selection | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    with Reader(path) as reader:
        export(reader, FORMATS[name], out, selection or Selection(), **options)
    return out.getvalue()


def test_csv_is_read_back_by_python(path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(written(path, "csv").decode(), newline="")))
    assert list(rows[0]) == [column.name for column in VIEWS["export"].columns]
    assert rows[1]["title"] == '\'=HYPERLINK("x")'
    assert rows[2]["body"] == ODD
    assert rows[2]["title"] == ""
    assert json.loads(rows[0]["authors"]) == ["李明", "王芳"]


def test_csv_may_begin_with_a_byte_order_mark(path: Path) -> None:
    assert written(path, "csv", bom=True) == b"\xef\xbb\xbf" + written(path, "csv")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


@given(st.text())
def test_a_guarded_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


def test_parquet_has_types(path: Path) -> None:
    table = pq.read_table(io.BytesIO(written(path, "parquet")))
    assert table.schema.field("last_seen").type == pa.timestamp("ms", tz="UTC")
    assert table.schema.field("published_day").type == pa.date32()
    assert table.schema.field("authors").type == pa.list_(pa.field("element", pa.string()))
    assert pa.types.is_map(table.schema.field("basis").type)
    assert table.schema.field("body").metadata[b"description"].startswith(b"Text: paragraphs")
    [first, _, third] = table.to_pylist()
    assert first["last_seen"] == datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
    assert first["published_day"] == date(2018, 3, 12)
    assert first["authors"] == ["李明", "王芳"]
    assert dict(first["basis"]) == {"published": "meta", "source": "byline"}
    assert (third["title"], third["body"]) == (None, ODD)


def test_parquet_without_rows_has_columns(path: Path) -> None:
    table = pq.read_table(io.BytesIO(written(path, "parquet", Selection(after=5))))
    assert (table.num_rows, table.column_names[0]) == (0, "url")


def test_parquet_in_several_groups(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.store.export.parquet._GROUP", 2)
    monkeypatch.setattr("pipelines.store.export.selection.BATCH", 1)
    file = pq.ParquetFile(io.BytesIO(written(path, "parquet")))
    assert (file.num_row_groups, file.metadata.num_rows) == (2, 3)


def test_atom_is_xml_with_the_newest_first(path: Path) -> None:
    feed = ET.fromstring(written(path, "feed", link="https://archive.example/feed.xml"))
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ['=HYPERLINK("x")', "动员大会召开"]  # what was hijacked is not in it
    assert feed.findtext(f"{ATOM}id") == "https://archive.example/feed.xml"
    assert feed.findtext(f"{ATOM}updated") == "2026-01-02T08:30:00.000Z"
    [first, _] = feed.iter(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}published") == "2018-03-12T09:00:00+08:00"
    assert [category.get("term") for category in first.iter(f"{ATOM}category")] == ["全国文明城市"]


def test_json_feed(path: Path) -> None:
    feed = json.loads(written(path, "json-feed", Selection(limit=1)))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    [item] = feed["items"]
    assert item["id"] == item["url"] == "http://news.qinghe.example/2.html"
    assert item["content_text"] == "新文。"


@pytest.mark.parametrize("name", FORMATS)
def test_an_archive_without_matches_gives_a_file_that_can_be_read(path: Path, name: str) -> None:
    data = written(path, name, Selection(where="0"))
    if name == "feed":
        assert ET.fromstring(data).findtext(f"{ATOM}updated")
    elif name == "json-feed":
        assert json.loads(data)["items"] == []
