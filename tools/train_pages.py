"""Learns how much each measure of a whole page counts, and writes ``pipelines/spam/page.toml``.

    python -m tools.train_pages [--cases ../shared/cases] [--out page.toml]

Run it after ``tools.train_spam``: what the lines of composed pages score is measured by the model it wrote; those of
shared pages, which it knows, by block models that know neither their sites nor their phrases (the two halves of
``tools/spam_halves.py``), trained here as ``train_spam`` trains. Needs the dependency group ``train``.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from pipelines import clean
from pipelines.spam import PageJudgement
from pipelines.spam import page as verdict
from pipelines.spam.lexicon import rules
from pipelines.spam.registers import TELLS
from pipelines.spam.whole import PATH
from tools import page_corpus
from tools import spam_corpus as corpus
from tools.spam_halves import HALVES, Half, half_trained

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from tools.page_corpus import Page

COMPOSED = 300  # pages of each kind and writer
# A clean page called spam loses an article, a spam page not found is one of many: weight of the former.
CARE = 4.0
PENALTY = 0.02
MARGIN = 0.5  # log-odds between the worst clean page and the threshold
Measured = tuple["Page", dict[str, float]]


def measure_pages(pages: Iterable[Page]) -> list[Measured]:
    """Each page with its measures, by the block model in use; those with hardly any text are left out."""
    found: list[Measured] = []
    bodies: list[str] = []

    def record(_title: str | None, kept_texts: Sequence[str], *_: Any, **_options: Any) -> PageJudgement:
        bodies.append("\n".join(kept_texts))
        return PageJudgement("clean", 0.0)

    with mock.patch.object(clean, "judge_page", record):
        for page in pages:
            bodies.clear()
            clean.clean_page(page.content)
            found += [
                (page, verdict.measure_page(body))
                for body in bodies
                if len(body) >= rules()["page"]["whole_length"]
            ]
    return found


def training_pages(cases: Path, half: Half, writers: Sequence[str] = page_corpus.WRITERS) -> list[Page]:
    """Pages that the block model of this half does not know."""
    return [*shared_pages(cases, half), *composed_pages(cases, writers)]


def shared_pages(cases: Path, half: Half) -> list[Page]:
    """Those of other sites and from labelled blocks."""
    pages = [page for page in page_corpus.shared(cases) if not page.site or page.site in half.sites]
    return pages + list(page_corpus.gathered(cases, seed=HALVES.index(half)))


def composed_pages(cases: Path, writers: Sequence[str] = page_corpus.WRITERS) -> list[Page]:
    """Those that no block model knows: of the writers of pages, and articles with their lines of spam put in."""
    return [
        page
        for name in writers
        for pages in (page_corpus.composed(COMPOSED, name), page_corpus.invaded(cases, name))
        for page in pages
    ]


def fit(rows: Sequence[Measured]) -> dict[str, float]:
    """Weights of the measures: what tells of spam counts for it or not at all, reports count against it.

    The offset is set so that every clean page is below the threshold by a margin.
    """
    names = [name for name in rows[0][1] if name != "share"]
    x = np.array([[measured[name] for name in names] for _, measured in rows])
    y = np.array([page.spam for page, _ in rows])
    counts = Counter(page.source for page, _ in rows)
    each = np.array([1 / np.sqrt(counts[page.source]) for page, _ in rows]) * np.where(y, 1.0, CARE)
    sign = np.where(y, 1.0, -1.0)

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = sign * (x @ point[:-1] + point[-1])
        slope = -each * sign * expit(-odds)
        gradient = np.append(x.T @ slope + PENALTY * point[:-1], slope.sum())
        return float(each @ np.logaddexp(0, -odds) + PENALTY / 2 * point[:-1] @ point[:-1]), gradient

    bounds = [(None, 0.0) if name in TELLS else (0.0, None) for name in names]
    found = minimize(
        loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]
    )
    weights = dict(zip(names, found.x[:-1].tolist(), strict=True))
    article = np.array([not page.spam and not page.source.startswith("invaded") for page, _ in rows])
    worst = float((x[article] @ found.x[:-1]).max())
    return weights | {"offset": min(float(found.x[-1]), -worst - MARGIN)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=Path, default=corpus.CASES)
    parser.add_argument("--out", type=Path, default=PATH)
    options = parser.parse_args(arguments)
    if not options.cases.is_dir():
        print(f"train pages: {options.cases} is absent, nothing to train from", file=sys.stderr)
        return 1
    warnings.simplefilter("ignore")  # the networks stop before they have converged, on purpose
    rows: list[Measured] = []
    for half in HALVES:
        with half_trained(options.cases, half):
            rows += measure_pages(shared_pages(options.cases, half))
    rows += measure_pages(composed_pages(options.cases))  # by the model that will judge with these weights
    weights = fit(rows)
    lines = [f'"{name}" = {weight:.3f}' for name, weight in weights.items()]
    head = "# Written by `python -m tools.train_pages`: what each measure of a page adds to its log-odds of being spam."
    options.out.write_text("\n".join([head, "", "[weights]", *lines, ""]), "utf-8")
    print(
        f"{options.out}: weights from {sum(page.spam for page, _ in rows)} spam and {sum(not page.spam for page, _ in rows)} other pages"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
