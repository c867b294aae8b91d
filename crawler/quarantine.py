"""The quarantine for a person's eye, as JSON, and as labels to learn from."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from crawler.tables import format_table, shorten
from pipelines.store.dropped import Filter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipelines.store import Reader
    from pipelines.store.dropped import Dropped

HEADERS = ("id", "kind", "category", "score", "status", "reasons", "text", "page")
LABELS = {"restored": "clean", "confirmed": "spam"}
_SPARE = 47  # columns of a row that are not reasons, text and page


def table(items: Sequence[Dropped], *, width: int) -> str:
    """One line a text, in a terminal of so many columns."""
    room = max(16, (width - _SPARE) // 3)
    rows = [
        (
            item.id,
            item.kind,
            item.category,
            f"{item.score or 0:.2f}",
            item.status,
            "; ".join(item.reasons),
            shorten(item.text[: room * 2], room),
            _page(item.url, room)
            if item.pages == 1
            else f"{item.pages} pages, as {_page(item.url, room - 14)}",
        )
        for item in items
    ]
    return format_table(rows, HEADERS, max_width=room)


def _page(url: str, room: int) -> str:
    """An address cut in its middle: host and file name tell most."""
    url = url.removeprefix("http://").removeprefix("https://")
    return url if len(url) <= room else f"{url[: room // 2]}…{url[len(url) - room + room // 2 + 1 :]}"


def record(item: Dropped, beside: tuple[str, str] | None = None) -> dict[str, Any]:
    """An item for other programs."""
    values = {"id": item.id, **asdict(item), "reasons": list(item.reasons)}
    return values | ({"before": beside[0], "after": beside[1]} if beside else {})


def details(item: Dropped, beside: tuple[str, str] | None, *, width: int) -> Iterator[str]:
    """Everything about an item, its text whole."""
    stood = ""
    if beside:
        room = max(20, width // 2 - 14)
        before, after = (shorten(text, room) for text in (beside[0][-room:], beside[1][:room]))
        stood = f"{before or '(beginning)'} [here] {after or '(end)'}"
    decided = (
        f"{item.status} {item.decided[:16].replace('T', ' ')} by {item.decided_by}" if item.decided else ""
    )
    facts = {
        "id": f"{item.id}  ({item.digest})",
        "page": item.url,
        "title": item.title,
        "kind": item.kind,
        "category": item.category,
        "score": f"{item.score or 0:.3f}",
        "reasons": "; ".join(item.reasons),
        "judge": item.model,
        "found": f"{item.first_seen[:16].replace('T', ' ')} UTC, crawl {item.crawl or '-'}",
        "stood": stood,
        "status": decided or item.status,
        "why": item.why,
    }
    yield from (f"{name:<10}{value}" for name, value in facts.items() if value)
    yield "text"
    yield from (f"    {line}" for line in item.text.split("\n"))


def labels(items: Iterable[Dropped]) -> Iterator[dict[str, Any]]:
    """What operators decided, in the shape of the shared cases' labelled blocks.

    A restored text fooled the judge, so it is a hard one. Whole pages say so in ``kind``.
    """
    for item in items:
        label = LABELS[item.status]
        yield {
            "id": f"operator-{item.id}",
            "source": item.host or "documents",
            "category": item.category if label == "spam" else "clean",
            "text": item.text,
            "label": label,
            "hard": label == "clean",
            "kind": item.kind,
            "label_from": item.decided_by,
        }


def decided_labels(reader: Reader, wanted: Filter) -> list[dict[str, Any]]:
    """The labels of what operators decided, each text once, the last decision on it."""
    items = [_own_text(reader, item) for item in reader.quarantined(wanted) if item.status in LABELS]
    items.sort(key=lambda item: item.decided or "")
    return list({row["text"]: row for row in labels(items) if row["text"].strip()}.values())


def _own_text(reader: Reader, item: Dropped) -> Dropped:
    """A restored page without what is spam on it all the same."""
    if item.kind != "page" or item.status != "restored":
        return item
    there = reader.quarantined(Filter(page=item.url))
    spam = {other.text for other in there if other.kind != "page" and other.status != "restored"}
    return replace(item, text="\n".join(line for line in item.text.split("\n") if line not in spam))


def to_json(value: object) -> str:
    """JSON for people and programs; text from the web cannot break out of it."""
    return json.dumps(value, ensure_ascii=False, indent=2)
