import sys

import pytest

from crawler.progress_line import ProgressLine


def test_progress_is_silent_where_it_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    ProgressLine()(lambda: "5 of 10", last=False)
    ProgressLine()(lambda: "10 of 10", last=True)
    assert capsys.readouterr().err == ""


def test_a_terminal_is_told_the_last(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ProgressLine()(lambda: "10 of 10", last=True)
    assert capsys.readouterr().err == "\r\x1b[K10 of 10\n"
