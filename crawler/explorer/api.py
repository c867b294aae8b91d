"""The answers for programs; docs/explore.md tells of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crawler.explorer.messages import Answer, Asked, Refused, as_json
from pipelines.store.columns import VIEWS
from pipelines.store.export import FORMATS, ExportError, Selection, read_since, stream
from pipelines.store.export.schema import json_schema
from pipelines.store.rows import storable
from pipelines.store.search import search

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.store.live import Details, Live

HITS, CHANGES = 100, 10_000  # most of one answer
_KINDS = {
    "jsonl": "application/x-ndjson; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "parquet": "application/vnd.apache.parquet",
    "feed": "application/atom+xml; charset=utf-8",
    "json-feed": "application/feed+json; charset=utf-8",
}
_ARGUMENTS = {"format", "after", "since", "columns", "limit"}


def api_search(live: Live, asked: Asked) -> Answer:
    """What `scrapy search --json` prints."""
    found = search(live, asked.text("q"), limit=asked.number("limit", 10, most=HITS) or 1)
    hits = [asdict(hit) for hit in found.hits]
    return as_json({"total": found.total, "more": found.more, "behind": found.behind, "hits": hits})


def api_article(live: Live, asked: Asked) -> Answer:
    """One page with all that is known of it."""
    return as_json(told(asked_page(live, asked)))


def asked_page(live: Live, asked: Asked) -> Details:
    """What is known of the page with the address that is asked for.

    Raises:
        Refused: nothing, or no address was given.
    """
    url = storable(asked.text("url"))
    if not url:
        raise Refused(400, "url: which article?")
    details = live.details(url)
    if details is None:
        raise Refused(404, "the archive has no page of this address")
    return details


def told(details: Details) -> dict[str, Any]:
    """The same as JSON takes it."""
    texts = details.history.texts if details.history else []
    return {
        "article": details.article,
        "versions": [{"version": text.version, "last_seen": text.last_seen} for text in texts],
        "changes": [event._asdict() for event in details.history.events] if details.history else [],
        "repairs": details.repairs,
        "figures": details.figures,
        "quarantine": details.quarantine,
        "clusters": [[member._asdict() for member in cluster] for cluster in details.clusters],
    }


def api_changes(live: Live, asked: Asked) -> Answer:
    """The changes after a number: every one, where an export gives each article once."""
    after = asked.number("after", 0, most=2**62)
    found = live.changes(after, limit=asked.number("limit", 1000, most=CHANGES) or 1)
    return as_json(
        {
            "changes": [change._asdict() for change in found],
            "after": found[-1].seq if found else after,
            "last": live.last(),
        }
    )


def api_schema(live: Live, asked: Asked) -> Answer:  # noqa: ARG001
    """JSON Schema of an exported article."""
    return as_json(json_schema())


def api_export(live: Live, asked: Asked) -> Answer:
    """What `scrapy export` writes: every article, or those with these values, in the order of their last changes."""
    name = asked.text("format") or "jsonl"
    if name not in FORMATS:
        raise Refused(400, f"format: there are {', '.join(FORMATS)}")
    try:
        since = None
        if asked.text("since"):
            _, since = read_since(asked.text("since"))
        after, where = asked.number("after", 0, most=2**62), condition(asked)
        selection = Selection(
            after=after,
            since=since,
            where=where,
            pulled=after if after and where else None,  # as with a cursor
            columns=tuple(part for part in asked.text("columns").split(",") if part),
            limit=asked.number("limit", 0, most=2**62) if asked.text("limit") else None,
        )
        last = live.last()
        pieces = stream(live, FORMATS[name], selection, last=last)
    except ExportError as error:
        raise Refused(400, str(error)) from None
    headers = {
        "X-Last-Change": str(last),
        "Content-Disposition": f"inline; filename=articles.{_ending(name)}",
    }
    return Answer(body=pieces, kind=_KINDS[name], headers=headers)


def _ending(name: str) -> str:
    return {"feed": "atom", "json-feed": "json"}.get(name, name)


def condition(asked: Asked) -> str | None:
    """The arguments that are columns, as SQL: equal to a value, or in a list of which one is it.

    Raises:
        Refused: an argument that is neither a column nor anything else.
    """
    columns = {column.name: column for column in VIEWS["export"].columns}
    parts = []
    for name, value in asked.arguments.items():
        if name in _ARGUMENTS:
            continue
        if name not in columns or columns[name].shape == "object":
            raise Refused(400, f"{name[:40]!r} is neither an argument of an export nor a column to choose by")
        quoted = "'" + storable(value).replace("'", "''") + "'"  # SQLite knows no other escape
        if columns[name].shape == "list":
            parts.append(f'EXISTS (SELECT 1 FROM json_each("{name}") WHERE value = {quoted})')  # noqa: S608  # as above
        elif columns[name].shape in ("text", "time", "day"):
            parts.append(f'"{name}" = {quoted}')
        else:
            parts.append(f'"{name}" = CAST({quoted} AS NUMERIC)')
    return " AND ".join(parts) or None


API: dict[str, Callable[[Live, Asked], Answer]] = {
    "/api/search": api_search,
    "/api/article": api_article,
    "/api/changes": api_changes,
    "/api/export": api_export,
    "/api/schema": api_schema,
}
