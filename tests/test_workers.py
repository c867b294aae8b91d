"""Cleaning in processes that may be killed."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from pipelines import clean_page
from pipelines.workers import Workers, without_result

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "http://qinghe.example/1.html"
PAGE = (
    "<h1>青禾县推进创城工作</h1>"
    + "<p>青禾县召开创建全国文明城市工作推进会，会议要求各单位扎实推进各项工作。</p>" * 3
).encode()
SLOW = ("。??議要求，各单位要提高認識,、扎实推进(tuījìn)各项工作" * 600).encode("gb18030")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, seconds=60) as workers:
        yield workers


def kill(workers: Workers) -> None:
    """Kill the process that is cleaning, once it is."""
    assert workers._pool is not None
    processes = workers._pool._pool_manager.worker_manager.workers
    deadline = time.monotonic() + 60
    while not processes and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)
    os.kill(next(iter(processes)), signal.SIGKILL)


def test_a_page_comes_out_as_if_cleaned_here(workers: Workers) -> None:
    assert workers.clean(PAGE, URL).result(60) == clean_page(PAGE, URL)
    assert Workers(0).clean(PAGE, URL).result(0) == clean_page(PAGE, URL)


def test_a_worker_that_dies_costs_one_retry(workers: Workers) -> None:
    assert workers.clean(PAGE, URL).result(60)
    task = workers.clean(SLOW, URL)
    kill(workers)
    assert "died" not in task.result(60).basis.get("verdict", "")
    assert workers.clean(PAGE, URL).result(60) == clean_page(PAGE, URL)


def test_a_worker_that_dies_idle_costs_nothing(workers: Workers) -> None:
    assert workers.clean(PAGE, URL).result(60)
    kill(workers)
    assert workers.clean(PAGE, URL).result(60) == clean_page(PAGE, URL)


def test_a_page_that_takes_too_long_goes_to_quarantine_and_the_next_is_cleaned() -> None:
    with Workers(1, seconds=3) as workers:
        page = workers.clean(SLOW * 20, URL).result(60)
        assert page.verdict == "empty"
        assert page.quarantined[0].reasons == ("cleaning took longer than 3 s",)
        assert page.quarantined[0].kind == "page"
        assert workers.clean(PAGE, URL).result(60) == clean_page(PAGE, URL)


def test_what_cleaning_cannot_do_is_said_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("composed")

    monkeypatch.setattr("pipelines.workers.clean_page", fail)
    page = Workers(0).clean(PAGE, URL).result(0)
    assert page.quarantined[0].reasons == ("cleaning failed: RuntimeError: composed",)
    assert "青禾县" in page.quarantined[0].text


def test_a_page_without_a_result_keeps_some_of_its_text() -> None:
    assert (
        without_result("创城".encode("gb18030") * 200_000, "because").quarantined[0].text.startswith("创城")
    )
