"""Cleaning in processes of their own, each page with a time limit that can kill it: the side that hands pages out."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import socket
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from pipelines.cleaning import HEAD, begin, clean, without_result

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.process import BaseProcess

    from pipelines.types import CleanPage

logger = logging.getLogger(__name__)

SECONDS = 20.0  # a page of 10 MB takes 3 s at most, a damaged one of 1 MB 5 s (docs/benchmarks.md)
_TRIES = 2  # a worker that dies may have died of something else
_AHEAD = 3  # pages in the hands of a worker: it need not wait for this process between two of them


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(slots=True, eq=False)
class _Task:
    content: bytes
    url: str
    known: Mapping[str, Any]
    result: asyncio.Future[CleanPage]
    tries: int = _TRIES

    def settle(self, page: CleanPage) -> None:
        """Nobody may be waiting any more."""
        if not self.result.done():
            self.result.set_result(page)


class Workers:
    """Calls :func:`clean_page` in ``count`` processes; in this one where ``count`` is 0.

    A page that takes longer than ``seconds`` is stopped with its process, a process that dies is replaced and its
    page tried once more. Either way the page gets a result that goes to quarantine and says what happened.
    Processes start with :meth:`start` or the first page. They are forked from a clean process that has the models loaded, so
    that they share the memory and a replacement is there at once.

    Everything here happens in the running event loop, which reads and writes the processes' sockets itself: no
    thread wakes another for a page. To be closed before that loop is.
    """

    def __init__(self, count: int, *, seconds: float = SECONDS) -> None:
        self.count = count
        self.seconds = seconds
        self._waiting: deque[_Task] = deque()
        self._workers: set[_Worker] = set()
        self._starting: asyncio.Task[None] | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start processes that are missing, without waiting for them; the first page does so, too."""
        if len(self._workers) < self.count and self._starting is None and not self._closed:
            self._starting = asyncio.ensure_future(self._start())

    def clean(self, content: bytes, url: str, **known: Any) -> asyncio.Future[CleanPage]:
        """Clean a page; the arguments are those of :func:`clean_page`. Callers bound how many they ask for."""
        result: asyncio.Future[CleanPage] = asyncio.get_running_loop().create_future()
        if self._closed:
            result.cancel()
        elif self.count:
            self._waiting.append(_Task(content, url, known, result))
            self._go_on()
        else:
            result.set_result(clean(content, url, known))
        return result

    def close(self) -> None:
        """Stop the processes; what they were doing is given up."""
        self._closed = True
        if self._starting is not None:
            self._starting.cancel()
        given_up = [*self._waiting, *(task for worker in self._workers for task in worker.tasks)]
        self._waiting.clear()
        for task in given_up:
            task.result.cancel()
        for worker in self._workers:
            worker.stop()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def died(self, worker: _Worker) -> None:
        """Take back what a process had in hand; the page it was at may have been its death."""
        self._workers.discard(worker)
        if worker.tasks and not worker.stopped:
            task = worker.tasks[0]
            task.tries -= 1
            if task.tries:
                logger.warning("%(url)s: a worker died, trying again", {"url": task.url})
            else:
                task.settle(without_result(task.content, "the process that cleaned it died, twice"))
        self._waiting.extendleft(reversed(worker.tasks))
        worker.tasks.clear()
        self._go_on()

    def _go_on(self) -> None:
        """Hand out what waits, each page to the process with the fewest, and start processes that are missing."""
        while self._waiting and (ready := [one for one in self._workers if not one.stopped]):
            worker = min(ready, key=lambda one: len(one.tasks))
            if len(worker.tasks) >= _AHEAD:
                break
            task = self._waiting.popleft()
            if not task.result.done():
                worker.take(task)
        if self._waiting:
            self.start()

    async def _start(self) -> None:
        try:
            for _ in range(_TRIES * (self.count - len(self._workers))):
                if len(self._workers) == self.count:
                    return
                worker = await self._new()
                try:
                    ready = await worker.ready
                except asyncio.CancelledError:
                    worker.stop()
                    raise
                if ready:
                    self._workers.add(worker)
                    self._go_on()
            if not self._workers:
                raise RuntimeError("no cleaning process can be started")
        except Exception as error:  # noqa: BLE001  # whatever it is, nobody must wait for a process that never comes
            for task in self._waiting:
                if not task.result.done():
                    task.result.set_exception(error)
            self._waiting.clear()
        finally:
            self._starting = None
        self._go_on()  # some may have died meanwhile

    async def _new(self) -> _Worker:
        ours, theirs = socket.socketpair()
        try:
            process = await asyncio.to_thread(begin, theirs)  # the first one waits for the models
            worker = _Worker(self, process, asyncio.get_running_loop().create_future())
            await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=ours)
        except BaseException:
            ours.close()
            raise
        return worker


@dataclass(slots=True, eq=False)
class _Worker(asyncio.Protocol):
    """A process, seen from this one.

    Attributes:
        tasks: what it has in hand; it cleans the first.
        stopped: whether it was told to end.
        ready: true when it has begun, false where it died before.
    """

    pool: Workers
    process: BaseProcess
    ready: asyncio.Future[bool]
    tasks: deque[_Task] = field(default_factory=deque)
    stopped: bool = False
    _transport: asyncio.Transport | None = None
    _received: bytearray = field(default_factory=bytearray)
    _began: float = 0.0
    _alarm: asyncio.TimerHandle | None = None

    def take(self, task: _Task) -> None:
        """Send it a page."""
        assert self._transport is not None
        self.tasks.append(task)
        self._transport.write(pickle.dumps((task.content, task.url, task.known), pickle.HIGHEST_PROTOCOL))
        if len(self.tasks) == 1:
            self._began = asyncio.get_running_loop().time()
        if self._alarm is None:
            self._watch()

    def stop(self) -> None:
        """Kill it."""
        self.stopped = True
        if self._alarm is not None:
            self._alarm.cancel()
        self.process.kill()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it to write to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """A result, or a piece of one."""
        received = self._received
        received += data
        while len(received) >= HEAD and len(received) >= (
            end := HEAD + int.from_bytes(received[:HEAD], "big")
        ):
            result = bytes(received[HEAD:end])
            del received[:end]
            self._began = asyncio.get_running_loop().time()
            if not self.ready.done():
                self.ready.set_result(True)
                continue
            self.tasks.popleft().settle(pickle.loads(result))  # noqa: S301  # of a process of our own
            self.pool._go_on()

    def connection_lost(self, _: Exception | None) -> None:
        """It has died, or was stopped."""
        if self._alarm is not None:
            self._alarm.cancel()
        self.process.kill()
        if not self.ready.done():
            self.ready.set_result(False)
        self.pool.died(self)

    def _watch(self) -> None:
        """Look whether the page that is being cleaned takes too long; again when it would."""
        self._alarm = None
        if not self.tasks:
            return
        loop = asyncio.get_running_loop()
        left = self._began + self.pool.seconds - loop.time()
        if left > 0:
            self._alarm = loop.call_later(left, self._watch)
            return
        task = self.tasks.popleft()
        task.settle(without_result(task.content, f"cleaning took longer than {self.pool.seconds:g} s"))
        self.stop()
