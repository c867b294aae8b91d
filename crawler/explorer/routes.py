"""Which address of the explorer gives what."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.explorer.api import API
from crawler.explorer.article import article_page
from crawler.explorer.columns import columns_page
from crawler.explorer.layout import problem
from crawler.explorer.messages import Answer, Asked, Refused, as_json
from crawler.explorer.results import search_page
from pipelines.store import ArchiveError
from pipelines.store.live import Live
from pipelines.store.search import SearchError

if TYPE_CHECKING:
    from collections.abc import Callable


_STYLE = Path(__file__).with_name("style.css")
_TIME = 10.0  # seconds that one answer may take to be found
_ROBOTS = "User-agent: *\nDisallow: /\n"  # the texts are others', and many pages hijacked ones

PAGES: dict[str, Callable[[Live, Asked], Answer]] = {
    "/": search_page,
    "/article": article_page,
    "/columns": columns_page,
}


class Explorer:
    """Answers from one archive, which is opened for reading only.

    Args:
        path: of the archive.

    Raises:
        ArchiveError: it cannot be read.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._live: Live | None = None
        self._token = ""
        self._open()

    def _open(self) -> Live:
        if self._live is None:
            self._live = Live(self._path)
            self._token = secrets.token_hex(4)  # what the archive's own count goes with
        return self._live

    def close(self) -> None:
        """Close the archive; the next request opens it again."""
        if self._live is not None:
            with suppress(ArchiveError):
                self._live.close()
            self._live = None

    def etag(self) -> str:
        """The same as long as nobody has written to the archive."""
        try:
            number = self._open().version()
        except ArchiveError:
            self.close()
            raise
        return f'"{self._token}-{number}"'

    def answer(self, asked: Asked) -> Answer:
        """Answer a request; what is wrong with it is an answer, too.

        Raises:
            ArchiveError: the archive cannot be read, or not in time.
        """
        if asked.path == "/style.css":
            return Answer(body=_STYLE.read_bytes(), kind="text/css; charset=utf-8")
        if asked.path == "/robots.txt":
            return Answer(body=_ROBOTS.encode(), kind="text/plain")
        programs = asked.path.startswith("/api/")
        try:
            found = (API if programs else PAGES).get(asked.path)
            if found is None:
                raise Refused(404, "there is nothing of this address")
            live = self._open()
            with live.within(_TIME):
                return found(live, asked)
        except (Refused, SearchError) as error:
            status = error.status if isinstance(error, Refused) else 400
            if programs:
                return as_json({"error": str(error)}, status=status)
            return problem(status, str(error), asked.text("q"))
        except ArchiveError:
            self.close()
            raise
