"""When an address is due again, by what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pipelines.store.recrawl import Look, next_interval, read_history

if TYPE_CHECKING:
    from pipelines.store.visits import Policy, Visit


class Due(NamedTuple):
    """What is known of an address after a visit.

    Attributes:
        state: as in ``urls``.
        at: when it is due; None for never.
        failures: since the last success.
        looks: its visits so far.
    """

    state: str
    at: datetime | None
    failures: int
    looks: tuple[Look, ...]


def when_due(
    visit: Visit, state: str, policy: Policy, *, at: datetime, changed: bool, until: datetime | None
) -> Due:
    """Decide; the arguments are those of :meth:`pipelines.store.frontier.Frontier.finish`."""
    looks = read_history(visit.history)
    failures = visit.failures + 1 if state in ("failed", "gone", "refused") else 0
    if state == "done" and visit.kind != "attachment":
        if visit.last_seen and visit.state == "done":
            looks = (*looks, Look((at - visit.last_seen).total_seconds() / 3600, changed))
        least, most = policy.articles if visit.kind == "article" else policy.lists
        return Due(state, at + timedelta(hours=next_interval(looks, least, most)), failures, looks)
    if state == "failed":
        seed = visit.depth == 0 and visit.kind != "article"
        if failures >= policy.tries and not seed:
            return Due("failed", None, failures, looks)
        due = at + timedelta(hours=min(policy.back_off * 4 ** min(failures - 1, 20), policy.longest))
        before = "waiting" if visit.last_seen is None else visit.state
        return Due(before, max(due, until) if until else due, failures, looks)
    if state == "later":
        return Due(visit.state, until or at + timedelta(hours=1), visit.failures, looks)
    again = state in ("gone", "refused") and failures < policy.tries
    return Due(state, at + timedelta(hours=policy.articles[0]) if again else None, failures, looks)
