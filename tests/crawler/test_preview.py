import socket
import subprocess
import sys
from pathlib import Path

from crawler.preview import render
from pipelines.clean import explain

ROOT = Path(__file__).parents[2]
DOCUMENT = next((ROOT / "tests" / "fixtures" / "documents").glob("004_*.txt"))


def test_every_block_is_shown_with_what_became_of_it() -> None:
    lines = list(render(explain(DOCUMENT.read_bytes()), width=120, colour=False, full=False))
    assert lines[0] == "verdict: article"
    assert any(line.startswith("+ ") and "潔凈的環境" in line for line in lines)
    assert any(line.startswith("- ") and "推薦閱讀" in line for line in lines)
    assert any(line.startswith("! ") for line in lines)
    assert any("spam terms" in line for line in lines)
    assert any("script" in line and "->" in line for line in lines)
    assert not any("\x1b" in line for line in lines)


def test_colours_are_only_shown_where_asked_for() -> None:
    lines = list(render(explain(DOCUMENT.read_bytes()), width=120, colour=True, full=True))
    assert any("\x1b[32m" in line for line in lines)
    assert any("\x1b[31m" in line for line in lines)


def test_a_file_that_cannot_be_read_is_one_line_and_an_exit_code() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", "preview", "nowhere.html"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 3
    assert run.stderr.strip() == "preview: nowhere.html cannot be read: No such file or directory"


def test_a_page_that_cannot_be_fetched_is_one_line_and_an_exit_code() -> None:
    with socket.socket() as bound:  # a port at which nobody listens
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/?token=abc"
        run = subprocess.run(
            [sys.executable, "-m", "scrapy", "preview", "--allow", "127.0.0.1", url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 3
    shown = url.replace("abc", "***")
    assert run.stderr.splitlines() == [f"preview: {shown} is on a host that refuses the connection"]
