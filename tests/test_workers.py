"""Cleaning in processes that may be killed."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

from pipelines import clean_page
from pipelines.cleaning import without_result
from pipelines.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import pytest

URL = "http://qinghe.example/1.html"
PAGE = (
    "<h1>青禾县推进创城工作</h1>"
    + "<p>青禾县召开创建全国文明城市工作推进会，会议要求各单位扎实推进各项工作。</p>" * 3
).encode()
SLOW = ("。??議要求，各单位要提高認識,、扎实推进(tuījìn)各项工作" * 600).encode("gb18030")


async def kill(workers: Workers) -> None:
    """Kill the process that is cleaning, once it is."""
    for _ in range(6000):
        if workers._workers:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    (worker,) = workers._workers
    assert worker.process.pid is not None
    os.kill(worker.process.pid, signal.SIGKILL)


async def run(work: Callable[[Workers], Awaitable[None]], **options: float) -> None:
    """Work with one worker, for a minute at most."""
    with Workers(1, **{"seconds": 60, **options}) as workers:
        await asyncio.wait_for(work(workers), 60)


def test_a_page_comes_out_as_if_cleaned_here_and_dead_workers_cost_one_retry() -> None:
    async def work(workers: Workers) -> None:
        expected = clean_page(PAGE, URL)
        assert await workers.clean(PAGE, URL) == expected
        slow, *others = [workers.clean(SLOW, URL), *(workers.clean(PAGE, URL) for _ in range(5))]
        await kill(workers)
        assert "died" not in (await slow).basis.get("verdict", "")
        assert [await page for page in others] == 5 * [expected]
        await kill(workers)  # it has nothing in hand
        assert await workers.clean(PAGE, URL) == expected

    asyncio.run(run(work))


def test_a_page_that_kills_twice_goes_to_quarantine_and_those_behind_it_are_cleaned() -> None:
    async def work(workers: Workers) -> None:
        deadly, behind = workers.clean(SLOW * 20, URL), workers.clean(PAGE, URL)
        await kill(workers)
        await asyncio.sleep(0.2)
        await kill(workers)
        assert (await deadly).quarantined[0].reasons == ("the process that cleaned it died, twice",)
        assert await behind == clean_page(PAGE, URL)

    asyncio.run(run(work))


def test_without_processes_a_page_is_cleaned_here() -> None:
    async def work() -> None:
        assert await Workers(0).clean(PAGE, URL) == clean_page(PAGE, URL)

    asyncio.run(work())


def test_a_page_that_takes_too_long_goes_to_quarantine_and_the_next_is_cleaned() -> None:
    async def work(workers: Workers) -> None:
        slow, behind = workers.clean(SLOW * 20, URL), workers.clean(PAGE, URL)
        page = await slow
        assert page.verdict == "empty"
        assert page.quarantined[0].reasons == ("cleaning took longer than 3 s",)
        assert page.quarantined[0].kind == "page"
        assert await behind == clean_page(PAGE, URL)

    asyncio.run(run(work, seconds=3))


def test_closing_gives_up_what_is_under_way() -> None:
    async def work() -> None:
        workers = Workers(1)
        workers.start()
        pages = [workers.clean(SLOW * 20, URL) for _ in range(5)]
        workers.close()
        assert all(page.cancelled() for page in pages)
        assert workers.clean(PAGE, URL).cancelled()

    asyncio.run(work())


def test_what_cleaning_cannot_do_is_said_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("composed")

    monkeypatch.setattr("pipelines.cleaning.clean_page", fail)

    async def work() -> None:
        page = await Workers(0).clean(PAGE, URL)
        assert page.quarantined[0].reasons == ("cleaning failed: RuntimeError: composed",)
        assert "青禾县" in page.quarantined[0].text

    asyncio.run(work())


def test_a_page_without_a_result_keeps_some_of_its_text() -> None:
    assert (
        without_result("创城".encode("gb18030") * 200_000, "because").quarantined[0].text.startswith("创城")
    )


def test_what_is_cleaned_beforehand_reaches_every_stage() -> None:
    from pipelines.preload import PAGES, URL

    article = clean_page(PAGES["article"], URL)
    assert article.verdict == "article"
    assert article.place.province
    assert article.campaigns
    assert article.figures
    assert clean_page(PAGES["damaged"], URL).repairs
    assert clean_page(PAGES["spam"], URL).verdict == "spam"
