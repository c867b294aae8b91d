"""What one look at a text leaves out is never missed: the quick looks agree with the slow ones."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.repair import normalise_punctuation, repair_text
from pipelines.repair.edits import applied
from pipelines.repair.flags import damage_flags, spun_words
from pipelines.repair.kinds import COMPOSING, INERT, kinds
from pipelines.repair.punctuation import wide_marks

SEEN_AT_A_GLANCE = st.sampled_from(
    "\n 二 是 其 次 ， 。 首 先 容 乐 成 今 朝 要 领 进 交 运 * ● ■ 锟 斤 拷 \ufffd 题 目 创 创 建 建".split(
        " "
    )
)


def test_what_counts_as_inert_is_left_alone_by_nfc() -> None:
    seconds = {
        int(parts[1], 16)
        for parts in (unicodedata.decomposition(chr(code)).split() for code in range(0x10000))
        if len(parts) == 2 and not parts[0].startswith("<")
    }
    for start, end in INERT:
        for code in range(start, end):
            c = chr(code)
            assert unicodedata.is_normalized("NFC", c)
            assert not unicodedata.combining(c)
            assert code not in seconds


@given(st.text(max_size=20))
@settings(deadline=None)
def test_a_text_that_shows_nothing_to_compose_is_composed(text: str) -> None:
    assert kinds(text) & COMPOSING or unicodedata.is_normalized("NFC", text)


@given(
    st.lists(SEEN_AT_A_GLANCE | st.sampled_from(["二是", "其次", *spun_words()[1]]), max_size=40).map("".join)
)
@settings(deadline=None, max_examples=200)
def test_flags_of_a_text_do_not_depend_on_the_look_before(text: str) -> None:
    repaired = repair_text(text)
    assert set(damage_flags(repaired.text)) <= set(repaired.flags)


@given(st.text("中文。“,:;?!()，：；？！（）aB1 \u3000\n&-\ud83d\ude00\U0001f600", max_size=16))
@settings(deadline=None, max_examples=300)
def test_widening_at_once_does_what_widening_one_by_one_does(text: str) -> None:
    assert normalise_punctuation(text) == applied(text, wide_marks(text))


LINE = "清溪镇召开创建全国文明城市工作推进会，部署下一步任务。"


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("全镇推进会全镇推进会讲话稿讲话稿 同志们，今天开会。", "同志们，今天开会。"),
        (f"{LINE}\n{LINE}\n会后参观。", f"{LINE}\n会后参观。"),
        ("各级党 委政府要加强领 导，推进精 神文明建 设，提高工作质 量。", None),
        ("\uf967同", "不同"),  # a compatibility ideograph
        ("全镇推进会讲话稿 同志们，今天开会。", "同志们，今天开会。"),
    ],
)
def test_damage_shows_without_half_width_marks(found: str, meant: str | None) -> None:
    repaired = repair_text(found, title="全镇推进会讲话稿").text
    assert repaired == (meant or found.replace(" ", ""))
