"""How much a page as a whole reads like spam: what its lines score and what its words are, weighed together.

A bookmaker's rules, a list of films, an app's doorway are suspected in every line and certain in none; together with
the words they use they are told from a report on them. Weights are learned by ``tools/train_pages.py``.
"""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.spam.lexicon import READ_AT_MOST, hits
from pipelines.spam.registers import OFFERS, TELLS, count_words

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = Path(__file__).with_name("page.toml")
# A page that says none of these and whose blocks score low is not looked at.
_BETS = re.compile("投注|下注|注单|赌注|注码|押注|赔率|盘口|开奖|彩金|派彩|筹码|荷官|博彩|在线观看|官方下载")


def tells(body: str) -> bool:
    """True where words of bets or of doorways stand in the body: reason to measure it."""
    return _BETS.search(body, 0, READ_AT_MOST) is not None


def measure(body: str, share: float, doubtful: float) -> dict[str, float]:
    """What the weights apply to: shares of the text in [0, 1], of sparse things their roots.

    Args:
        body: clean text of the page, repaired.
        share: of the text that is spam, as ``read_lines`` gives it.
        doubtful: share that stands in doubtful lines, likewise.
    """
    words, lines = count_words(body)
    found = {
        "share": share,
        "spam": math.log10(share + 1e-3) + 3,
        "doubtful": doubtful,
        "lexicon": math.sqrt(hits(body).coverage),
        "lines of bets": lines,
        "bets in a house": math.sqrt(words["bets"] * words["house"]),
    }
    return found | {name: math.sqrt(words[name]) for name in (*OFFERS, *TELLS)}


@cache
def weights() -> dict[str, float]:
    """Weight of each measure in log-odds, and ``offset``."""
    return {name: float(value) for name, value in tomllib.loads(PATH.read_text("utf-8"))["weights"].items()}


def whole_score(measured: Mapping[str, float], weight: Mapping[str, float] | None = None) -> float:
    """Probability that the page is spam throughout, in [0, 1]."""
    weight = weights() if weight is None else weight
    if not measured:
        return 0.0
    odds = weight["offset"] + sum(
        value * measured[name] for name, value in weight.items() if name != "offset"
    )
    return 1 / (1 + math.exp(-min(max(odds, -30), 30)))
