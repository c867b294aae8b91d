"""Pages, and blocks injected into pages, judged by models that know neither these sites nor these phrases."""

from __future__ import annotations

import random
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

from bench.spam_baselines import BASELINES
from pipelines import clean_page
from pipelines.clean import explain
from pipelines.spam import THRESHOLD, model, split_title
from tools import spam_corpus as corpus
from tools.spam_fit import blank_model, fit, save
from tools.spam_grammar import Writer
from tools.train_spam import COMPOSED, grammar_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PER_SITE = 20
_AUTHORITY = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8}?(?:政府|委员会|委|局|办|市|县|区|镇|街道|社区|公司|部)(?=[\u4e00-\u9fff]{0,6}"
    r"(?:召开|印发|部署|出台|发布|通报|调研|审议|要求|强调|指出|宣布|举行))"
)


@dataclass(frozen=True, slots=True)
class Half:
    """What one of two models does not know: the sites it judges, sources that share pages with them, its phrases."""

    sites: frozenset[str]
    sources: frozenset[str]
    tokens: bool  # whether the phrases are those a tokenizer learned, else keywords of doorway generators


HALVES = (
    Half(frozenset({"people", "sina", "cwced", "cjw"}), frozenset({"THUCNews titles"}), tokens=True),
    Half(
        frozenset({"qq", "hexun", "magic-article", "misc"}),
        frozenset(
            {
                "opendatalab/magic-html benchmark",
                "DuckBurnIncense/xin-wen-lian-bo",
                "leeboy-web/jingxiangzhanqun:dbs/key/keys.txt",
                "cq-wanglei/fanzhanqun:fanzhan.sql(gjc)",
            }
        ),
        tokens=False,
    ),
)


@contextmanager
def half_trained(cases: Path, half: Half) -> Iterator[None]:
    """The project with a model that does not know this half in the place of its own."""
    left = half.sources | {f"page:{site}" for site in half.sites}
    known = {
        text.strip()
        for page in corpus.rows_of(cases / "extraction_pages.jsonl.xz")
        if page["site"] in half.sites
        for text in (page["gold_text"] or "").split("\n")
    }
    rows = corpus.blocks(cases) + corpus.furniture(cases) + ([] if half.tokens else corpus.phrases(cases))
    rows = [row for row in rows if row.source not in left and row.text not in known]
    rows += corpus.public_texts() + grammar_rows(COMPOSED)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        save(fit(rows, blank_model()), path)
        with mock.patch.object(model, "PATH", path):
            model.default_model.cache_clear()
            yield
        model.default_model.cache_clear()


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
    injected, lost, pages = Injected(), Lost(), list[str]()
    for half in HALVES:
        with half_trained(cases, half):
            rows = list(_few(cases, half))
            injected.add(hijack, rows, phrases_of(cases, half))
            lost.add(corpus.rows_of(cases / "extraction_pages.jsonl.xz"), half.sites)
            if half.tokens:
                titles = joined_titles(rows, phrases_of(cases, half))
            else:
                pages = spam_pages(cases)
                swapped = clones(rows)
    return [*injected.table(), "", *pages, "", lost.line(), "", titles, "", swapped]


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
    """Verdicts on the labelled pages, by us and by the lists."""
    rows = list(corpus.rows_of(cases / "spam_pages.jsonl.xz"))
    spam = [row["label"] == "spam" for row in rows]
    texts = [row.text for row in corpus.pages(cases)]
    verdicts = [clean_page(row["html_or_text"], row["url"]).verdict == "spam" for row in rows]
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


def clones(pages: Sequence[dict[str, Any]]) -> str:
    """Articles with composed brands in the place of authorities: how many are flagged, and how many as they are."""
    writer = Writer(99)
    swapped = caught = alarms = 0
    for page in pages:
        text = f"{page.get('gold_title') or ''}\n{page['gold_text']}"
        brand = writer.expand("{brand}{venue}")
        changed = _AUTHORITY.sub(brand, text)
        alarms += _shows_brand(text)
        if changed != text:
            swapped += 1
            caught += _shows_brand(changed)
    return (
        f"Clones: {caught} of {swapped} articles with a brand in the place of authorities flagged, "
        f"{alarms} of {len(pages)} as they are."
    )


def _shows_brand(text: str) -> bool:
    return any(flag.startswith("suspicious: brand") for flag in clean_page(text).flags)


def damaged(cases: Path) -> str:
    """Spam phrases that the shipped model leaves in the bodies of the damaged pages."""
    left = wrong = count = 0
    for row in corpus.rows_of(cases / "damaged_pages.jsonl"):
        page, gold = clean_page(row["text"], row["url"]), row["gold"]
        count += 1
        left += sum(phrase in page.body for phrase in gold["body_must_not_contain"])
        wrong += (page.verdict == "spam") != bool(gold["is_spam_page"])
    return f"Damaged pages, shipped model: {left} phrases left in {count} bodies that must not be, {wrong} verdicts wrong."
