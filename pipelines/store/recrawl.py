"""When to look at a page again: from how often it had changed when it was looked at before.

A page is taken to change as a Poisson process does. Its rate is the one that makes the visits so far most likely, each
of which tells only how long ago the one before was and whether something had changed: the estimator of J. Cho and
H. Garcia-Molina, Estimating Frequency of Change, ACM Transactions on Internet Technology 3(3), 2003, section 5 (visits
at irregular intervals). Half a visit without a change is added, of the usual length, which for visits at regular
intervals gives their estimator with the bias taken out (section 4.2): -log((n - X + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = 12  # visits; older ones tell of another season
#: A page is looked at again when it has changed with this probability.
EXPECTED = 0.5
#: One quiet visit proves little: no interval is longer than this many times the last one.
GROWTH = 2.0
_LEAST_HOURS = 1 / 60  # between two visits; nothing shorter tells a rate


class Look(NamedTuple):
    """One visit: hours since the one before, and whether the page had changed."""

    hours: float
    changed: bool


def read_history(text: str | None) -> tuple[Look, ...]:
    """Visits as :func:`write_history` wrote them, newest last."""
    return tuple(Look(float(word.rstrip("+")), word.endswith("+")) for word in (text or "").split())


def write_history(looks: Sequence[Look]) -> str:
    """The last :data:`KEPT` visits as a text: ``24 24+ 48``."""
    return " ".join(f"{look.hours:.4g}{'+' if look.changed else ''}" for look in looks[-KEPT:])


def change_rate(looks: Sequence[Look]) -> float:
    """Changes an hour that make the visits most likely; 0 where none had changed."""
    visits = [Look(max(look.hours, _LEAST_HOURS), look.changed) for look in looks]
    changed = [look.hours for look in visits if look.changed]
    if not changed:
        return 0.0
    usual = sorted(look.hours for look in visits)[len(visits) // 2]
    quiet = sum(look.hours for look in visits if not look.changed) + usual / 2

    def excess(rate: float) -> float:
        # Derivative of the log-likelihood; it falls as the rate grows.
        return sum(hours / math.expm1(min(rate * hours, 700.0)) for hours in changed) - quiet

    low, high = 0.0, 1 / min(changed)
    while excess(high) > 0:
        low, high = high, 2 * high
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high


def next_interval(looks: Sequence[Look], least: float, most: float) -> float:
    """Hours until a page should be looked at again, from ``least`` to ``most``."""
    if not looks:
        return least
    rate = change_rate(looks[-KEPT:])
    wanted = math.log(1 / (1 - EXPECTED)) / rate if rate else math.inf
    grown = max(looks[-1].hours, least) * GROWTH
    return max(least, min(wanted, grown, most))
