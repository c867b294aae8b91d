"""What holds for any text whatever."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.repair import join_page_breaks, normalise_punctuation, repair_lines, repair_text, undo

DAMAGED = """
創(chuàng) 建(jiàn) 國 會議 ? ! ， 。 、 ,, ?! ?， ; : ( ) ） F h ^ 1、 2、 “ ” 着 著 乾 的 文明城市
皠?chuàng) ?! ?; 社區 鄙鐓^ 茖 顒 髞 ㄓ づ ▓ 8:30 http://a.b a, 1,000 □ Ａ
"""
# Pieces of damaged and sound text, and anything else Unicode has, lone surrogates included.
PIECES = st.one_of(
    st.sampled_from(DAMAGED.split()),
    st.sampled_from(["\n", "\n\n", "\u3000", "\x00", "\ud800", "\ufffd", "e\u0301", "\r\n", " ", "? ? "]),
    st.text(max_size=4),
    st.characters(categories=["Lo", "Po", "Cs", "Cc", "Mn"]),
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


@given(TEXTS)
@example(
    "創(chuàng)創(chuàng)創(chuàng)\U0002f8c2"
)  # a compatibility ideograph that is Traditional once composed
@settings(deadline=None, max_examples=300)
def test_any_text_can_be_repaired_and_given_back(text: str) -> None:
    repaired = repair_text(text)
    assert undo(repaired) == text
    again = repair_text(repaired.text)
    assert again.text == repaired.text


@given(st.lists(TEXTS, max_size=4))
@settings(deadline=None, max_examples=100)
def test_blocks_stay_blocks(texts: list[str]) -> None:
    repaired = repair_lines(texts)
    assert [undo(r) for r in repaired] == texts


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_parts_never_raise(text: str) -> None:
    join_page_breaks(text.split("\n"))
    once = normalise_punctuation(text)
    assert normalise_punctuation(once) == once
