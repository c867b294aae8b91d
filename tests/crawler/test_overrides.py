"""A source with steps of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from scrapy.http import TextResponse

from crawler.overrides.epoint import EpointSteps
from crawler.steps import Steps, steps_of
from tests.crawler.test_selection import LIST, SOURCE

URL = "http://q.example/portal/rest/getgovinfolist?categorynum=001&pageSize=2"
EPOINT = SOURCE.model_copy(update={"spider": "crawler.overrides.epoint.EpointSteps"})
VISIT = replace(LIST, url=URL)


def answer(data: object) -> TextResponse:
    return TextResponse("http://q.example/portal/rest/getgovinfolist", body=json.dumps(data).encode())


def test_the_query_of_the_seed_is_posted() -> None:
    request = steps_of(EPOINT).request(VISIT)
    assert (request.method, request.url) == ("POST", URL.partition("?")[0])
    assert json.loads(request.body) == {"pageIndex": "0", "categorynum": "001", "pageSize": "2"}
    assert steps_of(EPOINT).request(replace(VISIT, kind="article")).method == "GET"


def test_records_become_links_and_every_page_has_an_address() -> None:
    records = [
        {"infourl": "/xw/1.html", "title": "动员大会召开", "infodate": "2024-05-03 09:00"},
        {"infourl": "/xw/2.html"},
    ]
    for data in ({"custom": {"infodata": records}}, {"custom": json.dumps({"infodata": records})}):
        found = EpointSteps(EPOINT).read_list(answer(data), VISIT, None)
        assert [(link.url, link.title, link.date) for link in found.links] == [
            ("http://q.example/xw/1.html", "动员大会召开", "2024-05-03"),
            ("http://q.example/xw/2.html", "", None),
        ]
        assert [link.url for link in found.next] == [f"{URL}&pageIndex=1"]


@pytest.mark.parametrize("data", [{}, [], "x", None, {"custom": []}, 5])
def test_a_page_without_records_is_the_last_one(data: object) -> None:
    found = EpointSteps(EPOINT).read_list(answer(data), VISIT, None)
    assert (found.links, found.next) == ((), ())
    assert found.reason


@pytest.mark.parametrize("path", ["crawler.nosuch.Steps", "crawler.tables.GAP", "crawler.steps.nosuch"])
def test_a_class_that_is_none_is_one_clear_line(path: str) -> None:
    with pytest.raises(ValueError, match=r"qinghe.toml: spider: "):
        steps_of(SOURCE.model_copy(update={"spider": path}))


def test_an_e_paper_is_looked_at_day_by_day() -> None:
    seeds = ({"url": "http://q.example/html/{yyyy}-{mm}/{dd}/node_1.htm", "kind": "epaper", "pages": 2},)
    paper = type(SOURCE).model_validate(SOURCE.model_dump() | {"seeds": seeds})
    today = date(2024, 3, 1)
    assert [seed.url[-24:] for seed in Steps(paper).seeds(today)] == [
        "ml/2024-03/01/node_1.htm",
        "ml/2024-02/29/node_1.htm",
    ]
    assert len(list(Steps(paper).seeds(today, since=date(2024, 2, 1)))) == 30
