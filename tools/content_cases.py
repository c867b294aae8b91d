"""Labelled pages for the judge of blocks, read from ``../shared/cases``; nothing of them is kept here."""

from __future__ import annotations

import json
import lzma
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipelines.blocks import Block, Document, Element, parse_html
from tools.content_labels import f1, grams, label
from tools.content_pages import compose, dialects

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

CASES = Path(__file__).resolve().parent.parent.parent / "shared" / "cases"
_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*")
_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},? (20\d\d|19\d\d)", re.IGNORECASE
)
_MARKS = (
    (re.compile(r"(?<=[㐀-鿿”’\"')]) (?=[㐀-鿿“‘\"'(])"), ""),
    (re.compile(r"\.(?=\s|$|[”\"'])"), "。"),
    (re.compile(r", ?"), "，"),
    (re.compile(r"\? ?"), "？"),
    (re.compile(r"! ?"), "！"),
    (re.compile(r": ?"), "："),
    (re.compile(r"。 "), "。"),
)


@dataclass
class Case:
    """A page with its labels.

    Attributes:
        group: what is left out together: a site, or a family of composed pages.
        weight: of the whole page in training.
    """

    id: str
    site: str
    group: str
    language: str
    document: Document
    labels: list[float]
    gold: Counter[str]
    texts: list[str] = field(default_factory=list)
    weight: float = 1.0


def read_pages(name: str) -> Iterator[dict[str, Any]]:
    """Rows of a file of shared pages; none where it is absent; rows with truncated labels are skipped."""
    return (row for row in _rows(name) if row.get("gold_text") and not row.get("gold_suspect"))


def chinese() -> Iterator[Case]:
    """The shared Chinese pages."""
    for row in read_pages("extraction_pages.jsonl.xz"):
        yield _case(row, "zh", row["site"])


def english() -> Iterator[Case]:
    """The shared English pages as layout: words become as much Han as a translation would have.

    Pages on which even the right blocks score under .9 are left out: their labels are doubtful.
    """
    for row in read_pages("extraction_pages_en.jsonl.xz"):
        host = urlsplit(row.get("url") or "").netloc.removeprefix("www.")
        case = _case(row, "en", host or row["id"])
        right = [text for text, y in zip(case.texts, case.labels, strict=True) if y >= 0.5]
        if f1(case.gold, grams("\n".join(right))) >= 0.9:
            _to_han(case.document)
            yield case


def composed(count: int = 40) -> Iterator[Case]:
    """``count`` composed pages a dialect, told with the shared clean texts."""
    articles = []
    for row in _rows("clean_texts.jsonl.xz"):
        lines = [line.strip() for line in row["text"].split("\n") if len(line.strip()) > 15]
        articles += [lines] if lines else []
    headlines = [row["text"] for row in _rows("spam_blocks.jsonl.xz") if row["source"] == "THUCNews titles"]
    if not articles or not headlines:
        return
    for dialect in dialects():
        for seed in range(count):
            html, gold = compose(seed, dialect, articles, headlines)
            row = {"id": f"{dialect}/{seed}", "site": dialect, "html": html, "gold_text": "\n".join(gold)}
            yield _case(row, "composed", f"composed-{dialect}")


def plain(case: Case) -> Case:
    """The same page as a plain-text document: a line a block, an empty line where containers change."""
    lines: list[Block] = []
    labels = []
    before = -1
    for block, share in zip(case.document.blocks, case.labels, strict=True):
        if not block.hidden:
            gap = int(before >= 0 and block.element != before)
            lines.append(Block(block.text, block.text, 0, "p", gap=gap))
            labels.append(share)
            before = block.element
    document = Document(lines, [Element("body", -1, "", "")], title=case.document.title)
    texts = [block.found for block in lines]
    return Case(
        f"{case.id}/plain",
        case.site,
        case.group,
        f"{case.language}-plain",
        document,
        labels,
        case.gold,
        texts,
    )


def _rows(name: str) -> Iterator[dict[str, Any]]:
    path = CASES / name
    if path.exists():
        with lzma.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def _case(row: dict[str, Any], language: str, group: str) -> Case:
    document = parse_html(row["html"])
    texts = [block.text for block in document.blocks]
    shown = ["" if block.hidden else block.text for block in document.blocks]
    labels = label(shown, row["gold_text"])
    return Case(row["id"], row["site"], group, language, document, labels, grams(row["gold_text"]), texts)


def _to_han(document: Document) -> None:
    words = _dictionary()
    for block in document.blocks:
        before = len(block.text)
        block.text = _han(block.text, words) or block.text
        ratio = len(block.text) / max(1, before)
        block.links = tuple((href, round(size * ratio)) for href, size in block.links)
        block.strong = round(block.strong * ratio)
    document.title = _han(document.title, words)


def _dictionary() -> dict[str, str]:
    """Words of English page furniture to the Chinese cue that does the same work."""
    lines = Path(__file__).with_name("content_words.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def _han(text: str, words: dict[str, str]) -> str:
    text = _DATE.sub(r"\1年1月1日", text)
    if len(text) <= 400:
        pattern = "|".join(rf"\b{re.escape(word)}\b" for word in sorted(words, key=len, reverse=True))
        text = re.sub(pattern, lambda match: words[match.group().lower()], text, flags=re.IGNORECASE)
    text = _WORD.sub(lambda match: _pseudo(match.group()), text)
    for pattern_, mark in _MARKS:
        text = pattern_.sub(mark, text)
    return text


def _pseudo(word: str) -> str:
    """One Han character for a word of up to 3 letters, two up to 8, else three."""
    count = 1 if len(word) <= 3 else 2 if len(word) <= 8 else 3
    seed = sum(ord(c) * (i + 7) for i, c in enumerate(word.lower()))
    return "".join(chr(0x4E00 + (seed * (i + 3) * 31) % 5000) for i in range(count))
