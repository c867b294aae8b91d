"""What people see: everything an article has, and no markup but ours."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.explorer.markup import marked, tag
from crawler.explorer.messages import Answer, Asked
from pipelines.store.columns import VIEWS
from tests.explorer.conftest import SPAMMED, TAKEN
from tests.store.conftest import URL

if TYPE_CHECKING:
    from crawler.explorer.routes import Explorer

TAGS = frozenset(
    "html head meta title link body header a span form input button main footer nav p ol ul li h1 h2 h3 small b mark"
    " article aside section div dl dt dd details summary table tr th td ins del blockquote".split()
)


class Parsed(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith(("on", "style"))
            if name in ("href", "src", "action"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def html(answer: Answer) -> str:
    assert isinstance(answer.body, bytes)
    return answer.body.decode()


def shown(explorer: Explorer, path: str, **arguments: str) -> Parsed:
    answer = explorer.answer(Asked(path, arguments))
    assert answer.status == 200
    parsed = Parsed(html(answer))
    assert set(parsed.tags) <= TAGS
    return parsed


def test_the_first_page_shows_what_came_last(explorer: Explorer) -> None:
    page = shown(explorer, "/")
    assert "3 articles" in page.text
    assert "动员大会召开" in page.text


def test_a_search_shows_titles_and_why(explorer: Explorer) -> None:
    page = shown(explorer, "/", q="志願者")
    assert "2 of 2 articles" in page.text
    assert page.tags.count("mark") >= 2
    assert "hijacked since" in shown(explorer, "/", q="创城").text


def test_an_article_shows_fields_basis_repairs_dropped_blocks_versions_and_copies(explorer: Explorer) -> None:
    page = shown(explorer, "/article", url=URL)
    for part in (
        "动员大会召开", "清河日报", "byline", "李明", "pinyin", "加微信看直播", "spam-words", "Repairs: 2",
        "Versions: 2", "From version 1 to 2", "clustered", "copy",
    ):  # fmt: skip
        assert part in page.text
    assert page.tags.count("del") >= 2
    assert URL in page.links
    assert any("mirror.example" in link for link in page.links)


def test_a_page_that_was_taken_over_is_shown_as_text_and_not_linked(explorer: Explorer) -> None:
    page = shown(explorer, "/article", url=TAKEN)
    assert "<script>alert(1)</script>创城" in page.text
    assert "线上投注" in page.text
    assert TAKEN not in page.links


def test_a_page_that_never_was_an_article_shows_what_was_dropped(explorer: Explorer) -> None:
    page = shown(explorer, "/article", url=SPAMMED)
    assert "No article" in page.text
    assert "线上投注" in page.text


def test_nothing_leads_out_but_the_page_itself(explorer: Explorer) -> None:
    for path, arguments in (("/", {}), ("/", {"q": "创城"}), ("/columns", {}), ("/article", {"url": URL})):
        assert [link for link in shown(explorer, path, **arguments).links if not link.startswith("/")] in (
            [],
            [URL],
        )


def test_every_column_of_an_export_is_explained(explorer: Explorer) -> None:
    text = shown(explorer, "/columns").text
    assert all(column.name in text and column.about in text for column in VIEWS["export"].columns)


@pytest.mark.parametrize(
    ("address", "arguments", "status"),
    [
        ("/nothing", {}, 404),
        ("/article", {}, 400),
        ("/article", {"url": "http://none.example/"}, 404),
        ("/", {"q": "day:1"}, 400),
        ("/", {"q": "创城", "limit": "-1"}, 400),
    ],
)
def test_what_is_wrong_is_said(
    explorer: Explorer, address: str, arguments: dict[str, str], status: int
) -> None:
    answer = explorer.answer(Asked(address, arguments))
    assert answer.status == status
    assert 'class="problem"' in html(answer)


@given(st.text(max_size=60), st.sampled_from(["q", "url", "limit"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_input_gives_a_page(explorer: Explorer, text: str, name: str) -> None:
    for path in ("/", "/article"):
        parsed = Parsed(html(explorer.answer(Asked(path, {name: text}))))
        assert set(parsed.tags) <= TAGS


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_text_stays_text(text: str, marks: list[tuple[int, int]]) -> None:
    spans = sorted((a, b) for a, b in marks if a < b <= len(text))
    kept = text.replace("\r", "\n").replace("\0", "�")
    parsed = Parsed(tag("p", marked(kept, spans), title=kept))
    assert parsed.text == kept
    assert set(parsed.tags) <= {"p", "mark"}
