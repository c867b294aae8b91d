"""Starts the practice site, and speaks to it."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tools.practice.world import Plan, Truth, World

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


class Practice:
    """A running site.

    Attributes:
        ports: of the hosts, by dialect.
    """

    def __init__(self, plan: Plan, told: dict[str, Any]) -> None:
        self.plan = plan
        self.ports: dict[str, int] = told["sites"]
        self._control: int = told["control"]

    def day(self, number: int) -> None:
        """Make it that day: articles come, change and go."""
        self._ask("/day", n=number)

    def fault(self, host: str, kind: str, *, share: float = 0.1, times: int = 1) -> None:
        """Let a host fail; see :mod:`tools.practice.faults`. ``none`` ends it."""
        self._ask("/fault", host=host, kind=kind, share=share, times=times)

    def counts(self, *, reset: bool = False) -> dict[str, Any]:
        """What was served since the start, or since the last reset."""
        told: dict[str, Any] = json.loads(self._ask("/counts"))
        if reset:
            self._ask("/reset")
        return told

    def truth(self) -> list[Truth]:
        """What an archive should hold of each article."""
        rows = [json.loads(row) for row in self._ask("/truth").splitlines()]
        return [Truth(**{**row, "spam": tuple(row["spam"]), "also": tuple(row["also"])}) for row in rows]

    def write_sources(self, folder: Path, **options: Any) -> None:
        """A source file for each host."""
        World(self.plan, list(self.ports.values())).write_sources(folder, **options)

    def _ask(self, path: str, **query: Any) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self._control, timeout=600)
        try:
            connection.request("GET", f"{path}?{urlencode(query)}")
            response = connection.getresponse()
            body = response.read().decode()
        finally:
            connection.close()
        if response.status != 200:
            raise ValueError(body.strip())
        return body


@contextmanager
def serving(plan: Plan = Plan(), *, port: int = 0, day: int = 0) -> Iterator[Practice]:  # noqa: B008 - frozen
    """A site in a process of its own, which ends with the block, or with this process.

    Raises:
        RuntimeError: it did not start.
    """
    command = [
        sys.executable,
        "-m",
        "tools.practice.server",
        "--pages",
        str(plan.pages),
        "--seed",
        str(plan.seed),
    ]
    command += ["--port", str(port), "--day", str(day), "--hosts", ",".join(plan.hosts)]
    command += ["--short"] if plan.short else []
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("the practice site did not start: see above")
        yield Practice(plan, json.loads(line))
    finally:
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
