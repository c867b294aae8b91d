"""Logs tell who asks, and no secrets."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.redact import RedactingFilter, redact
from tests.crawler.faults.running import crawl
from tests.crawler.faults.server import FaultServer, page

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("GET http://ann:hunter2@a.example/x", "GET http://***@a.example/x"),
        ("http://a.example/?id=1&token=abc&page=2", "http://a.example/?id=1&token=***&page=2"),
        ("http://a.example/?X-Api_Key=abc#x", "http://a.example/?X-Api_Key=***#x"),
        ("http://a.example/?PASSWORD=abc>", "http://a.example/?PASSWORD=***>"),
        ("{'AWS_SECRET_ACCESS_KEY': 'abc', 'A': 'b'}", "{'AWS_SECRET_ACCESS_KEY': '***', 'A': 'b'}"),
        ("{b'Authorization': [b'Basic abc=']}", "{b'Authorization': [b'Basic ***']}"),
        ("Cookie: session=1", "Cookie: ***"),
        ("http://a.example/a@b?page=1&keyword=文明", "http://a.example/a@b?page=1&keyword=文明"),
        ("mail a@b.example, tokens=3", "mail a@b.example, tokens=3"),
    ],
)
def test_secrets_are_masked_and_nothing_else_is(text: str, masked: str) -> None:
    assert redact(text) == masked


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize("piece", ["://", "?a", "&key", "'a_key", "Cookie", "?" + "a" * 40, "://a@"])
def test_long_lines_take_linear_time(piece: str) -> None:
    redact(piece * 100_000)


def test_records_are_masked_with_their_arguments_and_traceback() -> None:
    record = logging.makeLogRecord({"msg": "got %s", "args": ("http://a.example/?token=abc",)})
    try:
        raise ValueError("http://a:secret@b.example/")
    except ValueError:
        record.exc_info = sys.exc_info()
    assert RedactingFilter().filter(record)
    assert record.getMessage() == "got http://a.example/?token=***"
    assert "secret" not in (record.exc_text or "")
    assert "***@b.example" in (record.exc_text or "")


def test_settings_and_addresses_are_masked_in_a_run(tmp_path: Path) -> None:
    run = subprocess.run(
        [
            *(sys.executable, "-m", "scrapy", "preview", "http://ann:hunter2@a.example/?token=tok"),
            *("-s", "LOG_LEVEL=DEBUG", "-s", "MAIL_PASS=hunter2", "-s", f"LOG_FILE={tmp_path / 'log'}"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    log = (tmp_path / "log").read_text("utf-8")
    assert run.returncode == 3
    assert "MAIL_PASS" in log
    assert "hunter2" not in log + run.stderr + run.stdout
    assert "token=tok" not in log


def test_the_user_agent_says_who_asks_and_where_to_complain(server: FaultServer) -> None:
    server.answers["/a"] = page()
    crawl(server.url("/a"), CONTACT="https://archive.example/crawler\r\nX: y")
    agents = [
        line for text in server.requests for line in text.split("\r\n") if line.startswith("User-Agent")
    ]
    assert len(agents) == 2  # robots.txt, too
    assert set(agents) == {
        "User-Agent: chuangcheng/0.1 (archive of Chinese campaign news) (+https://archive.example/crawler X: y)"
    }


@pytest.mark.parametrize(
    ("contact", "allowed", "warnings"), [("", (), 1), ("a@b.example", (), 0), ("", ("::1",), 0)]
)
def test_a_missing_contact_is_said_once_in_a_crawl_of_other_peoples_sites(
    contact: str, allowed: tuple[str, ...], warnings: int, caplog: pytest.LogCaptureFixture
) -> None:
    urls = ("http://a.example/", "http://b.example/")
    crawl(*urls, meta={"allow_addresses": allowed}, CONTACT=contact)
    assert sum("CONTACT" in record.message for record in caplog.records) == warnings
