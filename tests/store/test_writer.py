from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipelines.store import Archive, ArchiveClosed, ArchiveMissing, Outcome, Reader
from pipelines.types import CleanPage, Quarantined
from tests.store.conftest import EMPTY, SPAM, URL, article, count, dump, fetch, query

if TYPE_CHECKING:
    from pathlib import Path

KEPT = ("versions", "repairs", "quarantine", "changes")


def run(path: Path, *pages: CleanPage, day: int = 1) -> list[Outcome]:
    with Archive(path) as archive:
        archive.begin_crawl("documents")
        outcomes = [archive.put(URL, page, fetch=fetch(day + n)) for n, page in enumerate(pages)]
        archive.end_crawl("finished")
    return outcomes


def test_an_article_is_stored_with_all_its_fields(path: Path) -> None:
    assert run(path, article()) == [Outcome.NEW]
    [row] = query(
        path, "SELECT title, body, published, source, province, city, county, place_code FROM articles"
    )
    page = article()
    assert row == (page.title, page.body, page.published, page.source, "东江省", "清河市", None, "990100")
    [(authors, basis)] = query(path, "SELECT authors, basis FROM articles")
    assert json.loads(authors) == ["李明", "王芳"]
    assert json.loads(basis) == dict(page.basis)
    assert query(path, "SELECT version, first_seen, last_seen, crawl, cluster FROM articles") == [
        (1, "2026-01-01T08:30:00.000Z", "2026-01-01T08:30:00.000Z", 1, None)
    ]


def test_repairs_and_dropped_blocks_are_recorded(path: Path) -> None:
    run(path, article())
    assert query(
        path, "SELECT version, ordinal, field, kind, before, after, offset, certain, probability FROM repairs"
    ) == [
        (1, 0, "body", "slip", "请", "清", 0, 1, None),
        (1, 1, "body", "pinyin", "shi", "市", 2, 0, 0.9),
    ]
    assert query(path, "SELECT text, reasons, score, kind, category, model, status FROM quarantine") == [
        ("加微信看直播", '["spam-words"]', 0.98, "block", "porn", "1", "dropped")
    ]


@pytest.mark.parametrize("page", [article(), SPAM, EMPTY], ids=lambda page: page.verdict)
def test_a_second_run_adds_nothing_but_the_log_of_the_run(path: Path, page: CleanPage) -> None:
    assert run(path, page) == [Outcome.NEW]
    before = dump(path, *KEPT)
    assert run(path, page, day=2) == [Outcome.UNCHANGED]
    assert dump(path, *KEPT) == before
    assert count(path, "articles") == (page.verdict == "article")
    assert count(path, "fetches") == count(path, "crawls") == 2


def test_the_same_article_again_moves_only_its_last_sight(path: Path) -> None:
    run(path, article())
    columns = "SELECT * FROM articles"
    [before] = query(path, columns)
    run(path, article(), day=2)
    [after] = query(path, columns)
    differing = {pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]}
    assert differing == {("2026-01-01T08:30:00.000Z", "2026-01-02T08:30:00.000Z")}


def test_an_older_fetch_does_not_move_the_last_sight_back(path: Path) -> None:
    run(path, article(), day=9)
    run(path, article(), day=2)
    assert query(path, "SELECT last_seen FROM articles") == [("2026-01-09T08:30:00.000Z",)]


@pytest.mark.parametrize(
    "changed", [article("正文改了。"), article(published=None), article(flags=("truncated",))]
)
def test_a_changed_result_makes_a_version_and_keeps_the_earlier_one(path: Path, changed: CleanPage) -> None:
    assert run(path, article(), changed) == [Outcome.NEW, Outcome.CHANGED]
    assert query(path, "SELECT version, body, published, replaced FROM versions") == [
        (1, article().body, article().published, "2026-01-02T08:30:00.000Z")
    ]
    assert query(path, "SELECT version, body, published, first_seen FROM articles") == [
        (2, changed.body, changed.published, "2026-01-01T08:30:00.000Z")
    ]
    assert query(path, "SELECT version, count(*) FROM repairs GROUP BY 1") == [(1, 2), (2, 2)]


def test_text_that_goes_back_and_forth_keeps_every_version(path: Path) -> None:
    run(path, article("一"), article("二"), article("一"))
    assert query(path, "SELECT version, body FROM versions ORDER BY 1") == [(1, "一"), (2, "二")]
    assert query(path, "SELECT version, body FROM articles") == [(3, "一")]


@pytest.mark.parametrize(("page", "kind"), [(SPAM, "hijacked"), (EMPTY, "gone")])
def test_a_page_that_lost_its_article_never_overwrites_it(path: Path, page: CleanPage, kind: str) -> None:
    outcomes = run(path, article(), page, page, article())
    assert outcomes == [Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.CHANGED]
    assert query(path, "SELECT version, body, verdict FROM articles") == [(1, article().body, "article")]
    assert count(path, "versions") == 0
    assert query(path, "SELECT count(*) FROM quarantine WHERE kind = 'page'") == [(1,)]
    assert query(path, "SELECT kind FROM changes ORDER BY seq") == [("new",), (kind,), ("restored",)]


def test_while_hijacked_the_article_says_so_and_keeps_its_last_sight(path: Path) -> None:
    run(path, article(), SPAM)
    assert query(path, "SELECT verdict, last_seen FROM articles") == [("spam", "2026-01-01T08:30:00.000Z")]


def test_an_article_that_comes_back_changed_is_a_version(path: Path) -> None:
    run(path, article(), SPAM, article("新的正文。"))
    assert query(path, "SELECT kind, version FROM changes ORDER BY seq") == [
        ("new", 1), ("hijacked", 1), ("changed", 2),
    ]  # fmt: skip
    assert query(path, "SELECT verdict FROM articles") == [("article",)]


