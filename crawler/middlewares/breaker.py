"""When to leave a host alone: the state of one host, without clock and without Scrapy."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

# Pages in a row that must fail before the host counts as failing: one or two broken pages are no broken host.
_PAGES = 5
# Seconds of the first pause; each further one is twice as long (exponential back-off).
_BUSY = 5.0
_FAILING = 30.0
# How long a host is left when it does not say itself.
_LEFT = 3600.0
_LONGEST = 7 * 24 * 3600.0


@dataclass(slots=True)
class Breaker:
    """A circuit breaker (Nygard, Release It!, 2007) with the pauses that a host asks for.

    Closed, requests pass. Five pages failing in a row, or one answer 429 or 503, open it for a pause; then one
    request is the trial: an answer closes it, a failure opens it for twice as long. When a pause would be longer than
    ``patience``, the host is left: nothing is asked of it before ``left_until``. Times are seconds of one monotonic
    clock.
    """

    patience: float
    left_until: float = 0.0
    _failing: set[str] = field(default_factory=set)
    _openings: int = 0

    def answered(self) -> None:
        """The host gave a page."""
        self._failing.clear()
        self._openings = 0

    def busy(self, now: float, retry_after: float | None = None) -> float:
        """The host asked to be spared (429, 503): seconds to pause, 0 where it is left."""
        pause = max(_BUSY * 2**self._openings, retry_after or 0.0)
        return self._open(now, pause, retry_after)

    def failed(self, now: float, url: str) -> float:
        """A page could not be had: seconds to pause, 0 where the host is left or nothing is to be done yet."""
        if len(self._failing) < _PAGES:
            self._failing.add(url)
        if len(self._failing) < _PAGES:
            return 0.0
        return self._open(now, _FAILING * 2**self._openings, None)

    def _open(self, now: float, pause: float, asked: float | None) -> float:
        self._openings = min(self._openings + 1, 20)
        if pause > self.patience:
            self.left_until = max(self.left_until, now + (asked or _LEFT))
            return 0.0
        return pause


def retry_after(value: str | None, date: str | None = None, now: float = 0.0) -> float | None:
    """Seconds that a ``Retry-After`` header asks to wait (RFC 9110, 10.2.3); None where it says nothing.

    Args:
        value: of the header: seconds, or an HTTP date.
        date: the response's ``Date``; a date is counted from it, so that neither clock has to be right.
        now: POSIX time, for a response without ``Date``.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), _LONGEST)
    then = _seconds(value)
    if then is None:
        return None
    start = _seconds((date or "").strip())
    return min(max(then - (now if start is None else start), 0.0), _LONGEST)


def _seconds(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date[:100]).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
