"""The first page: a search and what it found, or what came last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.explorer.layout import article_link, badge, behind, filter_link, link, page, told
from crawler.explorer.markup import Html, join, marked, tag
from pipelines.store.search import search

if TYPE_CHECKING:
    from crawler.explorer.messages import Answer, Asked
    from pipelines.store.live import Live
    from pipelines.store.search import Found, Hit

_FIRST, _MORE, _MOST = 20, 30, 200
_TIPS = (
    ("创城 志愿者", "both words"),
    ('"文明，城市"', "as it stands"),
    ("创城 -广告", "without it"),
    ("place:聊城 after:2018", "place and time"),
    ("campaign:国家卫生城市", "a campaign"),
    ("verdict:hijacked", "pages taken over"),
)


def search_page(live: Live, asked: Asked) -> Answer:
    """What was found, or the newest articles where nothing was asked for."""
    query = asked.text("q")
    if not query:
        return page("创城档案", _welcome(live))
    limit = max(1, asked.number("limit", _FIRST, most=_MOST))
    found = search(live, query, limit=limit)
    return page(f"{query} · 创城档案", _found(found, query, limit), query=query)


def _welcome(live: Live) -> Html:
    counts = live.counts()
    numbers = [join(tag("b", f"{number:,}"), f" {name}") for name, number in counts.items()]
    tips = [
        tag("li", tag("a", text, href=link("/", q=text)), " ", tag("small", what, lang="en"))
        for text, what in _TIPS
    ]
    return join(
        tag("p", told(numbers), class_="counts", lang="en"),
        tag("ul", tips, class_="tips"),
        tag("h2", "Newest changes", lang="en"),
        tag("ol", (_row(row) for row in live.newest(_FIRST)), class_="hits"),
    )


def _row(row: dict[str, Any]) -> Html:
    place = "".join(dict.fromkeys(row[name] for name in ("province", "city", "county", "town") if row[name]))
    facts = [(row["published"] or "no date")[:10], row["source"], place, row["change"], badge(row["verdict"])]
    title = tag("a", row["title"] or "（无题）", href=article_link(row["url"]))
    return tag("li", tag("h3", title), tag("p", told(facts), class_="facts"))


def _found(found: Found, query: str, limit: int) -> Html:
    more = "more than " if found.more else ""
    left = found.total > len(found.hits) and limit < _MOST
    further = tag("a", "更多", href=link("/", q=query, limit=limit + _MORE), class_="more") if left else None
    return join(
        behind(found.behind),
        tag("p", f"{len(found.hits)} of {more}{found.total:,} articles", class_="counts", lang="en"),
        tag("ol", map(_hit, found.hits), class_="hits"),
        further,
    )


def _hit(hit: Hit) -> Html:
    title = marked(hit.title, hit.title_marks) if hit.title else "（无题）"
    facts = [
        (hit.published or "no date")[:10],
        filter_link("source", hit.source) if hit.source else None,
        filter_link("place", "".join(hit.place)) if hit.place else None,
        *(filter_link("campaign", name) for name in hit.campaigns[:2]),
        badge(hit.verdict),
    ]
    part = hit.snippet
    text = join("…" if part.before else "", marked(part.text, part.marks), "…" if part.after else "")
    return tag(
        "li",
        tag("h3", tag("a", title, href=article_link(hit.url))),
        tag("p", text, class_="snippet"),
        tag("p", told(facts), class_="facts"),
        tag("p", hit.url, class_="url"),
    )