def test_a_dropped_page_without_a_reason_of_its_own_is_kept_with_its_verdict(path: Path) -> None:
    run(path, CleanPage(verdict="empty", title="首页", body="登录 注册"))
    assert query(path, "SELECT kind, category, reasons, text FROM quarantine") == [
        ("page", "empty", '["empty"]', "首页\n登录 注册")
    ]


def test_a_better_judge_renews_reasons_but_not_what_an_operator_decided(path: Path) -> None:
    def judged(model: str) -> CleanPage:
        return article(quarantined=(Quarantined("广告", (f"reason-{model}",), 0.7, model=model),))

    run(path, judged("1"), judged("2"))
    assert query(path, "SELECT model, reasons, status FROM quarantine") == [("2", '["reason-2"]', "dropped")]
    with Archive(path) as archive:
        archive._conn.execute("UPDATE quarantine SET status = 'released'")
    run(path, judged("3"))
    assert query(path, "SELECT model, status FROM quarantine") == [("2", "released")]


def test_a_failure_is_recorded_and_what_is_stored_stays(path: Path) -> None:
    run(path, article())
    with Archive(path) as archive:
        archive.record_failure(URL, "timed out", fetch=replace(fetch(2), status=504))
        archive.record_failure(URL, "timed out", fetch=fetch(3))
    assert query(path, "SELECT outcome, reason, status FROM fetches WHERE reason NOT NULL ORDER BY id") == [
        ("failed", "timed out", 504), ("failed", "timed out", None),
    ]  # fmt: skip
    assert query(path, "SELECT state, failures, verdict FROM urls") == [("failed", 2, "article")]
    assert count(path, "articles") == 1
    run(path, article())
    assert query(path, "SELECT state, failures FROM urls") == [("done", 0)]


def test_a_crawl_has_a_beginning_and_an_end(path: Path) -> None:
    with Archive(path) as archive:
        first = archive.begin_crawl("documents", arguments={"path": "目录"}, code_version="0.1.0")
        archive.end_crawl("finished", counts={"new": 5}, finished=fetch().at)
        assert archive.begin_crawl("documents") > first
    assert query(path, "SELECT spider, arguments, code_version, finished, reason, counts FROM crawls") == [
        ("documents", '{"path": "目录"}', "0.1.0", "2026-01-01T08:30:00.000Z", "finished", '{"new": 5}'),
        ("documents", "{}", "", None, None, None),
    ]


def test_a_batch_is_one_transaction(path: Path) -> None:
    with Archive(path, batch_pages=3, batch_seconds=3600) as archive:
        seen = []
        for number in range(7):
            archive.put(f"{URL}?{number}", article(), fetch=fetch())
            seen.append(count(path, "articles"))
        assert seen == [0, 0, 3, 3, 3, 6, 6]
        archive.flush()
        assert count(path, "articles") == 7


def test_an_old_batch_is_committed_with_the_next_page(path: Path) -> None:
    with Archive(path, batch_seconds=0) as archive:
        archive.put(URL, article(), fetch=fetch())
        assert count(path, "articles") == 1


def test_a_failed_batch_is_rolled_back_whole_and_no_later_write_is_taken(path: Path) -> None:
    with Archive(path, batch_seconds=3600) as archive:
        archive.put(f"{URL}?1", article(), fetch=fetch())
        archive.flush()
        archive.put(f"{URL}?2", article(), fetch=fetch())
        with pytest.raises(KeyboardInterrupt), archive.unit():
            raise KeyboardInterrupt
        with pytest.raises(ArchiveClosed):
            archive.put(f"{URL}?3", article(), fetch=fetch())
    assert query(path, "SELECT url FROM articles") == [(f"{URL}?1",)]
    assert query(path, "SELECT url FROM urls") == [(f"{URL}?1",)]


def test_a_time_without_a_zone_is_refused_before_anything_is_written(path: Path) -> None:
    with Archive(path) as archive:
        with pytest.raises(ValueError, match="time zone"):
            archive.put(URL, article(), fetch=replace(fetch(), at=fetch().at.replace(tzinfo=None)))
        assert archive.put(URL, article(), fetch=fetch()) == Outcome.NEW


def test_a_closed_archive_takes_no_writes_and_closes_twice(path: Path) -> None:
    archive = Archive(path)
    archive.close()
    archive.close()
    with pytest.raises(ArchiveClosed):
        archive.put(URL, article(), fetch=fetch())


def test_a_closed_archive_is_one_file_while_others_read_it(path: Path) -> None:
    with Archive(path) as archive:
        archive.put(URL, article(), fetch=fetch())
        with Reader(path):
            archive.close()
            assert path.with_name(path.name + "-wal").stat().st_size == 0


def test_an_article_knows_its_last_change(path: Path) -> None:
    with Archive(path) as archive:
        archive.put("document:1", article(), fetch=fetch())
        archive.put("document:2", article(), fetch=fetch())
        archive.put("document:1", article("又一篇。"), fetch=fetch(2))
        archive.put("document:2", SPAM, fetch=fetch(2))
        archive.put("document:2", article(), fetch=fetch(3))
        archive.put("document:1", article("又一篇。"), fetch=fetch(3))
        archive.put_aside("document:1", "gone", "404", fetch=fetch(4))
    assert query(path, "SELECT url, seq FROM articles ORDER BY url") == query(
        path, "SELECT url, max(seq) FROM changes GROUP BY url ORDER BY url"
    )
    assert query(path, "SELECT max(seq) FROM articles") == [(6,)]


def test_an_archive_that_must_be_there_is_not_made(path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        Archive(path, create=False)
    assert not path.exists()
