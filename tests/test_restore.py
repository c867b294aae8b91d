"""A text put back into an article, or taken out: its place, and that every change stays accounted for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.quarantine import RESTORED
from pipelines.repair import undo
from pipelines.restore import FROM_TEXT, find_place, in_body, put_in, restore_page, take_out
from pipelines.types import Repair, Repaired
from tests.test_clean import PARAGRAPHS, SPAM

SLIPPED = Repaired(
    "清河市\n创城",
    (Repair("slip", "请", "清", 0), Repair("pinyin", "shi", "市", 2), Repair("mark", ",", "", 8)),
)
LINE = Repaired("新林。", (Repair("punctuation", ".", "。", 2),))
_LETTERS = st.text("清河创城\n", max_size=12)


@st.composite
def repaired(draw: st.DrawFn) -> Repaired:
    """A text with changes that do not overlap."""
    text, repairs, offset = "", [], 0
    for _ in range(draw(st.integers(0, 4))):
        same, before, after = draw(_LETTERS), draw(_LETTERS), draw(_LETTERS)
        repairs.append(Repair("slip", before, after, offset + len(same)))
        offset += len(same) + len(before)
        text += same + after
    return Repaired(text + draw(_LETTERS), tuple(repairs))


def test_a_paragraph_goes_in_with_its_repairs_and_those_behind_it_move() -> None:
    edited = put_in(SLIPPED, 4, LINE, "新林.", line=True)
    assert edited.body.text == "清河市\n新林。\n创城"
    assert [(r.before, r.offset) for r in edited.body.repairs] == [("请", 0), ("shi", 2), (".", 8), (",", 12)]
    assert (edited.origin, edited.gained) == (6, 4)
    assert undo(edited.body) == "请河shi\n新林.\n创城,"


@pytest.mark.parametrize(
    ("at", "line", "text"),
    [
        (0, True, "新林。\n清河市\n创城"),
        (3, True, "清河市\n新林。\n创城"),
        (6, True, "清河市\n创城\n新林。"),
        (5, True, "清河市\n创\n新林。\n城"),
        (6, False, "清河市\n创城新林。"),
        (4, False, "清河市\n新林。创城"),
    ],
)
def test_where_it_goes_in(at: int, line: bool, text: str) -> None:
    assert put_in(SLIPPED, at, LINE, "新林.", line=line).body.text == text


@given(repaired(), st.integers(0, 60), repaired(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_what_was_found_can_always_be_had_again(body: Repaired, at: int, piece: Repaired, line: bool) -> None:
    found = undo(piece)
    edited = put_in(body, min(at, len(body.text)), piece, found, line=line)
    before, after = undo(body), undo(edited.body)
    assert len(after) - len(before) == edited.gained
    assert after[: edited.origin] == before[: edited.origin]
    assert after[edited.origin + edited.gained :] == before[edited.origin :]
    assert found in after


@given(repaired(), st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_what_went_in_comes_out_again(body: Repaired, at: int) -> None:
    piece = Repaired("柳树。", (Repair("punctuation", ".", "。", 2),))
    inside = put_in(body, min(at, len(body.text)), piece, "柳树.", line=False).body
    out = take_out(inside, "柳树。", line=False)
    assert out is None or (out.body == body and out.gained == -3)


@pytest.mark.parametrize(
    ("text", "without"),
    [("一\n柳树\n二", "一\n二"), ("柳树\n二", "二"), ("一\n柳树", "一"), ("柳树", ""), ("一柳树\n二", None)],
)
def test_a_paragraph_comes_out_whole(text: str, without: str | None) -> None:
    out = take_out(Repaired(text), "柳树", line=True)
    assert (out and out.body.text) == without


def test_one_change_over_the_edge_of_a_paragraph_keeps_it_in() -> None:
    joined = Repaired("一柳树二", (Repair("page-break", "\n", "一柳", 0),))
    assert take_out(joined, "柳树", line=False) is None


def test_offsets_of_the_text_as_found_are_those_of_the_body() -> None:
    assert [in_body(SLIPPED.repairs, offset) for offset in (0, 1, 2, 3, 5, 6, 9)] == [0, 1, 2, 3, 3, 4, 6]


@pytest.mark.parametrize(
    ("now", "at", "sure"),
    [
        ("一\n二\n三", 2, True),
        ("新\n一\n二\n三", 4, True),
        ("新\n二\n三", 2, True),  # what it followed is gone, what it preceded is left
        ("一\n新", 2, True),  # the other way round
        ("新\n新", 3, False),
        ("", 0, False),
    ],
)
def test_a_place_is_found_by_its_neighbours(now: str, at: int, sure: bool) -> None:
    assert find_place(Repaired("一\n二\n三"), 2, now) == (at, sure)


def test_a_run_finds_its_place_inside_its_paragraph() -> None:
    assert find_place(Repaired("一\n二二二"), 4, "新\n二二二\n三") == (4, True)


def test_a_page_is_restored_from_its_text() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    page = restore_page(
        "\n".join((SPAM, *PARAGRAPHS)), "http://xinlin.example/1", title="创城", fetched_at=at
    )
    assert (page.verdict, page.body) == ("article", "\n".join(PARAGRAPHS))
    assert page.flags[-2:] == (RESTORED, FROM_TEXT)
    assert [item.text for item in page.quarantined] == [SPAM]


@pytest.mark.parametrize("text", [SPAM, "一", f"{SPAM}\n{SPAM}二"])
def test_a_page_that_is_spam_to_every_judge_comes_back_all_the_same(text: str) -> None:
    page = restore_page(text, "document:1", title=None, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert page.verdict == "article"
    assert page.body.endswith(text.rpartition("\n")[2])  # the first line may have become the title
