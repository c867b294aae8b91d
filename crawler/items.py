"""What spiders hand to the pipelines: what came of one address, and how that is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.attachments import keep
from pipelines.store import Found
from pipelines.store.errors import translate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from crawler.warc.records import Record
    from pipelines.store import Answer, Archive, Fetch, Visit
    from pipelines.types import CleanPage


@dataclass(frozen=True, slots=True)
class Fate:
    """Why a page is not kept as an article.

    Attributes:
        state: ``gone``, ``off-topic``, or ``skipped`` where only this run does not want it.
        reason: one line.
        listed: date of a page that is skipped.
        topics: its campaigns.
    """

    state: str
    reason: str
    listed: str | None = None
    topics: tuple[str, ...] | None = None


@dataclass(slots=True)
class Page:
    """A response or a document, as it came.

    Attributes:
        url: http(s), or ``document:`` and the path below the folder that was given.
        content: the body's bytes.
        fetched_at: with a time zone.
        content_type: the HTTP header's value.
        status: of the response; 200 for a document that was read.
        warc: the record that keeps it, here and in the other items.
        encoding: that the source's operator has set.
        flags: of the response, added to those of cleaning.
        visit: of the frontier; None for documents.
        answer: what the response says for the next visit.
        canonical: address that the page calls its own, where that is another one of the source.
        attach: whether the files it links are wanted.
        parts: addresses of further pages of the article, with their fetches.
        clean: what cleaning made of it; set by the pipelines.
        fate: why it is not kept; set by the pipelines.
        outcome: what storing did: ``new``, ``changed``, ``unchanged``, or the state of its fate; set by the pipelines.
    """

    url: str
    content: bytes
    fetched_at: datetime
    content_type: str | None = None
    status: int = 200
    warc: Record | None = None
    encoding: str | None = None
    flags: tuple[str, ...] = ()
    visit: Visit | None = None
    answer: Answer | None = None
    canonical: str | None = None
    attach: bool = False
    parts: tuple[tuple[str, Fetch], ...] = ()
    clean: CleanPage | None = None
    fate: Fate | None = None
    outcome: str | None = None

    def store(self, archive: Archive, fetch: Fetch) -> str:
        """Keep the page, or remember why not; both with what becomes of its address, in one transaction."""
        assert self.clean is not None
        fate, visit, target = self.fate, self.visit, self.canonical
        with archive.unit():
            if fate is None and visit and (twin := archive.twin(self.url, target, self.clean)):
                fate, target = Fate("duplicate", f"the same text as {twin}"), twin
            if fate is None:
                outcome = str(archive.put(self.url, self.clean, fetch=fetch))
                archive.frontier.kept += outcome in ("new", "changed") and self.clean.verdict == "article"
            else:
                outcome = fate.state
                archive.put_aside(visit.url if visit else self.url, outcome, fate.reason, fetch=fetch)
            if visit is not None:
                if self.attach and fate is None:
                    files = [Found(url=url, kind="attachment") for url in self.clean.attachments]
                    archive.frontier.add(
                        visit.source, files, parent=self.url, depth=visit.depth, at=self.fetched_at
                    )
                for url, at in self.parts:
                    archive.log(url, "part", fetch=at)
                    archive.frontier.part(url, visit, at=self.fetched_at)
                archive.frontier.finish(
                    visit,
                    fate.state if fate else "done",
                    at=self.fetched_at,
                    answer=None if fate else self.answer,  # a page that was not kept has to be had whole
                    changed=outcome == "changed",
                    reason=fate.reason if fate else None,
                    target=target,
                    listed=fate.listed if fate else None,
                    topics=fate.topics if fate else None,
                )
        return outcome


@dataclass(slots=True)
class Failure:
    """A page that could not be had; recorded, so that nothing is lost silently.

    Attributes:
        url: as in :class:`Page`.
        reason: one line: what is wrong.
        fetched_at: with a time zone.
        status: of the response; None where there was none.
        visit: of the frontier; None for documents.
        state: ``failed`` where it is worth trying again, ``refused`` where it must not be fetched, ``later`` where
            it was not asked for because its host rests.
        until: when it makes sense to ask again, where the host said so.
        outcome: the state; set by the pipelines.
    """

    url: str
    reason: str
    fetched_at: datetime
    status: int | None = None
    visit: Visit | None = None
    state: str = "failed"
    until: datetime | None = None
    warc: Record | None = None
    outcome: str | None = None

    def store(self, archive: Archive, fetch: Fetch) -> str:
        """Record it; what is stored of the page stays."""
        with archive.unit():
            if self.state == "failed":
                archive.record_failure(self.url, self.reason, fetch=fetch)
            else:
                archive.log(self.url, self.state, reason=self.reason, fetch=fetch)
            if self.visit is not None:
                archive.frontier.finish(
                    self.visit, self.state, at=self.fetched_at, reason=self.reason, until=self.until
                )
        return self.state


@dataclass(slots=True)
class Answered:
    """What is known of every answer to a visit; see :class:`Page`. ``size``: bytes of the body."""

    url: str
    fetched_at: datetime
    status: int
    size: int
    visit: Visit
    warc: Record | None = field(default=None, kw_only=True)
    outcome: str | None = field(default=None, kw_only=True)


@dataclass(slots=True)
class Listing(Answered):
    """A list, feed or sitemap that was read: done when its links are in the queue.

    Attributes:
        links: in the page's order; further pages among them.
        learned: what discovery knows of the site after it, as JSON takes it; None where nothing was learned.
        reason: why there are no links.
        found: how many of the links were new; set by the pipelines.
    """

    answer: Answer
    links: tuple[Found, ...]
    learned: Mapping[str, object] | None = None
    reason: str | None = None
    found: int = 0

    def store(self, archive: Archive, fetch: Fetch) -> str:
        """Put the links into the queue and the list out of it, in one transaction."""
        frontier = archive.frontier
        with archive.unit():
            archive.log(self.url, "listed", reason=self.reason, fetch=fetch)
            self.found = frontier.add_list(self.visit, self.links, at=self.fetched_at)
            if self.learned is not None:
                frontier.learn(self.visit.source, self.learned)
            frontier.finish(
                self.visit,
                "done",
                at=self.fetched_at,
                answer=self.answer,
                changed=self.found > 0,
                reason=self.reason,
            )
        return "listed"


@dataclass(slots=True)
class Unchanged(Answered):
    """A page that is as it was: a 304, or the same bytes; ``reason`` says which."""

    answer: Answer
    reason: str

    def store(self, archive: Archive, fetch: Fetch) -> str:
        """Note when it was last seen."""
        with archive.unit():
            outcome = str(archive.put_unchanged(self.visit.url, self.reason, fetch=fetch))
            archive.frontier.finish(self.visit, "done", at=self.fetched_at, answer=self.answer)
        return outcome


@dataclass(slots=True)
class Aside(Answered):
    """An answer that is no page to clean: gone, or a file; ``state`` and ``reason`` as in :class:`Fate`."""

    state: str
    reason: str

    def store(self, archive: Archive, fetch: Fetch) -> str:
        """Remember it, so that it is not fetched again for nothing."""
        with archive.unit():
            archive.put_aside(self.visit.url, self.state, self.reason, fetch=fetch)
            archive.frontier.finish(self.visit, self.state, at=self.fetched_at, reason=self.reason)
        return self.state


@dataclass(slots=True)
class Attachment(Answered):
    """A file that an article links, to be kept in ``folder`` under its digest."""

    answer: Answer
    body: bytes
    folder: Path

    def store(self, archive: Archive, fetch: Fetch) -> str:
        """Write the file, then note that it is there: killed in between, it is fetched again."""
        assert self.answer.body_digest is not None
        try:
            path = keep(self.folder, self.answer.body_digest, self.url, self.body)
        except OSError as error:
            raise translate(error, self.folder) from error
        with archive.unit():
            archive.log(self.url, "attached", reason=str(path.relative_to(self.folder)), fetch=fetch)
            archive.frontier.finish(self.visit, "done", at=self.fetched_at, answer=self.answer)
        return "attached"
