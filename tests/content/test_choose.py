from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.blocks import Block, Document, Element, parse_html
from pipelines.content import choose_blocks
from pipelines.content.choose import best_set, fill

PARAGRAPH = "近日，云岭县在城东社区开展环境卫生整治，志愿者清扫街巷，劝导乱停车辆，居民纷纷点赞。"


def kept_texts(document: Document) -> list[str]:
    return [document.blocks[i].text for i in choose_blocks(document).kept]


def test_the_best_set_takes_what_is_likely_and_leaves_what_is_not() -> None:
    kept = best_set(np.array([0.9, 0.1, 0.8]), np.array([10.0, 10.0, 10.0]))
    assert kept.tolist() == [True, False, True]


def test_of_many_unlikely_blocks_the_likeliest_is_kept() -> None:
    assert best_set(np.array([0.3, 0.05]), np.array([40.0, 40.0])).tolist() == [True, False]


def test_a_likely_line_between_sure_paragraphs_is_kept() -> None:
    kept = np.array([True, False, True, False, False, True])
    filled = fill(kept, np.array([0.9, 0.4, 0.9, 0.4, 0.1, 0.9]))
    assert filled.tolist() == [True, True, True, False, False, True]


def test_paragraphs_are_kept_and_furniture_is_not() -> None:
    page = (
        "<div class=nav><a href=/>首页</a><a href=/a>新闻</a></div><h1>城东社区换新颜</h1>"
        f"<div class=content><p>{PARAGRAPH}</p><p>{PARAGRAPH}{PARAGRAPH}</p></div>"
        "<div class=footer>版权所有 云岭县融媒体中心 ICP备案号</div>"
    )
    assert kept_texts(parse_html(page)) == [PARAGRAPH, PARAGRAPH * 2]


def test_a_hidden_block_is_never_kept() -> None:
    page = f"<div><p>{PARAGRAPH}</p><p style='display:none'>{PARAGRAPH}</p></div>"
    assert choose_blocks(parse_html(page)).kept == (0,)


def test_an_empty_document_says_so() -> None:
    content = choose_blocks(Document())
    assert (content.kept, content.reason) == ((), "the page has no text")


@given(st.text(max_size=2000))
@settings(deadline=None, max_examples=100)
def test_never_raises_and_keeps_order(html: str) -> None:
    document = parse_html(html)
    kept = choose_blocks(document).kept
    assert list(kept) == sorted(set(kept))
    assert all(0 <= i < len(document.blocks) for i in kept)


@given(st.lists(st.text(min_size=1, max_size=200), max_size=30))
@settings(deadline=None, max_examples=100)
def test_serves_plain_text(lines: list[str]) -> None:
    document = Document([Block(line, line, 0, "p") for line in lines], [Element("body", -1, "", "")])
    content = choose_blocks(document)
    assert len(content.scores) == len(lines)
