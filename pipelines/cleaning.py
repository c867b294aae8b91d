"""A process that cleans: how it begins, and what it does until nothing more comes."""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import signal
from contextlib import suppress
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any

from pipelines.clean import clean_page
from pipelines.decode import decode
from pipelines.types import CleanPage, Notes, Quarantined
from pipelines.version import VERSION

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping
    from multiprocessing.process import BaseProcess

logger = logging.getLogger(__name__)

HEAD = 8  # bytes that tell the length of a result
_PROOF = 100_000  # bytes of a page without a result that are kept as text; the WARC has them all


def prepare() -> None:
    """Start the process that workers are forked from, without waiting until its models are loaded.

    Called as soon as it is known that pages will be cleaned, it loads them while this process loads the rest.
    """
    multiprocessing.set_forkserver_preload(["pipelines.preload"])
    forkserver.ensure_running()


def begin(channel: socket.socket) -> BaseProcess:
    """A process at the other end of a socket."""
    with channel:
        prepare()
        context = multiprocessing.get_context("forkserver")
        process = context.Process(target=_serve, args=(channel,), daemon=True)
        process.start()
        return process


def _serve(channel: socket.socket) -> None:
    """Say that it has begun, then clean what comes through a socket until nothing more does."""
    # Ctrl-C reaches every process of the group; the crawl decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with channel, channel.makefile("rb") as pages, suppress(OSError):  # nobody is there any more
        channel.sendall(bytes(HEAD))
        while pages.peek(1):
            content, url, known = pickle.load(pages)  # noqa: S301  # of the process that started this one
            result = pickle.dumps(clean(content, url, known), pickle.HIGHEST_PROTOCOL)
            channel.sendall(len(result).to_bytes(HEAD, "big") + result)


def clean(content: bytes, url: str, known: Mapping[str, Any]) -> CleanPage:
    """As :func:`clean_page`; where that fails the page's text goes to quarantine and says so."""
    try:
        return clean_page(content, url, **known)
    except Exception as error:  # one page must not end a crawl
        logger.exception("%(url)s: cleaning failed", {"url": url})
        return without_result(content, f"cleaning failed: {type(error).__name__}: {error}")


def without_result(content: bytes, reason: str) -> CleanPage:
    """What stands for a page that could not be cleaned: its text in quarantine with the reason."""
    text = decode(content[:_PROOF], None, None).text
    whole = Quarantined(text=text, reasons=(reason,), score=1.0, kind="page", category="other", model=VERSION)
    return CleanPage(verdict="empty", basis=Notes({"verdict": reason}), quarantined=(whole,))
