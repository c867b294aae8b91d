"""What a page's own style sheet keeps from the eye."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import clean_page
from pipelines.hidden import hiding_selectors

HIDE = "{display:none}"


@pytest.mark.parametrize(
    ("css", "hidden"),
    [
        (f".a{HIDE}", {".a"}),
        (f"@media print{{.a{HIDE}}} .b{HIDE}", {".b"}),
        (f"@media (max-width: 768px) {{ .a{HIDE} .c{HIDE} }} .b{HIDE}", {".b"}),
        (f"@media screen and (min-width: 1000px){{.a{HIDE}}}", {".a"}),
        (f"@media screen{{.a{HIDE}}}.b{HIDE}", {".a", ".b"}),
        (f"@media only screen and (orientation:portrait){{.a{HIDE}}}", set()),
        (f"@media print{{@page{{margin:0}} .a{HIDE}}} .b{HIDE}", {".b"}),
        (f"@charset 'gbk';@media print{{.a{HIDE}", set()),
        (f"@import 'print.css'; .a{HIDE} @media all{{.b{HIDE}}}", {".a", ".b"}),
    ],
)
def test_only_what_a_screen_hides_is_hidden(css: str, hidden: set[str]) -> None:
    assert set(hiding_selectors(css)) == hidden


def test_an_article_that_is_not_printed_is_an_article() -> None:
    text = "<p>青禾县召开创建全国文明城市工作推进会，会议要求各单位扎实推进各项工作。</p>"
    css = "<style>@media print{.text{display:none}} @media (max-width:600px){#main{display:none}}</style>"
    page = clean_page(f"{css}<h1>青禾县推进创城工作</h1><div id=main class=text>{text * 3}</div>")
    assert page.verdict == "article"


@given(st.text("@media print{}.a;,: {display:none}", max_size=200))
def test_nothing_in_a_style_sheet_makes_it_raise(css: str) -> None:
    hiding_selectors(css)
