from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.repair.edits import Draft, Edit, undo


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, list[list[tuple[int, int, str]]]]:
    text = draw(st.text("abc\n", max_size=20))
    size = st.integers(0, 25)
    return text, draw(
        st.lists(st.lists(st.tuples(size, size, st.text("xy", max_size=3)), max_size=4), max_size=4)
    )


def ordered(cuts: list[tuple[int, int, str]], length: int, kind: str) -> list[Edit]:
    """Any cuts as edits that are sorted and do not overlap."""
    edits: list[Edit] = []
    position = 0
    for start, size, text in sorted(cuts):
        if position <= start and start + size % 4 <= length:
            edits.append(Edit(start, start + size % 4, text, kind))
            position = start + size % 4 + 1
    return edits


@given(steps())
@settings(deadline=None)
def test_changes_add_up_and_can_be_undone(case: tuple[str, list[list[tuple[int, int, str]]]]) -> None:
    text, rounds = case
    draft = Draft(text)
    for cuts, kind in zip(rounds, ("slip", "pinyin", "script", "punctuation"), strict=False):
        expected = draft.text
        edits = ordered(cuts, len(draft.text), kind)
        for edit in reversed(edits):
            expected = expected[: edit.start] + edit.text + expected[edit.end :]
        draft.apply(edits)
        assert draft.text == expected
    repaired = draft.repaired()
    assert repaired.text == draft.text
    assert undo(repaired) == text
    ends = [(r.offset, r.offset + len(r.before)) for r in repaired.repairs]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ends))
    assert all(text.startswith(r.before, r.offset) for r in repaired.repairs)
