"""Cleaning in processes of their own, each page with a time limit that can kill it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Self

from pebble import ProcessExpired, ProcessPool

from pipelines.clean import clean_page
from pipelines.decode import decode
from pipelines.types import CleanPage, Notes, Quarantined
from pipelines.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

SECONDS = 20.0  # a page of 10 MB takes 3 s at most, a damaged one of 1 MB 5 s (docs/benchmarks.md)
_TRIES = 2  # a worker that dies may have died of something else
_PROOF = 100_000  # bytes of a page without a result that are kept as text; the WARC has them all


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Calls :func:`clean_page` in ``count`` processes; in this one where ``count`` is 0.

    A page that takes longer than ``seconds`` is stopped with its process, a process that dies is replaced and its
    page tried once more. Either way the page gets a result that goes to quarantine and says what happened.
    Processes start when the first page comes. They are forked from a clean process that has the models loaded, so
    that they share the memory and a replacement is there at once.
    """

    def __init__(self, count: int, *, seconds: float = SECONDS) -> None:
        self.count = count
        self.seconds = seconds
        self._pool: ProcessPool | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def clean(self, content: bytes, url: str, **known: Any) -> Future[CleanPage]:
        """Clean a page; the arguments are those of :func:`clean_page`. Callers bound how many they ask for."""
        result: Future[CleanPage] = Future()
        if self.count:
            self._schedule(result, content, url, known, _TRIES)
        else:
            result.set_result(_clean(content, url, known))
        return result

    def close(self) -> None:
        """Stop the processes; what they were doing is given up."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _schedule(
        self, result: Future[CleanPage], content: bytes, url: str, known: Mapping[str, Any], tries: int
    ) -> None:
        pool = self._running()
        task = pool.schedule(_clean, args=(content, url, known), timeout=self.seconds)

        def done(task: Future[CleanPage]) -> None:
            if task.cancelled():
                result.cancel()
                return
            error = task.exception()
            if error is None:
                result.set_result(task.result())
            elif isinstance(error, TimeoutError):
                result.set_result(without_result(content, f"cleaning took longer than {self.seconds:g} s"))
            elif isinstance(error, (ProcessExpired, BrokenProcessPool)) and tries > 1:
                self._drop_broken(pool, error)
                logger.warning(
                    "%(url)s: a worker died (%(error)s), trying again", {"url": url, "error": error}
                )
                self._schedule(result, content, url, known, tries - 1)
            elif isinstance(error, (ProcessExpired, BrokenProcessPool)):
                result.set_result(without_result(content, "the process that cleaned it died, twice"))
            else:
                result.set_exception(error)

        task.add_done_callback(done)

    def _running(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(["pipelines.preload"])
                self._pool = ProcessPool(self.count, context=context, initializer=_begin)
            return self._pool

    def _drop_broken(self, pool: ProcessPool, error: BaseException) -> None:
        """Where the last process died without a page in its hands, pebble gives the whole pool up."""
        with self._lock:
            if isinstance(error, BrokenProcessPool) and self._pool is pool:
                self._pool = None


def without_result(content: bytes, reason: str) -> CleanPage:
    """What stands for a page that could not be cleaned: its text in quarantine with the reason."""
    text = decode(content[:_PROOF], None, None).text
    whole = Quarantined(text=text, reasons=(reason,), score=1.0, kind="page", category="other", model=VERSION)
    return CleanPage(verdict="empty", basis=Notes({"verdict": reason}), quarantined=(whole,))


def _begin() -> None:
    """Ctrl-C reaches every process of the group; the crawl decides when its workers end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _clean(content: bytes, url: str, known: Mapping[str, Any]) -> CleanPage:
    try:
        return clean_page(content, url, **known)
    except Exception as error:  # one page must not end a crawl
        logger.exception("%(url)s: cleaning failed", {"url": url})
        return without_result(content, f"cleaning failed: {type(error).__name__}: {error}")
