"""The frontier: which addresses of a source are to be fetched, and what became of each.

It is the table ``urls``, written by the one writer and in its transactions: an address is done where its result is
stored, a list where its links are. What was taken and never finished is still due; nothing has to be undone after a
crash.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.store import queue_sql as sql
from pipelines.store import rows
from pipelines.store.addresses import host_of, netloc_of
from pipelines.store.due import when_due
from pipelines.store.hosts import paused
from pipelines.store.recrawl import Look, write_history
from pipelines.store.visits import Answer, Found, Policy, Priority, Visit

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

logger = logging.getLogger(__name__)


class Frontier:
    """The queue of one archive. Every method that writes is part of the archive's current transaction.

    Attributes:
        visits: what is under way, by address.
        kept: articles that this run brought; whoever stores one counts it.

    Args:
        conn: of the archive.
        unit: makes several writes one; see :meth:`Archive.unit`.
        crawl: number of the crawl that is running.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        unit: Callable[[], AbstractContextManager[None]],
        crawl: Callable[[], int | None],
    ) -> None:
        self._conn = conn
        self._unit = unit
        self._crawl = crawl
        self._policies: dict[str, Policy] = {}
        self._hosts: dict[
            str, dict[str, bool]
        ] = {}  # of a source; whether anything was due when last looked at
        self._under_way: Counter[tuple[str, str]] = Counter()
        self._paused: dict[str, bool] = {}
        self.visits: dict[str, Visit] = {}
        self.kept = 0

    def open(self) -> dict[str, int]:
        """Forget what earlier crawls had under way when they were killed: it is still due.

        Returns:
            Addresses under way then, by source.
        """
        with self._unit():
            killed = dict(self._conn.execute(sql.KILLED, (self._crawl(),)).fetchall())
            self._conn.execute(sql.CLEAR, (self._crawl(),))
        return killed

    def begin(
        self,
        source: str,
        seeds: Iterable[Found],
        *,
        policy: Policy,
        at: datetime,
        since: str | None = None,
        campaign: str | None = None,
        recheck: str = "",
    ) -> None:
        """Make a source ready: its seeds, and what only the arguments of an earlier run had ruled out.

        Args:
            source: its name.
            seeds: where it begins.
            policy: of the source.
            at: now.
            since: least date of what the run keeps, ISO 8601.
            campaign: official name of the campaign that the run keeps.
            recheck: ``lists`` or ``all``: do not wait until what was fetched before is due.
        """
        now = rows.timestamp(at)
        self._policies[source] = policy
        with self._unit():
            given = {rows.storable(seed.url): seed for seed in seeds}
            former = {url for (url,) in self._conn.execute(sql.FORMER_SEEDS, (source,))}
            self._conn.executemany(sql.DROP_SEED, ((url,) for url in former - set(given)))
            self._conn.executemany(
                sql.SEED,
                ((url, source, seed.kind, netloc_of(url), now, seed.pages) for url, seed in given.items()),
            )
            self._conn.execute(sql.WAKE, (source, now, since, campaign))
            if recheck:
                self._conn.execute(sql.RECHECK, (source, now, recheck == "all"))
            self._hosts[source] = {host: True for (host,) in self._conn.execute(sql.HOSTS, (source,))}

    def add_list(self, visit: Visit, found: Sequence[Found], *, at: datetime) -> int:
        """Put what a list leads to into the queue; see :meth:`add`.

        A list with no links, or the same as the page before it, leads to no further pages: so ends what is paged
        through without end.
        """
        links = sorted(link.url for link in found if not link.further)
        digest = hashlib.sha256("\n".join(map(rows.storable, links)).encode()).hexdigest()
        before = self._conn.execute(sql.DIGEST, (visit.parent,)).fetchone() if visit.parent else None
        if not links or (before and before[0] == digest) or visit.further == 0:
            found = [link for link in found if not link.further]
        with self._unit():
            added = self.add(
                visit.source, found, parent=visit.url, depth=visit.depth, further=visit.further, at=at
            )
            self._conn.execute(sql.SET_DIGEST, (digest, visit.url))
        return added

    def add(
        self,
        source: str,
        found: Iterable[Found],
        *,
        parent: str,
        depth: int,
        at: datetime,
        further: int | None = None,
    ) -> int:
        """Put links into the queue, in their order; those that are known already stay as they are.

        Only what a list or sitemap dates after the last visit is due again, and further pages of a list that
        brought something new.

        Args:
            source: its name.
            found: the links.
            parent: page that leads to them.
            depth: of that page.
            at: when it was fetched.
            further: how many further pages may be followed from it; None for any number.

        Returns:
            How many were new, further pages not counted.
        """
        links = {rows.storable(link.url): link for link in found}
        hosts = self._hosts.setdefault(source, {})
        # Due a moment ago and a millisecond apart, so that the queue keeps the order of the list. Further pages come
        # in the middle: the next links are there before these are all fetched.
        first, middle = at - timedelta(milliseconds=len(links)), len(links) // 2
        left = None if further is None else further - 1
        new: list[list[rows.Bound]] = []
        pages: list[list[rows.Bound]] = []
        dated = []
        for number, (url, link) in enumerate(links.items()):
            due = rows.timestamp(first + timedelta(milliseconds=middle if link.further else number))
            row = (
                url, link.state, source, link.kind, netloc_of(url), Priority.NEW,
                depth if link.further else depth + 1, parent, link.title or None, link.listed,
                due if link.state == "waiting" else None, left if link.further else None,
            )  # fmt: skip
            (pages if link.further else new).append([rows.bind(value) for value in row])
            hosts[netloc_of(url)] = True
            if link.listed and link.state == "waiting":
                dated.append((url, link.listed, due))
        with self._unit():
            added = self._conn.executemany(sql.ADD, new).rowcount if new else 0
            self._conn.executemany(sql.ADD, pages)
            self._conn.executemany(sql.RENEWED, dated)
            if added:
                again = [(row[0], row[10], rows.timestamp(at)) for row in pages if row[10]]
                self._conn.executemany(sql.FURTHER, again)
        return added

    def add_attachments(self, source: str, *, at: datetime) -> int:
        """Put the files that the source's articles link into the queue; returns how many were new."""
        added = 0
        for article, url in self._conn.execute(sql.FILES, (source,)).fetchall():
            added += self.add(source, [Found(url=url, kind="attachment")], parent=article, depth=1, at=at)
        return added

    def put_off_lists(self, source: str) -> None:
        """Leave lists that are due, but for seeds, to a later run."""
        with self._unit():
            self._conn.execute(sql.PUT_OFF, (source,))

    def take(
        self, source: str, *, per_host: int, most: int, at: datetime, resting: Collection[str] = ()
    ) -> list[Visit]:
        """Addresses that are due, of each host in turn as far as it has fewer than ``per_host`` under way."""
        now, crawl = rows.timestamp(at), self._crawl()
        taken: list[Visit] = []
        hosts = self._hosts.get(source, {})
        for host in [
            host for host, due in hosts.items() if due and host not in resting and not self._is_paused(host)
        ]:
            room = wanted = min(per_host - self._under_way[source, host], most - len(taken))
            for priority in Priority:
                if room > 0:
                    found = self._conn.execute(
                        sql.TAKE, (source, host, priority, now, crawl, room)
                    ).fetchall()
                    taken += map(_visit, found)
                    room -= len(found)
            if wanted > 0:
                hosts[host] = room == 0
                if len(taken) >= most:
                    hosts[host] = hosts.pop(host)  # the others come first next time
                    break
        if taken:
            with self._unit():
                self._conn.executemany(sql.TAKEN, ((crawl, visit.url) for visit in taken))
        for visit in taken:
            self.visits[visit.url] = visit
            self._under_way[source, visit.host] += 1
        return taken

    def _is_paused(self, host: str) -> bool:
        """Whether an operator has paused it; nobody can while this writer holds the archive."""
        if host not in self._paused:
            self._paused[host] = paused(self._conn, host_of(f"http://{host}") or host)
            if self._paused[host]:
                logger.warning("%(host)s is paused and skipped: scrapy quarantine hosts", {"host": host})
        return self._paused[host]

    def finish(
        self,
        visit: Visit,
        state: str,
        *,
        at: datetime,
        answer: Answer | None = None,
        changed: bool = False,
        reason: str | None = None,
        target: str | None = None,
        listed: str | None = None,
        topics: tuple[str, ...] | None = None,
        until: datetime | None = None,
    ) -> None:
        """Record what became of an address, and when it is due again.

        Args:
            visit: as taken.
            state: as in ``urls``; ``failed`` means for now, ``later`` that nobody asked: its host rests.
            at: when it was answered.
            answer: None where there was none that counts, or nothing in it is to be believed next time.
            changed: whether a list had new links, or an article another text.
            reason: why it is not done.
            target: where it leads.
            listed: date of the page, where it was skipped.
            topics: its campaigns, likewise.
            until: when it makes sense to ask again, where the host said so.
        """
        policy = self._policies.get(visit.source, Policy())
        asked_in_vain = state in ("failed", "later")
        state, due, failures, looks = when_due(visit, state, policy, at=at, changed=changed, until=until)
        last_seen: datetime | None
        if answer is not None and answer.url != visit.url and state == "done" and visit.kind == "article":
            self._arrive(visit, answer, due, looks, at, target)
            state, due, target, answer = "moved", None, answer.url, None
        seen, last_seen = answer or Answer(visit.url), at
        if asked_in_vain:
            seen = Answer(visit.url, visit.etag, visit.last_modified, visit.body_digest)
            last_seen = visit.last_seen
        values = (
            visit.url, state, due, failures, write_history(looks) or None, reason, target, topics, listed, seen.etag,
            seen.last_modified, seen.body_digest, last_seen, self._crawl(),
        )  # fmt: skip
        with self._unit():
            self._conn.execute(sql.FINISH, [rows.bind(value) for value in values])
        self.let_go(visit)

    def _arrive(
        self,
        visit: Visit,
        answer: Answer,
        due: datetime | None,
        looks: tuple[Look, ...],
        at: datetime,
        target: str | None,
    ) -> None:
        url = rows.storable(answer.url)
        row = (url, visit.source, visit.kind, netloc_of(url), visit.depth, visit.url)
        values = (
            url, "done", due, 0, write_history(looks) or None, None, target, None, None, answer.etag,
            answer.last_modified, answer.body_digest, at, self._crawl(),
        )  # fmt: skip
        with self._unit():
            self._conn.execute(sql.ARRIVED, row)
            self._conn.execute(sql.FINISH, [rows.bind(value) for value in values])

    def part(self, url: str, visit: Visit, *, at: datetime) -> None:
        """Record that an address is a further page of the article at ``visit.url``, and nothing by itself."""
        url = rows.storable(url)
        values = (url, visit.source, netloc_of(url), visit.url, rows.timestamp(at), self._crawl())
        with self._unit():
            self._conn.execute(sql.PART, values)

    def let_go(self, visit: Visit) -> None:
        """It is not under way any more; where it was not finished it stays due."""
        if self.visits.pop(visit.url, None) is not None:
            self._under_way[visit.source, visit.host] -= 1

    def under_way(self, source: str) -> int:
        """How many addresses of a source are taken and not finished."""
        return sum(count for (name, _), count in self._under_way.items() if name == source)

    def look_again(self) -> None:
        """Ask every host again whether anything is due: time has passed."""
        for hosts in self._hosts.values():
            hosts.update(dict.fromkeys(hosts, True))

    def left(self, source: str, at: datetime) -> int:
        """How many addresses of a source are due."""
        (count,) = self._conn.execute(sql.LEFT, (source, rows.timestamp(at))).fetchone()
        return int(count)

    def next_due(self, source: str) -> str | None:
        """When the next address of a source is due, ISO 8601; None where none ever is."""
        (due,) = self._conn.execute(sql.NEXT_DUE, (source,)).fetchone()
        return due if due is None else str(due)

    def learned(self, source: str) -> dict[str, object] | None:
        """What discovery learned of a source."""
        row = self._conn.execute(sql.LEARNED, (source,)).fetchone()
        return json.loads(row[0]) if row and row[0] else None

    def learn(self, source: str, learned: Mapping[str, object]) -> None:
        """Keep what discovery learned, with the links it was learned from."""
        with self._unit():
            self._conn.execute(sql.LEARN, (source, rows.bind(dict(learned))))

    def end(
        self, source: str, state: str, *, at: datetime, reason: str | None, counts: Mapping[str, object]
    ) -> None:
        """Record how the crawl of a source ended."""
        values = (source, state, reason, self._crawl(), at, dict(counts))
        with self._unit():
            self._conn.execute(sql.SOURCE_ENDED, [rows.bind(value) for value in values])


def _visit(row: tuple[Any, ...]) -> Visit:
    *values, last_seen, state, taken = row
    seen = datetime.fromisoformat(str(last_seen)).astimezone(UTC) if last_seen else None
    return Visit(*(*values, seen, state, taken is not None))
