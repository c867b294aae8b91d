import pytest

from crawler.exit_codes import ExitCode, exit_code


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ({"finish_reason": "finished", "store/new": 5}, ExitCode.DONE),
        ({"finish_reason": "finished"}, ExitCode.DONE),
        ({"finish_reason": "finished", "store/new": 5, "pages/failed": 1}, ExitCode.SOME_FAILED),
        ({"finish_reason": "finished", "pages/failed": 2}, ExitCode.NOTHING),
        ({"finish_reason": "finished", "log_count/ERROR": 1, "store/new": 1}, ExitCode.ERROR),
        ({"finish_reason": "finished", "spider_exceptions/count": 1}, ExitCode.ERROR),
        ({"finish_reason": "start_error"}, ExitCode.ERROR),
        ({"finish_reason": "nothing"}, ExitCode.NOTHING),
        ({"finish_reason": "locked"}, ExitCode.LOCKED),
        ({"finish_reason": "disk_full"}, ExitCode.DISK_FULL),
        ({"finish_reason": "shutdown"}, ExitCode.INTERRUPTED),
        ({}, ExitCode.ERROR),
    ],
)
def test_the_exit_code_tells_how_the_run_ended(stats: dict[str, object], code: ExitCode) -> None:
    assert exit_code(stats) == code
