"""Pages, and blocks injected into pages, judged by models that know neither these sites nor these phrases."""

from __future__ import annotations

import random
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any
from unittest import mock

from bench import spam_clones
from bench.spam_baselines import BASELINES
from pipelines import clean_page
from pipelines.clean import explain
from pipelines.spam import THRESHOLD, split_title, whole
from tools import page_corpus, train_pages
from tools import spam_corpus as corpus
from tools.spam_halves import HALVES, Half, half_trained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PER_SITE = 20


def phrases_of(cases: Path, half: Half) -> list[str]:
    """Phrases that the half's model has not seen."""
    if half.tokens:
        return [row.text for row in corpus.phrases(cases) if not set(row.text) & set("_|,- ")]
    rows = (row for row in corpus.blocks(cases) if row.spam and row.source in half.sources)
    return [row.text for row in rows if 4 <= len(row.text) <= 20]


def measure(shared: Path) -> list[str]:
    """All tables of this file."""
    cases = shared / "cases"
    sys.path.append(str(shared / "bench"))
    hijack = import_module("bench_hijack")
    injected, lost = Injected(), Lost()
    for half in HALVES:
        with half_trained(cases, half):
            rows = list(_few(cases, half))
            injected.add(hijack, rows, phrases_of(cases, half))
            lost.add(corpus.rows_of(cases / "extraction_pages.jsonl.xz"), half.sites)
            if half.tokens:
                titles = joined_titles(rows, phrases_of(cases, half))
    return [*injected.table(), "", lost.line(), "", titles]


def verdicts(cases: Path) -> list[str]:
    """Tables of spam pages, composed pages and clones, by the model of the half that knows none of their sources."""
    with half_trained(cases, HALVES[1]):
        return [*spam_pages(cases), "", *composed_pages(cases), "", *spam_clones.measure(cases)]


def _few(cases: Path, half: Half) -> Iterator[dict[str, Any]]:
    count = dict.fromkeys(half.sites, 0)
    for page in corpus.rows_of(cases / "extraction_pages.jsonl.xz"):
        if page["site"] in half.sites and page["gold_text"] and count[page["site"]] < PER_SITE:
            count[page["site"]] += 1
            yield page


class Injected:
    """Blocks of pages that were hijacked as ``bench_hijack.py`` does it: which of them are called spam."""

    def __init__(self) -> None:
        self._judges: tuple[str, ...] = ("ours, sites and phrases left out", *BASELINES)
        self._hits = {(name, kind): 0 for name in self._judges for kind in (*_KINDS, "clean")}
        self._all = dict.fromkeys((*_KINDS, "clean"), 0)

    def add(self, hijack: Any, pages: Sequence[dict[str, Any]], words: Sequence[str]) -> None:
        """Count the blocks of these pages."""
        for page in pages:
            html, extra = hijack.inject(page["html"], words, random.Random(page["id"]))
            if html is None:
                continue
            before, inner, after = hijack.damage(html, None, 0)
            found = explain(before + extra[1] + inner + extra[2] + after, page["url"])
            if found.document is None:
                continue
            texts = [block.found for block in found.document.blocks]
            kinds = [
                _kind(block) if _is_of(block.found, extra[0]) else "clean" for block in found.document.blocks
            ]
            spam = {self._judges[0]: [score >= THRESHOLD for score in found.spam]}
            spam |= {
                name: [score >= THRESHOLD for score in judge(texts)] for name, judge in BASELINES.items()
            }
            for kind in kinds:
                self._all[kind] += 1
            for name, hits in spam.items():
                for kind, hit in zip(kinds, hits, strict=True):
                    self._hits[name, kind] += hit

    def table(self) -> list[str]:
        """Precision, and recall of each kind."""
        lines = [
            f"Blocks injected into pages ({', '.join(f'{n} {kind}' for kind, n in self._all.items())}):",
            "",
            "| judge | precision | recall | " + " | ".join(_KINDS) + " | clean blocks called spam |",
            "|---|---|---|" + "---|" * (len(_KINDS) + 1),
        ]
        for name in self._judges:
            hits = {kind: self._hits[name, kind] for kind in _KINDS}
            alarms = self._hits[name, "clean"]
            found, there = sum(hits.values()), sum(self._all[kind] for kind in _KINDS)
            each = " | ".join(f"{hits[kind] / max(1, self._all[kind]):.3f}" for kind in _KINDS)
            lines.append(
                f"| {name} | {found / max(1, found + alarms):.4f} | {found / max(1, there):.4f} "
                f"| {each} | {alarms} |"
            )
        return lines


_KINDS = ("headings", "link lists", "hidden blocks")


def _kind(block: Any) -> str:
    if block.hidden and block.hidden != "spam":
        return "hidden blocks"
    return "link lists" if block.links else "headings"


def _is_of(text: str, used: Sequence[str]) -> bool:
    """Whether at least half of a block's letters are phrases that were put in."""
    letters = sum(map(str.isalnum, text))
    left = text
    for phrase in sorted(used, key=len, reverse=True):
        left = left.replace(phrase, "")
    return letters > 0 and sum(map(str.isalnum, left)) * 2 <= letters


