"""What all pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from crawler.explorer.markup import Html, join, tag
from crawler.explorer.messages import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERDICTS = {
    "spam": "hijacked since", "empty": "lost its text", "gone": "gone since", "off-topic": "about something else now",
}  # fmt: skip


def page(title: str, *parts: object, query: str = "", status: int = 200) -> Answer:
    """A whole page."""
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("link", rel="stylesheet", href="/style.css"),
        tag("link", rel="alternate", type="application/atom+xml", href="/api/export?format=feed"),
    )
    body = join(tag("header", _bar(query), class_="bar"), tag("main", *parts), tag("footer", _foot()))
    html = join(Html("<!doctype html>\n"), tag("html", tag("head", head), tag("body", body), lang="zh-CN"))
    return Answer(body=html.encode(errors="replace"), status=status)


def _bar(query: str) -> Html:
    box = tag(
        "input", type="search", name="q", value=query, placeholder="创城 place:聊城 after:2018", aria_label="Search",
        autocomplete="off", maxlength=500,
    )  # fmt: skip
    home = tag(
        "a", tag("span", "创城", class_="seal"), tag("span", "档案", class_="name"), href="/", class_="home"
    )
    form = tag("form", box, tag("button", "搜索", type="submit"), action="/", method="get", role="search")
    return join(home, form)


def _foot() -> Html:
    links = {
        "Columns": "/columns", "Feed": "/api/export?format=feed", "JSON Lines": "/api/export", "Schema": "/api/schema",
    }  # fmt: skip
    return tag("nav", *(tag("a", name, href=href) for name, href in links.items()), lang="en")


def problem(status: int, message: str, query: str = "") -> Answer:
    """A page that says what is wrong."""
    return page("创城档案", tag("p", message, class_="problem", lang="en"), query=query, status=status)


def link(path: str, **arguments: object) -> str:
    """An address of the explorer."""
    return (
        f"{path}?{urlencode({name: value for name, value in arguments.items() if value not in ('', None)})}"
    )


def article_link(url: str, **more: object) -> str:
    """Where an article is shown."""
    return link("/article", url=url.encode(errors="replace"), **more)


def filter_link(name: str, value: str) -> Html:
    """A value that leads to all articles that have it."""
    return tag("a", value, href=link("/", q=f'{name}:"{value}"' if " " in value else f"{name}:{value}"))


def badge(verdict: str) -> Html | None:
    """What became of the page, where it lost its article."""
    if verdict == "article":
        return None
    return tag("span", _VERDICTS.get(verdict, verdict), class_="badge", lang="en")


def told(parts: Sequence[object]) -> Html:
    """Facts in a line."""
    return join(*(tag("span", part) for part in parts if part))


def behind(number: int) -> Html | None:
    """That the index is not up to date."""
    if not number:
        return None
    text = f"{number:,} articles changed since the index was made: scrapy search --update"
    return tag("p", text, class_="note", lang="en")
