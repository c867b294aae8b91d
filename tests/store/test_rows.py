from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.store import Archive, Outcome
from pipelines.store.columns import TABLES
from pipelines.store.rows import ARTICLE, ESCAPED, FETCH, bind, content, content_digest, storable
from pipelines.types import CleanPage, Notes, Quarantined, Repair
from tests.store.conftest import article, fetch, query

anything = st.text(st.characters(exclude_categories=()), max_size=40)  # surrogates and NUL included


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        (None, None),
        ("创城", "创城"),
        ("a\0b", "ab"),
        ("a\ud800b", "a\\ud800b"),
        (True, 1),
        (2**63, 2**63 - 1),
        (-(2**70), -(2**63)),
        (0.5, 0.5),
        (float("nan"), None),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        ((), "[]"),
        (("创", "城"), '["创", "城"]'),
        ({"b": 1, "a": "城"}, '{"a": "城", "b": 1}'),
        (datetime(2026, 1, 2, 3, 4, 5, 6789, timezone(timedelta(hours=8))), "2026-01-01T19:04:05.006Z"),
    ],
)
def test_values_as_sqlite_takes_them(value: object, bound: object) -> None:
    assert bind(value) == bound
    assert type(bind(value)) is type(bound)


@given(anything)
@settings(deadline=None)
def test_storable_text_has_utf_8_and_no_nul_and_stays_as_it_is(text: str) -> None:
    kept = storable(text)
    assert "\0" not in kept
    assert kept.encode().decode() == kept == storable(kept)
    if "\0" not in text and text.isprintable():
        assert kept == text


@given(anything, anything, st.integers(), st.floats(), st.dictionaries(anything, anything, max_size=2))
@settings(deadline=None, max_examples=25)
def test_any_text_comes_back_as_stored(
    text: str, other: str, number: int, real: float, basis: dict[str, str]
) -> None:
    page = CleanPage(
        verdict="article",
        title=other,
        body=text,
        authors=(text, other),
        basis=basis,
        quarantined=(Quarantined(text, (other,), real, model=other),),
        repairs=(Repair(other, text, other, number, False, real),),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "archive.db")
        with Archive(path) as archive:
            assert archive.put(text, page, fetch=replace(fetch(), status=number)) == Outcome.NEW
            assert archive.put(text, page, fetch=fetch()) == Outcome.UNCHANGED
            archive.record_failure(other, text, fetch=fetch())
        [(url, title, body, authors, kept)] = query(
            path, "SELECT url, title, body, authors, basis FROM articles"
        )
        assert (url, title, body) == (storable(text), storable(other), storable(text))
        # JSON escapes NUL and lone surrogates by itself, so that lists lose nothing.
        assert json.loads(authors) == [text, other]
        assert json.loads(kept) == basis
        assert query(path, "SELECT text FROM quarantine") == [(storable(text),)]
        assert query(path, "SELECT before, after FROM repairs") == [(storable(text), storable(other))]


def test_a_text_changed_for_storage_is_flagged() -> None:
    assert content(article("a\0b", flags=("old",)))[0]["flags"] == f'["old", "{ESCAPED}"]'
    assert content(article())[0]["flags"] == "[]"


def test_the_digest_covers_fields_but_not_how_they_were_cleaned() -> None:
    def digest(page: CleanPage) -> str:
        return content(page)[1]

    assert digest(article()) == digest(article(repairs=(), quarantined=()))
    assert len({digest(article(**{name: "x"})) for name in ("title", "body", "source", "published")}) == 4
    assert digest(article(title=None)) != digest(article(title=""))


def test_the_digest_stays_when_a_column_without_a_value_is_added() -> None:
    columns, _ = content(article())
    assert content_digest(columns) == content_digest(columns | {"later": None, "lists": "[]"})


def test_every_column_of_an_article_is_written() -> None:
    assert set(ARTICLE) == {column.name for column in TABLES["articles"].inserted}
    assert set(FETCH) == {column.name for column in TABLES["fetches"].inserted}


@given(st.dictionaries(anything, anything, max_size=4))
def test_lists_and_notes_are_json_as_python_writes_it(notes: dict[str, str]) -> None:
    assert bind(Notes(notes)) == storable(json.dumps(notes, ensure_ascii=False, sort_keys=True))
    assert bind(tuple(notes)) == storable(json.dumps(list(notes), ensure_ascii=False))
