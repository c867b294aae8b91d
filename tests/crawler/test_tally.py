from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.utils.test import get_crawler

from crawler.extensions.progress import Progress
from crawler.tally import Tally
from tests.crawler.test_selection import SOURCE


def tally(**counts: int) -> Tally:
    made = Tally(SOURCE)
    made.counts.update({name.replace("_", "-"): count for name, count in counts.items()})
    made.reason = "q.example: was not answered in time"
    return made


@pytest.mark.parametrize(
    ("counts", "left", "limit", "state"),
    [
        ({"pages": 10, "new": 9}, 0, None, "done"),
        ({}, 0, None, "done"),  # nothing was due
        ({"pages": 10, "failed": 2}, 0, None, "done"),  # they are tried again
        ({"pages": 10, "failed": 8}, 0, None, "failed"),
        ({"pages": 1, "failed": 1}, 0, None, "failed"),
        ({"pages": 1, "refused": 1}, 0, None, "failed"),
        ({"pages": 10, "refused": 8}, 0, None, "done"),
        ({"pages": 10, "new": 9}, 5, "limits.pages: 10", "limit"),
    ],
)
def test_how_a_source_ended(counts: dict[str, int], left: int, limit: str | None, state: str) -> None:
    assert tally(**counts).verdict(left, limit)[0] == state


def test_a_source_whose_host_had_to_be_left_has_failed() -> None:
    made = tally(pages=10, new=9)
    made.resting["q.example"] = "is on a host that is left alone"
    assert made.verdict(5, None) == ("failed", "is on a host that is left alone")
    assert made.verdict(0, None)[0] == "done"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def progress(stream: io.StringIO) -> Progress:
    crawler: Any = get_crawler()
    crawler.spider = SimpleNamespace(
        tally={"qinghe": tally(pages=12, articles=9, new=9, off_topic=3)}, archive=None
    )
    crawler.stats = SimpleNamespace(get_value=lambda *_: None)
    return Progress(crawler, stream, 60)


def test_on_a_terminal_the_table_is_drawn_in_the_place_of_the_one_before() -> None:
    stream = Terminal()
    shown = progress(stream)
    shown.show()
    first = stream.getvalue()
    lines = first.splitlines()
    assert [lines[0].split()[:5], lines[2].split()[:5]] == [
        ["source", "pages", "articles", "new", "off-topic"],
        ["qinghe", "12", "9", "9", "3"],
    ]
    shown.show()
    assert stream.getvalue()[len(first) :].startswith(f"\x1b[{len(lines)}F\x1b[J")


def test_elsewhere_it_is_one_line() -> None:
    stream = io.StringIO()
    progress(stream).show()
    [line] = stream.getvalue().splitlines()
    assert "12 pages, 9 articles, 9 new, 3 off-topic" in line
    assert "\x1b" not in line