class Lost:
    """Characters of marked bodies that went to quarantine from pages nobody hijacked."""

    def __init__(self) -> None:
        self._pages = self._blocks = self._lost = self._size = 0

    def add(self, pages: Iterator[dict[str, Any]], sites: frozenset[str]) -> None:
        """Count the pages of these sites."""
        for page in pages:
            if page["site"] not in sites:
                continue
            gold = "".join((page["gold_text"] or "").split())
            dropped = [
                "".join(part.text.split()) for part in clean_page(page["html"], page["url"]).quarantined
            ]
            self._pages += 1
            self._blocks += len(dropped)
            self._lost += sum(len(text) for text in dropped if text in gold)
            self._size += len(gold)

    def line(self) -> str:
        """In words."""
        return (
            f"Clean pages, their sites left out: {self._lost} of {self._size} characters of {self._pages} bodies lost "
            f"({self._lost / max(1, self._size):.4%}); {self._blocks} blocks of furniture and bodies dropped."
        )


def spam_pages(cases: Path) -> list[str]:
    """Verdicts on the labelled pages, by us and by the lists; weights that know none of a page's source."""
    rows = list(corpus.rows_of(cases / "spam_pages.jsonl.xz"))
    spam = [row["label"] == "spam" for row in rows]
    texts = [row.text for row in corpus.pages(cases)]
    known = train_pages.measure_pages(train_pages.training_pages(cases, HALVES[1]))
    verdicts = [False] * len(rows)
    for source in sorted({row["source"] for row in rows}):
        with weighed(train_pages.fit([pair for pair in known if pair[0].source != source])):
            for i, row in enumerate(rows):
                if row["source"] == source:
                    verdicts[i] = clean_page(row["html_or_text"], row["url"]).verdict == "spam"
    judges: dict[str, Sequence[float]] = {"ours, pages left out": verdicts}
    judges |= {name: judge(texts) for name, judge in BASELINES.items()}
    lines = [
        f"Whole pages ({sum(spam)} spam, {len(spam) - sum(spam)} clean):",
        "",
        "| judge | recall | false alarms | " + " | ".join(sorted({r["kind"] for r in rows if r["label"] == "spam"})) + " |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for name, found in judges.items():
        hits = sum(bool(hit) and is_spam for hit, is_spam in zip(found, spam, strict=True))
        alarms = sum(bool(hit) and not is_spam for hit, is_spam in zip(found, spam, strict=True))
        kinds = sorted({row["kind"] for row in rows if row["label"] == "spam"})
        of = {
            kind: [bool(h) for h, r in zip(found, rows, strict=True) if r["kind"] == kind] for kind in kinds
        }
        each = " | ".join(f"{sum(of[kind])} of {len(of[kind])}" for kind in kinds)
        lines.append(f"| {name} | {hits / sum(spam):.3f} | {alarms} | {each} |")
    return lines


def composed_pages(cases: Path) -> list[str]:
    """Verdicts on the pages of one writer, by weights that know the others'."""
    lines = [
        "Composed pages, spam and clean look-alikes, each by weights that have learned from the other writers only:",
        "",
        "| writer | spam found | false alarms |",
        "|---|---|---|",
    ]
    for name in page_corpus.WRITERS:
        others = [other for other in page_corpus.WRITERS if other != name]
        known = train_pages.measure_pages(train_pages.training_pages(cases, HALVES[1], others))
        hits, alarms, count = 0, 0, 300
        with weighed(train_pages.fit(known)):
            for page in page_corpus.composed(count, name, seed=77):
                called = clean_page(page.content).verdict == "spam"
                hits += called and page.spam
                alarms += called and not page.spam
        lines.append(f"| {name} | {hits} of {count} | {alarms} of {count} |")
    return lines


@contextmanager
def weighed(weights: dict[str, float]) -> Iterator[None]:
    """The project with these weights of a page in the place of its own."""
    with mock.patch.object(whole, "weights", return_value=weights):
        yield


def joined_titles(pages: Sequence[dict[str, Any]], words: Sequence[str]) -> str:
    """Titles with three unseen phrases joined to them, and as they are."""
    rng = random.Random(11)
    count = clean = exact = left = 0
    for page in pages:
        title, body = (page.get("gold_title") or "").strip(), page["gold_text"]
        if not title:
            continue
        sign = rng.choice("_|,- ")
        spam = sign.join(rng.choice(words) + rng.choice(("", "", str(rng.randint(2, 99)))) for _ in range(3))
        kept, _ = split_title(rng.choice((f"{spam}{sign}{title}", f"{title}_{spam}")), body)
        count += 1
        exact += kept == title
        left += any(part in kept for part in spam.split(sign) if len(part) > 4)
        clean += split_title(title, body)[0] == title
    return (
        f"Titles, phrases left out: {clean} of {count} unchanged when clean; with three phrases joined to them "
        f"{exact / count:.3f} exact, {left / count:.3f} with a phrase left."
    )


def damaged(cases: Path) -> str:
    """Spam phrases that the shipped model leaves in the bodies of the damaged pages."""
    left = wrong = count = 0
    for row in corpus.rows_of(cases / "damaged_pages.jsonl"):
        page, gold = clean_page(row["text"], row["url"]), row["gold"]
        count += 1
        left += sum(phrase in page.body for phrase in gold["body_must_not_contain"])
        wrong += (page.verdict == "spam") != bool(gold["is_spam_page"])
    return f"Damaged pages, shipped model: {left} phrases left in {count} bodies that must not be, {wrong} verdicts wrong."
