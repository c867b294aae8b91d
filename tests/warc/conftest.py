"""Exchanges with a composed site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.warc.records import Exchange

AT = datetime(2024, 5, 6, 7, 8, 9, 250_000, UTC)


def exchange(number: int = 0, **given: Any) -> Exchange:
    """The exchange of page ``number``."""
    body = given.pop("body", f"<p>青禾县第{number}页</p>".encode("gb18030"))
    values: dict[str, Any] = {
        "url": f"http://qinghe.example/art/{number}.html?栏目=1",
        "at": AT + timedelta(seconds=number),
        "status": 200,
        "reason": "OK",
        "headers": ((b"Content-Type", b"text/html; charset=gb2312"), (b"Server", b"composed")),
        "request_headers": ((b"User-Agent", b"test"), (b"Cookie", b"secret=1")),
        "body": body,
    }
    return Exchange(**(values | given))


@pytest.fixture
def at() -> datetime:
    """A time."""
    return AT
