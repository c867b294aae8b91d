from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.tables import format_table, shorten, width


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("创城", 4), ("ａ，", 4), ("e\u0301", 1), ("“A”", 3), ("ｶ", 1)]
)
def test_wide_characters_take_two_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "cut"),
    [
        ("创城档案", 8, "创城档案"),
        ("创城档案", 7, "创城档…"),
        ("创城档案", 6, "创城…"),
        ("abcdef", 4, "abc…"),
    ],
)
def test_long_cells_are_cut_to_fit(text: str, columns: int, cut: str) -> None:
    assert shorten(text, columns) == cut


def test_columns_are_aligned_and_numbers_stand_right() -> None:
    assert format_table([("清河日报", 5), ("City News", 12), (None, None)], ["source", "articles"]) == (
        "source     articles\n"
        "─────────  ────────\n"
        "清河日报          5\n"
        "City News        12\n"
    )  # fmt: skip


def test_a_table_without_rows_is_its_headers() -> None:
    assert format_table([], ["verdict", "pages"]) == "verdict  pages\n───────  ─────"


def test_text_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in (table := format_table([("\x1b[31m红\n色\u202e",)], ["title"]))
    assert table.count("\n") == 2
    assert "\u202e" not in table


@given(st.lists(st.tuples(st.text(max_size=60), st.integers()), max_size=5), st.integers(2, 30))
@settings(deadline=None)
def test_no_line_is_wider_than_its_columns(rows: list[tuple[str, int]], most: int) -> None:
    lines = format_table(rows, ["a", "b"], max_width=most).split("\n")
    assert len(lines) == len(rows) + 2
    assert all(width(line) <= 2 * most + 2 for line in lines)
