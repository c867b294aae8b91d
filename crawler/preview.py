"""What cleaning made of one page, for a person's eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.tables import format_table, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.clean import Explanation
    from pipelines.types import CleanPage

_COLOURS = {"kept": "32", "spam": "31", "hidden": "90", "dropped": "90", "guessed": "33", "head": "1"}
_SIGNS = {"kept": "+", "spam": "!", "hidden": "~", "dropped": "-"}
_FIELDS = (
    "title", "published", "published_claimed", "not_before", "source", "sources", "authors", "editors", "publisher",
    "place", "campaigns", "relevance", "images", "captions", "attachments", "fields", "next_page", "encoding", "flags",
)  # fmt: skip


def render(explanation: Explanation, *, width: int, colour: bool, full: bool) -> Iterator[str]:
    """Lines to print.

    Args:
        explanation: of the page.
        width: columns of the terminal.
        colour: whether it shows colours.
        full: True shows blocks, repairs and figures whole; otherwise each on one line, and not all repairs.
    """

    def paint(kind: str, text: str) -> str:
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if colour else text

    page = explanation.page
    yield paint("head", f"verdict: {page.verdict}")
    rows = [(name, value, page.basis.get(name, "")) for name in _FIELDS if (value := _value(page, name))]
    yield format_table(rows, ("field", "value", "basis"), max_width=width // 2 if not full else 10_000)
    yield ""
    yield paint(
        "head",
        "blocks (+ kept, - dropped, ~ hidden, ! spam), with the content judge's and the spam judge's score",
    )
    document = explanation.document
    for i, block in enumerate(document.blocks if document else ()):
        kind = _kind(explanation, i)
        content = f"{explanation.content[i]:.2f}" if i < len(explanation.content) else "   -"
        text = block.found if full else shorten(block.found, width - 24)
        how = f" [{block.hidden}]" if kind == "hidden" else ""
        yield paint(kind, f"{_SIGNS[kind]} {content} {explanation.spam[i]:.2f} {block.tag:<6}{how} {text}")
    yield from _list(
        paint("head", "quarantine"),
        [
            paint(
                "spam",
                f"{q.kind} {q.score:.3f} {q.category}: {'; '.join(q.reasons)} | {q.text if full else shorten(q.text, width // 2)}",
            )
            for q in page.quarantined
        ],
    )
    shown = page.repairs if full else page.repairs[:20]
    yield from _list(
        paint("head", f"repairs ({len(page.repairs)})"),
        [
            paint(
                "kept" if r.certain else "guessed",
                f"{r.field} {r.offset}: {r.kind} {r.before!r} -> {r.after!r}",
            )
            + ("" if r.certain or r.probability is None else f" ({r.probability:.2f})")
            for r in shown
        ],
    )
    yield from _list(
        paint("head", "figures"),
        [f"{'about ' if f.approximate else ''}{f.text}: {f.counts or '?'}" for f in page.figures],
    )


def _list(head: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield head
        yield from lines


def _kind(explanation: Explanation, index: int) -> str:
    document = explanation.document
    assert document is not None
    if index in explanation.kept:
        return "kept"
    block = document.blocks[index]
    if explanation.spam[index] >= 0.5:
        return "spam"
    return "hidden" if block.hidden else "dropped"


def _value(page: CleanPage, name: str) -> str:
    value = getattr(page, name)
    if name == "place":
        return " ".join((*page.place.names, page.place.code or "")).strip()
    if name == "fields":
        return "; ".join(f"{key}: {field}" for key, field in page.fields.items())
    if name == "relevance":
        return f"{value:.2f}"
    return " | ".join(filter(None, value)) if isinstance(value, tuple) else str(value or "")
