"""The numbers the judge of blocks reads, against the same rules written one block at a time."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.blocks import Block, Document, Element
from pipelines.content.features import NAMES, describe
from pipelines.content.text import CUES, KINDS, MAX_READ, read_texts

PARAGRAPH = "近日，云岭县在城东社区开展环境卫生整治，志愿者清扫街巷，劝导乱停车辆，居民纷纷点赞。"
TEXTS = (
    PARAGRAPH,
    "首页",
    "相关阅读：",
    "城东社区换新颜",
    "",
    "2024-05-01 10:00",
    "更多文章 下一页",
    "责编：赵芳",
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    tags = st.sampled_from(("div", "p", "li", "ul", "h1"))
    hints = st.sampled_from(("", "content", "footer nav"))
    elements = [
        Element(draw(tags), draw(st.integers(0, i - 1)) if i else -1, draw(hints), "")
        for i in range(draw(st.integers(1, 12)))
    ]
    document = Document(elements=elements, title="城东社区换新颜")
    for _ in range(draw(st.integers(1, 14))):
        text = draw(st.sampled_from(TEXTS))
        links = (("/a", len(text)),) * draw(st.integers(0, 2))
        at = draw(st.integers(0, len(elements) - 1))
        hidden = draw(st.sampled_from(("", "", "display:none")))
        document.blocks.append(Block(text, text, at, elements[at].tag, links, hidden=hidden))
    return document


def line_of(elements: list[Element], at: int) -> list[int]:
    """An element and all above it."""
    line = [at]
    while elements[line[-1]].parent >= 0:
        line.append(elements[line[-1]].parent)
    return line


def span(document: Document, element: int) -> tuple[int, int]:
    """The first block inside an element and the one after the last; equal where it has none."""
    inside = [
        i for i, block in enumerate(document.blocks) if element in line_of(document.elements, block.element)
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


@given(documents())
@settings(deadline=None, max_examples=60)
def test_blocks_inherit_from_the_elements_above_and_share_what_is_in_them(document: Document) -> None:
    elements, blocks = document.elements, document.blocks
    found = dict(zip(NAMES, describe(document).tolist(), strict=True))
    prose, page = found["prose"], max(sum(found["prose"]), 1)
    lines = [line_of(elements, block.element) for block in blocks]
    alike = [(elements[line[0]].tag, elements[line[0]].hint, len(line)) for line in lines]
    for i, line in enumerate(lines):
        parent = line[min(1, len(line) - 1)]
        first, last = span(document, parent)
        assert found["depth"][i] == len(line) - 1
        assert found["above_256"][i] == any(elements[at].tag in ("li", "ul") for at in line)
        assert found["good_own"][i] == ("content" in elements[line[0]].hint)
        assert found["bad_parent"][i] == ("nav" in elements[parent].hint)
        assert found["share_parent"][i] == pytest.approx(sum(prose[first:last]) / page, abs=1e-5)
        assert found["count_parent"][i] == pytest.approx(math.log1p(last - first))
        assert found["signature_count"][i] == pytest.approx(math.log1p(alike.count(alike[i])))


@given(documents())
@settings(deadline=None, max_examples=60)
def test_what_stands_before_and_behind(document: Document) -> None:
    found = dict(zip(NAMES, describe(document).tolist(), strict=True))
    texts = [block.text for block in document.blocks]
    prose, n = found["prose"], len(texts)
    page = max(sum(prose), 1)
    expected: dict[str, list[float]] = {
        "size": [math.log1p(len(text)) for text in texts],
        "end": [text[-1:] in "。！？!?…”；;」" for text in texts],
        "colon": [text[-1:] in "：:" for text in texts],
        "repeat": [text in texts[:i] for i, text in enumerate(texts)],
        "link_count": [len(block.links) for block in document.blocks],
        "link_share": [min(sum(s for _, s in b.links) / max(len(b.text), 1), 1) for b in document.blocks],
        "before": [sum(prose[:i]) / page for i in range(n)],
        "after": [(page - sum(prose[: i + 1])) / page for i in range(n)],
        "prose-8": [sum(prose[max(i - 8, 0) : i]) for i in range(n)],
        "prose+8": [sum(prose[i + 1 : i + 9]) for i in range(n)],
        "since_prose": [next((k for k in range(1, i + 1) if prose[i - k] > 15), 20) for i in range(n)],
        "until_prose": [next((k for k in range(1, n - i) if prose[i + k] > 15), 20) for i in range(n)],
        "prose-1": [0, *prose][:n],
        "end+1": [*found["end"], 0][1:],
    }
    for name, values in expected.items():
        assert found[name] == pytest.approx(
            [float(min(v, 20) if "_prose" in name else v) for v in values], abs=1e-3
        ), name


@given(documents())
@settings(deadline=None, max_examples=60)
def test_where_a_block_stands_to_the_element_with_half_of_the_prose(document: Document) -> None:
    found = dict(zip(NAMES, describe(document).tolist(), strict=True))
    prose, page = found["prose"], max(sum(found["prose"]), 1)
    spans = [span(document, element) for element in range(len(document.elements))]
    covering = [(j - i, -k) for k, (i, j) in enumerate(spans) if sum(prose[i:j]) / page >= 0.5]
    first, last = spans[-min(covering)[1]] if covering else spans[0]
    for at in range(len(prose)):
        gap = at - first if at < first else at - last + 1 if at >= last else 0
        assert found["0.5_in"][at] == (first <= at < last)
        assert found["0.5_gap"][at] == max(-20, min(20, gap))
        assert found["0.5_left"][at] == (min(last - at, 20) if first <= at < last else 0)


def test_kinds_and_cues_are_counted_by_text() -> None:
    kinds, cues = read_texts(["，a1", "", "责任编辑" + "文" * MAX_READ + "责任编辑"])
    assert dict(zip(KINDS, kinds.T.tolist()[0], strict=True)) == dict.fromkeys(KINDS, 0) | {
        "comma": 1, "latin": 1, "digit": 1,
    }  # fmt: skip
    assert kinds.sum(0).tolist() == [3, 0, MAX_READ]
    assert cues[CUES.index("credit")].tolist() == [0, 0, 3]
