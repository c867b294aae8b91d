"""Campaign news from the sources, one frontier for all."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals
from scrapy.exceptions import CloseSpider

from crawler.answers import answer_of, read_answer, wanted_links
from crawler.arguments import check_arguments, chosen_sources
from crawler.discovery import Learned
from crawler.items import Failure, Listing, Page
from crawler.middlewares.errors import Refused, describe
from crawler.selection import Wanted
from crawler.sources import FOLDER, Source, SourceError
from crawler.steps import Steps, steps_of
from crawler.tally import Tally
from pipelines.stages import Store
from pipelines.store import Archive, ArchiveError, Policy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

    from pipelines.store import Visit

logger = logging.getLogger(__name__)

_WAIT = 1.0  # seconds after which the queue is looked at, whatever has happened
_LOOK_AGAIN = 60.0  # seconds after which hosts without work are asked again
_MONTH = 720.0  # hours
# What the guard refuses because a host must rest; nothing was wrong with the address.
_LATER = frozenset({"busy", "left", "unreachable"})
_REFUSED = frozenset(
    {"address", "scheme", "scope", "redirects", "robots", "too-large", "headers", "encoding"}
)


class NewsSpider(scrapy.Spider):
    """Fetches what is due of the sources, and nothing twice.

    Arguments:
        source: name of a source file, several with commas, or ``all``.
        since: ISO date; older articles are left, and lists followed no further than that.
        limit: number of new and changed articles after which the run ends.
        campaign: official name of the one campaign to keep.
        recheck: ``lists`` or ``all``: look at them now, also where they are not due yet.
        attachments: ``yes`` keeps the files that articles link, in the folder ``attachments`` beside the archive.

    A run that was stopped or killed needs no option to go on: the next one does what is still due. Addresses wait in
    the archive, see :mod:`pipelines.store.frontier`; this class only asks for them and says what was answered.
    """

    name = "news"
    custom_settings = {  # noqa: RUF012 - Scrapy declares it as a variable of instances
        # What they mean for an address is told in crawler/answers.py.
        "HTTPERROR_ALLOWED_CODES": [304, 404, 410],
        # The frontier caps depth, and forgets no address.
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    }

    def __init__(
        self,
        source: str = "",
        since: str = "",
        limit: str = "",
        campaign: str = "",
        recheck: str = "",
        attachments: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source, self.since, self.limit = source, since, limit
        self.campaign, self.recheck, self.attachments = campaign, recheck, attachments
        self.folder = str(FOLDER)
        self.sources: dict[str, Source] = {}
        self.steps: dict[str, Steps] = {}
        self.tally: dict[str, Tally] = {}
        self.wanted = Wanted(since or None, campaign or None)
        self.most: int | None = None
        self._learned: dict[str, Learned | None] = {}
        self._something_happened = asyncio.Event()
        self._asked_all = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Read the setting SOURCES, and hear of every item that is stored."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.folder = crawler.settings.get("SOURCES") or str(FOLDER)
        for signal in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(spider.stored, signal=signal)
        return spider

    # -- what is asked for ------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Requests for what is due, as many as the hosts take, until nothing is."""
        self.read_arguments()
        try:
            async for request in self.due():
                yield request
        except ArchiveError as error:  # the disk is full, or the like
            if (store := self.crawler.get_item_pipeline(Store)) and store.archive is not None:
                store.stop(error)
            return
        if reason := self.end_reason():
            raise CloseSpider(reason)

    async def due(self) -> AsyncIterator[scrapy.Request]:
        """As :meth:`start`; ends also where the archive takes no more."""
        if self.archive is not None:
            self.begin(self.archive)
        while (archive := self.archive) is not None:
            self._something_happened.clear()
            taken = self.take(archive)
            for visit in taken:
                yield self.request(visit)
            if taken:
                continue
            if not archive.frontier.visits:
                break
            await self.wait(archive)

    @property
    def archive(self) -> Archive | None:
        """The archive of the run; None where it is not open (any more)."""
        store = self.crawler.get_item_pipeline(Store)
        return store.archive if store is not None else None

    @property
    def folder_of_files(self) -> Path:
        """Where attachments are kept."""
        return Path(self.crawler.settings["ARCHIVE"]).parent / "attachments"

    def read_arguments(self) -> None:
        """Read them, and the sources; one line and an exit code for what is wrong."""
        try:
            check_arguments(self.since, self.limit, self.campaign, self.recheck, self.attachments)
            self.most = int(self.limit) if self.limit else None
            self.sources = chosen_sources(self.source, self.folder)
            self.steps = {name: steps_of(source) for name, source in self.sources.items()}
        except (SourceError, ValueError) as error:
            for line in getattr(error, "problems", None) or [str(error)]:
                logger.error("%(line)s", {"line": line}, extra={"spider": self})
            raise CloseSpider("usage") from error

    def begin(self, archive: Archive) -> None:
        """Put the seeds into the queue, and say what a killed run had left."""
        now = datetime.now(UTC)
        since = date.fromisoformat(self.since) if self.since else None
        for source, killed in archive.frontier.open().items():
            message = "%(source)s: a run was killed with %(count)s pages under way; they are fetched again"
            logger.warning(message, {"source": source, "count": killed}, extra={"spider": self})
        for name, one in self.sources.items():
            least, most = one.recrawl.min_hours, one.recrawl.max_hours
            archive.frontier.begin(
                name,
                self.steps[name].seeds(now.astimezone().date(), since),
                policy=Policy(lists=(least, most), articles=(max(_MONTH, most), 12 * max(_MONTH, most))),
                at=now,
                since=self.wanted.since,
                campaign=self.wanted.campaign,
                recheck=self.recheck,
            )
            if self.attachments:
                archive.frontier.add_attachments(name, at=now)
            learned = archive.frontier.learned(name)
            self._learned[name] = Learned.from_json(learned) if learned else None
            self.tally[name] = Tally(one)

    def take(self, archive: Archive) -> list[Visit]:
        """What can be asked for now, of each source in turn."""
        frontier, now = archive.frontier, datetime.now(UTC)
        if time.monotonic() - self._asked_all > _LOOK_AGAIN:
            frontier.look_again()
            self._asked_all = time.monotonic()
        room = 2 * self.crawler.settings.getint("CONCURRENT_REQUESTS") - len(frontier.visits)
        if self.most is not None:
            room = min(room, self.most - frontier.kept - len(frontier.visits))
        taken: list[Visit] = []
        for name, tally in self.tally.items():
            limits = tally.source.limits
            most = min(room - len(taken), limits.pages - tally.fetched)
            if most <= 0 or tally.limit:
                continue
            if tally.lists >= limits.list_pages and not tally.lists_off:
                tally.lists_off = True
                frontier.put_off_lists(name)
            visits = frontier.take(
                name, per_host=2 * tally.source.concurrency, most=most, at=now, resting=tally.resting
            )
            tally.fetched += len(visits)
            tally.lists += sum(visit.kind not in ("article", "attachment") for visit in visits)
            taken += visits
        return taken

    def request(self, visit: Visit) -> scrapy.Request:
        """The request for an address, conditional where its page was kept."""
        request = self.steps[visit.source].request(visit)
        request.callback, request.errback = self.parse, self.failed
        request.cb_kwargs["visit"] = visit
        if visit.etag and visit.state == "done":
            request.headers["If-None-Match"] = visit.etag
        if visit.last_modified and visit.state == "done":
            request.headers["If-Modified-Since"] = visit.last_modified
        return self.prepare(request, visit)

    def prepare(self, request: scrapy.Request, visit: Visit) -> scrapy.Request:
        """Give a request what the middlewares go by: its source's hosts, limits and pace."""
        source = self.sources[visit.source]
        slot = visit.host
        request.meta.update(
            source=source.name,
            kind=visit.kind,
            hosts=source.hosts,
            allow_addresses=source.allow_addresses,
            delay=source.delay,
            concurrency=source.concurrency,
            download_slot=slot,
        )
        if source.javascript:
            request.meta["javascript"] = True
        if source.delay == 0:  # a site of one's own
            request.meta["autothrottle_dont_adjust_delay"] = True
        engine = self.crawler.engine
        assert engine is not None
        engine.downloader.per_slot_settings.setdefault(
            slot, {"concurrency": source.concurrency, "delay": source.delay}
        )
        return request

    async def wait(self, archive: Archive) -> None:
        """Until something is stored; what was taken and is nowhere any more is recorded as failed."""
        try:
            await asyncio.wait_for(self._something_happened.wait(), _WAIT)
        except TimeoutError:
            engine = self.crawler.engine
            assert engine is not None
            slot, scheduler = engine.scraper.slot, engine.scheduler
            busy = engine.downloader.active or (scheduler and scheduler.has_pending_requests())
            if busy or slot is None or not slot.is_idle():
                return
            for visit in list(archive.frontier.visits.values()):
                failure = Failure(
                    visit.url, "nothing came of it: see the log", datetime.now(UTC), visit=visit
                )
                await engine.scraper.itemproc.process_item_async(failure)
                self.stored(failure)

    # -- what was answered ------------------------------------------------------------------------------------------

    def parse(self, response: Response, *, visit: Visit) -> list[Any]:
        """One item for one answer.

        A list and no generator: Scrapy would compile a generator's source anew for every answer.
        """
        source, record = self.sources[visit.source], response.meta.get("warc")
        now = record.at if record else datetime.now(UTC)
        item: Any = read_answer(response, visit, source, now, folder=self.folder_of_files)
        if isinstance(item, Page):
            item.attach = bool(self.attachments)
        if item is None:
            known = self._learned[visit.source]
            found = self.steps[visit.source].read_list(response, visit, known)
            self._learned[visit.source] = found.learned or known
            tally = self.tally[visit.source]
            lists_over = tally.lists >= source.limits.list_pages
            links = tuple(wanted_links(found, visit, source, self.wanted, lists_over=lists_over))
            tally.counts["too old"] += sum(
                link.state == "skipped" and link.kind == "article" for link in links
            )
            item = Listing(
                response.url,
                now,
                response.status,
                len(response.body),
                visit,
                answer_of(response),
                links,
                learned=found.learned.as_json() if found.learned else None,
                reason=found.reason,
            )
        item.warc = record
        return [item]

    def failed(self, failure: TwistedFailure) -> list[Failure]:
        """Why there was no answer; a host that must rest is left alone for the rest of the run."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.cb_kwargs["visit"]
        assert failure.value is not None
        code, reason = describe(failure.value)
        state = "later" if code in _LATER else "refused" if code in _REFUSED else "failed"
        tally = self.tally[visit.source]
        tally.reason = f"{visit.host}: {reason}"
        if state == "later":
            tally.resting.setdefault(visit.host, reason)
        until = failure.value.until if isinstance(failure.value, Refused) else None
        response: Response | None = getattr(failure.value, "response", None)
        status = response.status if response is not None else None
        return [Failure(visit.url, reason, datetime.now(UTC), status, visit, state, until)]

    def stored(self, item: Any) -> None:
        """Count an item that has gone through the pipelines."""
        visit = getattr(item, "visit", None)
        if visit is None:
            return
        self.tally[visit.source].count(item)
        self._something_happened.set()

    # -- how it ends ------------------------------------------------------------------------------------------------

    def verdicts(self, archive: Archive) -> dict[str, tuple[str, str | None]]:
        """How each source ended so far, and why."""
        now = datetime.now(UTC)
        ends = {}
        for name, tally in self.tally.items():
            left = archive.frontier.left(name, now)
            limited = tally.limit
            if self.most is not None and archive.frontier.kept >= self.most:
                limited = f"limit: {self.most}"
            ends[name] = tally.verdict(left, limited if left else None)
        return ends

    def end_reason(self) -> str | None:
        """The finish reason where it is not simply that all is done; the exit code is made from it."""
        if self.archive is None:
            return None
        states = [state for state, _ in self.verdicts(self.archive).values()]
        if failed := states.count("failed"):
            return "all_failed" if failed == len(states) else "some_failed"
        return "limit" if "limit" in states else None

    def closed(self, reason: str) -> None:
        """Record how each source ended."""
        archive, stats = self.archive, self.crawler.stats
        if archive is None or stats is None or not self.tally:
            return
        ended = reason in ("finished", "limit", "some_failed", "all_failed")
        now = datetime.now(UTC)
        for name, verdict in self.verdicts(archive).items():
            counts = dict(self.tally[name].counts) | {"left": archive.frontier.left(name, now)}
            state, why = verdict if ended else ("interrupted", reason)
            archive.frontier.end(name, state, at=now, reason=why, counts=counts)
            for key, value in (counts | {"state": state, "reason": why or ""}).items():
                stats.set_value(f"sources/{name}/{key}", value)
