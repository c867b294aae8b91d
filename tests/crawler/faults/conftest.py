from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawler.faults.running import FakeNames, names, wait
from tests.crawler.faults.server import FaultServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server of this test's own."""
    running = wait(FaultServer().start())
    yield running
    wait(running.stop())


@pytest.fixture
def net() -> Iterator[FakeNames]:
    """The names of the net, empty before each test."""
    fake = names()
    fake.table.clear()
    fake.asked.clear()
    yield fake
    fake.table.clear()
