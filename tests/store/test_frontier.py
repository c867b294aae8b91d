"""The queue: what is due, in which order, and what is left of it after a crash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.store import Answer, Archive, Found, Policy, Visit
from pipelines.store.review import Review
from tests.store.conftest import article, count, fetch, query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
SEED = "http://qinghe.example/list/"
POLICY = Policy(lists=(6, 96), articles=(720, 8760), tries=3)


def urls(*numbers: int, host: str = "qinghe.example") -> list[Found]:
    return [Found(url=f"http://{host}/{number}.html", listed="2025-12-30") for number in numbers]


class Crawl:
    """An archive with one source that is crawled."""

    def __init__(self, path: Path, at: datetime = NOW, **begin: Any) -> None:
        self.archive = Archive(path)
        self.archive.begin_crawl("news")
        self.frontier = self.archive.frontier
        self.killed = self.frontier.open()
        self.at = at
        self.frontier.begin("qinghe", [Found(url=SEED, kind="list")], policy=POLICY, at=at, **begin)

    def take(self, most: int = 100, per_host: int = 100) -> list[Visit]:
        return self.frontier.take("qinghe", per_host=per_host, most=most, at=self.at)

    def listed(self, *found: Found) -> int:
        """Fetch what is first in the queue, a list with these links."""
        [visit] = self.take(1)
        added = self.frontier.add_list(visit, found, at=self.at)
        self.frontier.finish(visit, "done", at=self.at, answer=Answer(visit.url), changed=added > 0)
        return added

    def die(self) -> None:
        """As with SIGKILL: nothing more is written, the lock goes."""
        self.archive._conn.close()
        self.archive._lock.release()


@pytest.fixture
def crawl(path: Path) -> Iterator[Crawl]:
    crawl = Crawl(path)
    yield crawl
    if crawl.archive._lock.is_locked and crawl.archive._failure is None:
        crawl.archive.close()


def test_links_are_taken_in_the_order_of_the_list_with_its_next_page_in_their_midst(crawl: Crawl) -> None:
    further = Found(url=f"{SEED}2", kind="list", further=True)
    assert crawl.listed(*urls(3, 1, 2, 9), further) == 4
    taken = [visit.url.rsplit("/", 1)[1] for visit in crawl.take()]
    assert [name for name in taken if name != "2"] == ["3.html", "1.html", "2.html", "9.html"]
    assert taken.index("2") in (2, 3)


def test_the_same_list_again_adds_nothing(crawl: Crawl) -> None:
    crawl.listed(*urls(1, 2))
    assert crawl.frontier.add("qinghe", urls(1, 2), parent=SEED, depth=0, at=NOW) == 0
    assert len(crawl.take()) == 2
    assert crawl.take() == []


def test_hosts_take_turns_and_none_takes_all(crawl: Crawl) -> None:
    crawl.listed(*urls(*range(50)), *urls(*range(50), host="news.qinghe.example"))
    hosts = [visit.host for visit in crawl.take(most=10, per_host=4)]
    assert sorted(hosts) == ["news.qinghe.example"] * 4 + ["qinghe.example"] * 4
    assert crawl.take(per_host=4) == []


def test_a_resting_host_is_left_alone(crawl: Crawl) -> None:
    crawl.listed(*urls(1), *urls(1, host="news.qinghe.example"))
    resting = ["qinghe.example"]
    taken = crawl.frontier.take("qinghe", per_host=9, most=9, at=NOW, resting=resting)
    assert [visit.host for visit in taken] == ["news.qinghe.example"]


def test_a_paused_host_is_left_alone_with_all_below_it(path: Path) -> None:
    crawl = Crawl(path)
    crawl.listed(*urls(1), *urls(2, host="m.mirror.example:8080"))
    crawl.archive.close()
    with Review(path) as review:
        review.pause("mirror.example", by="lin")
    crawl = Crawl(path)
    assert [visit.host for visit in crawl.take()] == ["qinghe.example"]
    crawl.archive.close()


def test_what_was_under_way_when_a_crawl_was_killed_is_due_again(path: Path) -> None:
    crawl = Crawl(path)
    crawl.listed(*urls(1, 2, 3))
    done, under_way, _ = crawl.take()
    crawl.archive.put(done.url, article(), fetch=fetch())
    crawl.frontier.finish(done, "done", at=NOW, answer=Answer(done.url))
    crawl.archive.flush()
    crawl.die()
    again = Crawl(path)
    assert again.killed == {"qinghe": 2}
    assert under_way.url in {visit.url for visit in again.take()}
    assert len(again.frontier.visits) == 2
    again.archive.close()
    assert query(path, "SELECT reason, finished IS NULL FROM crawls") == [("killed", 1), (None, 1)]


def test_a_list_is_done_in_the_transaction_of_its_links(path: Path) -> None:
    crawl = Crawl(path)
    crawl.archive.flush()
    [visit] = crawl.take()
    with crawl.archive.unit():
        crawl.frontier.add_list(visit, urls(1, 2), at=NOW)
        assert query(path, "SELECT count(*) FROM urls") == [(1,)]
        crawl.frontier.finish(visit, "done", at=NOW, answer=Answer(visit.url))
    crawl.die()
    assert query(path, "SELECT state FROM urls") == [("waiting",)]


def test_a_failed_page_is_tried_later_and_later_and_then_given_up_but_a_seed_never(crawl: Crawl) -> None:
    crawl.listed(*urls(1))
    waits = []
    for _ in range(POLICY.tries):
        [visit] = crawl.take()
        crawl.archive.record_failure(visit.url, "timed out", fetch=fetch())
        crawl.frontier.finish(visit, "failed", at=crawl.at, reason="timed out")
        assert crawl.take() == []
        before, due = crawl.at, crawl.frontier.next_due("qinghe")
        crawl.at += timedelta(hours=2)
        crawl.frontier.look_again()
        waits.append((datetime.fromisoformat(due or "") - before).total_seconds() / 3600)
    assert waits[:2] == [0.25, 1.0]
    assert query(crawl.archive.path, "SELECT count(*) FROM urls WHERE state = 'failed'") == [(0,)]
    crawl.archive.flush()
    assert query(crawl.archive.path, "SELECT failures, due FROM urls WHERE state = 'failed'") == [(3, None)]
    crawl.at = NOW + timedelta(days=30)
    crawl.frontier.look_again()
    for _ in range(2 * POLICY.tries):
        [visit] = crawl.take()
        assert visit.url == SEED
        crawl.frontier.finish(visit, "failed", at=crawl.at, reason="timed out")
        crawl.at += timedelta(days=2)
        crawl.frontier.look_again()


def test_a_page_nobody_asked_for_has_not_failed(crawl: Crawl) -> None:
    crawl.listed(*urls(1))
    [visit] = crawl.take()
    crawl.frontier.finish(visit, "later", at=NOW, reason="its host rests", until=NOW + timedelta(hours=2))
    crawl.at += timedelta(hours=3)
    crawl.frontier.look_again()
    [again] = crawl.take()
    assert (again.url, again.failures, again.state) == (visit.url, 0, "waiting")


def test_a_redirect_is_done_with_the_page_that_it_led_to(crawl: Crawl) -> None:
    crawl.listed(*urls(1, 2))
    visit, _ = crawl.take()
    final = "http://qinghe.example/2.html"
    crawl.archive.put(final, article(), fetch=fetch())
    crawl.frontier.finish(visit, "done", at=NOW, answer=Answer(final, etag="x"))
    crawl.archive.flush()
    assert query(
        crawl.archive.path, "SELECT url, state, target, etag FROM urls WHERE depth = 1 ORDER BY url"
    ) == [
        ("http://qinghe.example/1.html", "moved", final, None),
        (final, "done", None, "x"),
    ]


def test_what_one_run_did_not_want_is_there_for_one_that_does(path: Path) -> None:
    crawl = Crawl(path)
    crawl.listed(
        Found(url="http://qinghe.example/old", listed="2019-01-01", state="skipped"),
        Found(url="http://qinghe.example/new", listed="2025-12-01"),
    )
    [visit] = crawl.take()
    crawl.frontier.finish(
        visit,
        "skipped",
        at=NOW,
        reason="…",
        answer=Answer(visit.url),
        listed="2025-12-01",
        topics=("国家卫生城市",),
    )
    crawl.archive.close()
    wanted = {}
    runs: dict[str, dict[str, Any]] = {
        "new": {"since": "2025-01-01"},
        "other": {"campaign": "全国文明城市", "since": "2025-01-01"},
        "same": {"campaign": "国家卫生城市", "since": "2025-01-01"},
        "all": {},
    }
    for name, arguments in runs.items():
        again = Crawl(path, **arguments)
        wanted[name] = sorted(v.url.rsplit("/", 1)[1] for v in again.take() if v.kind == "article")
        for visit in list(again.frontier.visits.values()):
            state = "skipped" if visit.kind == "article" else "later"
            topics = ("国家卫生城市",) if visit.url.endswith("new") else None
            again.frontier.finish(visit, state, at=NOW, topics=topics)
        again.archive.close()
    assert wanted == {"new": ["new"], "other": [], "same": ["new"], "all": ["new", "old"]}


def test_a_list_that_only_repeats_itself_ends_its_branch(crawl: Crawl) -> None:
    crawl.listed(*urls(1, 2), Found(url=f"{SEED}2", kind="list", further=True))
    second = next(visit for visit in crawl.take() if visit.kind == "list")
    crawl.frontier.add_list(second, [*urls(2, 1), Found(url=f"{SEED}3", kind="list", further=True)], at=NOW)
    crawl.archive.flush()
    assert query(crawl.archive.path, "SELECT count(*) FROM urls WHERE kind = 'list'") == [(2,)]


def test_a_seed_has_no_more_further_pages_than_its_file_says(path: Path) -> None:
    with Archive(path) as archive:
        archive.begin_crawl("news")
        archive.frontier.begin("qinghe", [Found(url=SEED, kind="list", pages=1)], policy=POLICY, at=NOW)
        for page in range(3):
            for visit in archive.frontier.take("qinghe", per_host=9, most=9, at=NOW):
                if visit.kind == "list":
                    further = Found(url=f"{SEED}{page}", kind="list", further=True)
                    archive.frontier.add_list(visit, [*urls(page), further], at=NOW)
    assert query(path, "SELECT count(*) FROM urls WHERE kind = 'list'") == [(2,)]


def test_further_pages_are_looked_at_again_only_where_the_list_has_something_new(path: Path) -> None:
    crawl = Crawl(path)
    crawl.listed(*urls(1, 2), Found(url=f"{SEED}2", kind="list", further=True))
    for visit in crawl.take():
        crawl.frontier.finish(visit, "done", at=NOW, answer=Answer(visit.url))
    crawl.archive.close()
    for found, lists in (((1, 2), 0), ((1, 2, 3), 1)):
        later = Crawl(path, NOW + timedelta(hours=6 + found[-1]), recheck="lists")
        seed = next(visit for visit in later.take() if visit.url == SEED)
        for visit in list(later.frontier.visits.values()):
            if visit is not seed:
                later.frontier.finish(visit, "done", at=NOW, answer=Answer(visit.url))
        later.frontier.add_list(
            seed, [*urls(*found), Found(url=f"{SEED}2", kind="list", further=True)], at=later.at
        )
        later.frontier.finish(seed, "done", at=later.at, answer=Answer(seed.url))
        later.frontier.look_again()
        assert sum(visit.kind == "list" for visit in later.take()) == lists
        later.archive.close()


def test_lists_are_looked_at_more_rarely_as_long_as_nothing_changes(crawl: Crawl) -> None:
    hours = []
    for _ in range(6):
        [visit] = crawl.take()
        crawl.frontier.finish(visit, "done", at=crawl.at, answer=Answer(visit.url), changed=False)
        due = datetime.fromisoformat(crawl.frontier.next_due("qinghe") or "")
        hours.append(round((due - crawl.at).total_seconds() / 3600))
        crawl.at = due
        crawl.frontier.look_again()
    assert hours == [6, 12, 24, 48, 96, 96]


def test_an_older_capture_never_replaces_a_newer_text(path: Path) -> None:
    with Archive(path) as archive:
        archive.begin_crawl("archive")
        url = "http://qinghe.example/1.html"
        archive.put(url, article("新的内容。"), fetch=fetch(5))
        assert [archive.put(url, article("旧的内容。"), fetch=fetch(2)) for _ in range(2)] == ["older"] * 2
        archive.put(url, article("最新的内容。"), fetch=fetch(9))
    assert query(path, "SELECT body, version FROM articles") == [("最新的内容。", 3)]
    assert query(path, "SELECT body, version FROM versions ORDER BY version") == [
        ("新的内容。", 1),
        ("旧的内容。", 2),
    ]
    assert query(path, "SELECT kind FROM changes") == [("new",), ("changed",)]


def test_a_gone_page_keeps_its_last_good_text_and_may_come_back(path: Path) -> None:
    with Archive(path) as archive:
        url = "http://qinghe.example/1.html"
        archive.put(url, article(), fetch=fetch(1))
        for day in (2, 3):
            archive.put_aside(url, "gone", "status 404", fetch=fetch(day))
        assert query(path, "SELECT count(*) FROM articles") == [(0,)]
        archive.put(url, article(), fetch=fetch(4))
    assert query(path, "SELECT kind FROM changes") == [("new",), ("gone",), ("restored",)]
    assert query(path, "SELECT verdict, version FROM articles") == [("article", 1)]
    assert count(path, "fetches") == 4
