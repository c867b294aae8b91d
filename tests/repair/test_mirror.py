"""Damage by the model, then repair: on invented news, never worse than stripping, and nearly always exact."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.repair import repair_lines, repair_text, undo
from tests.repair.mirror import form, mirrored, stripped

SENTENCES = [
    "清溪镇召开创建全国文明城市工作推进会。",
    "“街道干净了，邻居之间也更和气了。”居民李桂芳说。",
    "现将有关情况通报如下。",
    "会议强调，要压实责任、补齐短板，确保各项任务落到实处。",
    "志愿者在路口劝导行人文明过马路；社区工作人员逐户走访，征求意见。",
    "县委书记要求：各部门要密切配合。",
    "活动现场，孩子们画画、唱歌，很高兴。",
    "后来大家才知道，这条路一修就是三年！",
    "科学调度让服务更精准。",
    "集镇环境还存在哪些问题？现在怎么样了？",
    "截至6月底，全镇新增停车位120个、绿地3处。",
    "他说：“现在办事方便多了。”",
]
ANNOTATED = "創國務結調產區鎮發關復當導設衛權應濟達實現動數進環議觀錄態領"


def distance(a: str, b: str) -> int:
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    blocks = sum(block.size for block in matcher.get_matching_blocks())
    return max(len(a), len(b)) - blocks


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=10, unique=True),
    st.sampled_from(["", ANNOTATED[:8], ANNOTATED]),
    st.booleans(),
    st.sampled_from([0, 0.6]),
    st.integers(0, 9),
)
@settings(deadline=None, max_examples=40)
def test_damage_and_repair_is_never_worse_than_stripping(
    sentences: list[str], annotated: str, slips: bool, commas: float, seed: int
) -> None:
    # a page has several annotated characters; a single reading would be taken for a gloss
    text = "\n".join(dict.fromkeys([SENTENCES[0], SENTENCES[3], *sentences]))
    damaged = mirrored(text, annotated, slips=slips, commas=commas, seed=seed)
    repaired = repair_text(damaged)
    assert undo(repaired) == damaged
    assert repair_text(repaired.text).text == repaired.text
    assert distance(form(repaired.text), form(text)) <= distance(form(stripped(damaged)), form(text))


@pytest.mark.parametrize("annotated", ["", ANNOTATED])
@pytest.mark.parametrize("commas", [0, 0.7])
def test_a_page_comes_back(annotated: str, commas: float) -> None:
    text = "\n".join(SENTENCES)
    repaired = repair_text(mirrored(text, annotated, commas=commas))
    assert form(repaired.text) == form(text)


def test_blocks_come_back_on_the_evidence_of_the_page() -> None:
    damaged = mirrored("\n".join(SENTENCES), ANNOTATED).split("\n")
    spam = "手机看片,高清在线?!免费"
    *article, last = repair_lines([*damaged, spam])
    # line ends that slips ate stay eaten: blocks are neither joined nor parted but where the bytes say so
    assert form("".join(r.text for r in article)) == form("".join(SENTENCES))
    assert form(last.text) == form(spam)
