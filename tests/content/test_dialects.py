"""One composed page for each dialect of the usual content management systems; see tools/content_pages.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.blocks import Block, Document, Element, parse_html
from pipelines.content import choose_blocks
from tools.content_labels import f1, grams

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
DIALECTS = sorted(path.stem for path in PAGES.glob("*.html"))


def body(document: Document) -> str:
    return "\n".join(document.blocks[i].text for i in choose_blocks(document).kept)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_body_is_found(dialect: str) -> None:
    expected = (PAGES / f"{dialect}.txt").read_text(encoding="utf-8")
    found = body(parse_html((PAGES / f"{dialect}.html").read_text(encoding="utf-8")))
    assert f1(grams(expected), grams(found)) >= 0.9


@pytest.mark.parametrize("dialect", "bbs cards dede empire epaper farm library text".split())
def test_the_body_is_found_without_tags(dialect: str) -> None:
    expected = (PAGES / f"{dialect}.txt").read_text(encoding="utf-8")
    page = parse_html((PAGES / f"{dialect}.html").read_text(encoding="utf-8"))
    lines = [Block(block.text, block.text, 0, "p") for block in page.blocks]
    text = Document(lines, [Element("body", -1, "", "")], title=page.title)
    assert f1(grams(expected), grams(body(text))) >= 0.85


def test_the_next_page_is_found() -> None:
    page = parse_html("<p>第一页的正文到这里。</p><p>1 <a href=a_2.htm>2</a> <a href=a_2.htm>下一页</a></p>")
    assert choose_blocks(page).next_page == "a_2.htm"
