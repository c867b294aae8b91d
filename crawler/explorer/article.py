"""One article with where everything on it comes from."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from crawler.differences import compare
from crawler.explorer.api import asked_page
from crawler.explorer.layout import article_link, badge, filter_link, page, told
from crawler.explorer.markup import Html, join, tag
from pipelines.store.columns import VIEWS
from pipelines.store.history import FIELDS
from pipelines.store.live import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.explorer.messages import Answer, Asked
    from pipelines.store.clusters import Member
    from pipelines.store.history import Text
    from pipelines.store.live import Details, Live

_ELSEWHERE = frozenset(("title", "body", "body_as_written", "basis", "url"))  # shown in places of their own
_PLACE = ("province", "city", "county", "town")
_COMPARED = ("title", "body")
_LONG = 20_000  # characters of a text that is compared word by word: as many again take four times as long


def article_page(live: Live, asked: Asked) -> Answer:
    """The article, its fields with their basis, repairs, dropped blocks, versions, cluster; or its changes."""
    details = asked_page(live, asked)
    article = details.article
    if article is None:
        parts = (tag("h1", "No article", lang="en"), tag("p", asked.text("url"), class_="url"))
        return page("创城档案", *parts, _dropped(details))
    title = article["title"] or "（无题）"
    side = tag("aside", _fields(article), _clusters(details), class_="side", lang="en")
    sections = (_repairs(details), _dropped(details), _versions(details))
    text = tag("article", _head(article, title), _body(details), *sections)
    return page(f"{title} · 创城档案", tag("div", text, side, class_="columns-2"))


def _head(article: dict[str, Any], title: str) -> Html:
    place = "".join(dict.fromkeys(article[name] for name in _PLACE if article[name]))
    facts = [
        (article["published"] or "no date")[:16].replace("T", " "),
        filter_link("source", article["source"]) if article["source"] else None,
        "、".join(article["authors"]),
        filter_link("place", place) if place else None,
        *(filter_link("campaign", name) for name in article["campaigns"]),
        badge(article["verdict"]),
    ]
    url = article["url"]
    # A page that was taken over is nowhere to send a reader.
    safe = url.startswith(("http://", "https://")) and article["verdict"] == "article"
    shown = tag("a", url, href=url, rel="noreferrer noopener nofollow") if safe else url
    return join(tag("h1", title), tag("p", told(facts), class_="facts"), tag("p", shown, class_="url"))


def _body(details: Details) -> Html:
    """The text, what was repaired in it marked."""
    assert details.article is not None
    text: str = details.article["body"]
    parts: list[object] = []
    at = shift = 0
    for repair in details.repairs:
        if repair["field"] != "body":
            continue
        start = repair["offset"] + shift  # offsets count in the text as found
        end = start + len(repair["after"])
        shift += len(repair["after"]) - len(repair["before"])
        if start < at or not repair["after"].strip():
            continue
        sure = "certain" if repair["certain"] else "guessed"
        about = f"{repair['kind']}: {repair['before'] or 'nothing'} as found, {sure}"
        parts += [text[at:start], tag("ins", text[start:end], title=about, class_=sure)]
        at = end
    parts.append(text[at:])
    return tag("div", map(_paragraph, _lines(parts)), class_="body")


def _paragraph(parts: list[object]) -> Html:
    return tag("p", *parts)


def _lines(parts: Iterable[object]) -> Iterator[list[object]]:
    """The parts, divided where a line ends."""
    line: list[object] = []
    for part in parts:
        if isinstance(part, Html):
            line.append(part)
            continue
        first, *others = str(part).split("\n")
        line.append(first)
        for other in others:
            yield line
            line = [other]
    yield line


def _fields(article: dict[str, Any]) -> Html:
    """Every column that has a value, and where that comes from; what is not of the page itself, folded."""
    of_page, of_archive = list[Html](), list[Html]()
    basis = dict(article["basis"])
    for column in VIEWS["export"].columns:
        value = article[column.name]
        if column.name in _ELSEWHERE or value in (None, [], {}, ""):
            continue
        found = basis.get(column.name) or (basis.pop("place", None) if column.name in _PLACE else None)
        name = tag("a", column.name, href=f"/columns#{column.name}", title=column.about)
        head = tag("dt", name, tag("small", found, lang="zh-CN") if found else None)
        row = tag("div", head, tag("dd", _shown(value), lang="zh-CN"))
        (of_page if column.name in FIELDS else of_archive).append(row)
    record = _folded("Its record in the archive", tag("dl", of_archive))
    return tag("section", tag("h2", "Fields and their basis"), tag("dl", of_page), record)


def _shown(value: Any) -> object:
    if isinstance(value, list):
        return tag("ul", (tag("li", item) for item in value))
    if isinstance(value, dict):
        return tag("ul", (tag("li", f"{name}：{text}") for name, text in value.items()))
    return str(value)


def _clusters(details: Details) -> Html | None:
    if not details.clusters:
        return None
    return tag("section", tag("h2", "The same text elsewhere"), map(_cluster, details.clusters))


def _cluster(cluster: list[Member]) -> Html:
    rows = (
        tag(
            "li",
            tag("a", member.title or member.url, href=article_link(member.url), lang="zh-CN"),
            tag("p", told([member.role, f"{member.likeness:.2f}", member.source]), class_="facts"),
        )
        for member in cluster[:50]
    )
    more = tag("p", f"and {len(cluster) - 50:,} more") if len(cluster) > 50 else None
    return join(tag("ol", rows, class_="cluster"), more)


def _repairs(details: Details) -> Html | None:
    if not details.repairs:
        return None
    rows = (
        tag(
            "tr",
            tag("td", repair["kind"]),
            tag("td", tag("del", repair["before"]), " → ", tag("ins", repair["after"]), lang="zh-CN"),
            tag("td", "certain" if repair["certain"] else f"guessed {repair['probability'] or ''}"),
        )
        for repair in details.repairs
    )
    return _folded(f"Repairs: {_count(details.repairs)}", tag("table", rows, class_="repairs"))


def _dropped(details: Details) -> Html | None:
    if not details.quarantine:
        return None
    rows = (
        tag(
            "li",
            tag(
                "p",
                told([item["kind"], item["category"], _score(item["score"]), item["status"]]),
                class_="facts",
            ),
            tag("p", ", ".join(item["reasons"])),
            tag("blockquote", item["text"], lang="zh-CN"),
        )
        for item in details.quarantine
    )
    return _folded(f"Dropped from the page: {_count(details.quarantine)}", tag("ol", rows, class_="dropped"))


def _score(score: float | None) -> str | None:
    return None if score is None else f"{score:.2f}"


def _count(rows: list[Any]) -> str:
    return f"{len(rows):,}" if len(rows) < MOST else f"first {MOST:,}"


def _versions(details: Details) -> Html | None:
    """The changes of the page; between two texts, what changed word by word."""
    assert details.history is not None
    texts = details.history.texts
    events = (
        tag("li", told([event.at[:16].replace("T", " "), event.kind, f"version {event.version}"]))
        for event in details.history.events
    )
    steps = (
        tag("section", tag("h3", f"From version {one.version} to {two.version}"), _difference(one, two))
        for one, two in pairwise(texts)
    )
    return _folded(
        f"Versions: {len(texts)}", tag("ol", events, class_="events"), steps, opened=len(texts) > 1
    )


def _difference(before: Text, after: Text) -> Html:
    parts: list[Html] = []
    for name in _COMPARED:
        old, new = str(before.fields[name] or ""), str(after.fields[name] or "")
        if old == new:
            continue
        if max(len(old), len(new)) > _LONG:
            parts.append(tag("p", f"{name}: too long to compare here; see scrapy history"))
            continue
        for paragraph in compare(old, new):
            if any(part.kind != "same" for part in paragraph):
                marks = {"same": "span", "gone": "del", "new": "ins"}
                parts.append(tag("p", (tag(marks[part.kind], part.text) for part in paragraph), lang="zh-CN"))
    others = [
        name for name in before.fields if name not in _COMPARED and before.fields[name] != after.fields[name]
    ]
    if others:
        parts.append(tag("p", f"other fields: {', '.join(others)}", class_="facts"))
    return tag("div", parts, class_="difference")


def _folded(title: str, *parts: object, opened: bool = False) -> Html:
    return tag("details", tag("summary", title), *parts, open=opened, lang="en")
