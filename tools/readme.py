"""Puts what `make crawl` prints into the READMEs: `python -m tools.readme`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run the crawl into an empty archive and replace the table in both files."""
    with tempfile.TemporaryDirectory() as name:
        archive = f"{name}/archive.db"
        command = [sys.executable, "-m", "scrapy", "crawl", "documents", "-a", "path=tests/fixtures/documents"]
        run = subprocess.run(
            [*command, "-s", f"ARCHIVE={archive}"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        )
    lines = [line.rstrip() for line in run.stdout.replace(archive, "output/archive.db").splitlines()]
    for path in (ROOT / "README.md", ROOT / "README.zh-CN.md"):
        text = path.read_text("utf-8")
        table = "```text\n" + "\n".join(lines) + "\n```"
        path.write_text(re.sub(r"```text\ndocument .*?\n```", lambda _: table, text, count=1, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    main()
