"""Reads the shared cases as labelled blocks; what is absent is skipped and said."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from tools.spam_fit import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"
_PARTS = "title, h1, h2, h3, h4, h5, p, li, td, th, dd, dt, ul, div, caption"


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a JSONL file, compressed or not."""
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8") as file
    ):
        for line in file:
            yield json.loads(line)


def blocks(cases: Path) -> list[Row]:
    """The labelled blocks."""
    return [
        Row(row["text"], row["label"] == "spam", row["source"], bool(row.get("hard")))
        for row in rows_of(cases / "spam_blocks.jsonl.xz")
    ]


def article_pages(cases: Path) -> list[Row]:
    """Paragraphs and furniture of the shared article pages, all clean; the source is the site."""
    found = []
    for page in rows_of(cases / "extraction_pages.jsonl.xz"):
        source = f"page:{page['site']}"
        texts = dict.fromkeys(part.strip() for part in (page["gold_text"] or "").split("\n"))
        tree = LexborHTMLParser(page["html"])
        for node in tree.css("script, style, noscript, template"):
            node.decompose()
        for node in tree.css(_PARTS):
            text = " ".join(node.text(separator=" ").split())
            if 1 < len(text) < (400 if node.tag in {"ul", "div"} else 1500):
                texts[text] = None
        found += [Row(text, False, source) for text in texts if text]
    return list(dict.fromkeys(found))


def clean_texts(cases: Path) -> list[Row]:
    """Paragraphs of clean news."""
    return [
        Row(part.strip(), False, "page:" + row["id"].split("/")[1 if row["id"].count("/") > 1 else 0])
        for row in rows_of(cases / "clean_texts.jsonl.xz")
        for part in row["text"].split("\n")
        if part.strip()
    ]


def furniture(cases: Path) -> list[Row]:
    """Clean paragraphs and page furniture, each text once."""
    return list({row.text: row for row in article_pages(cases) + clean_texts(cases)}.values())


def pages(cases: Path) -> list[Row]:
    """The labelled pages as text, one row each."""
    found = []
    for row in rows_of(cases / "spam_pages.jsonl.xz"):
        text = row["html_or_text"]
        if row["is_html"]:
            tree = LexborHTMLParser(text)
            for node in tree.css("script, style, noscript, template"):
                node.decompose()
            body = tree.body
            text = body.text(separator="\n", strip=True) if body else ""
        found.append(Row(text, row["label"] == "spam", row["source"], bool(row["hard"])))
    return found


def labels(path: Path) -> list[Row]:
    """Blocks that operators confirmed or restored: rows with ``text`` and ``label`` (spam or clean)."""
    return [Row(row["text"], row["label"] == "spam", "operators", weight=3.0) for row in rows_of(path)]
