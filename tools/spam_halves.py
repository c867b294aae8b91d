"""Two models that each do not know half of the shared sites, sources and phrases: to measure by, and to learn from."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest import mock

from pipelines.spam import model
from tools import spam_corpus as corpus
from tools.spam_fit import blank_model, fit, save
from tools.train_spam import COMPOSED, grammar_rows

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    rows += corpus.public_texts() + corpus.written() + grammar_rows(COMPOSED)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        save(fit(rows, blank_model()), path)
        with mock.patch.object(model, "PATH", path):
            model.default_model.cache_clear()
            yield
        model.default_model.cache_clear()
