"""Puts what `make crawl` prints into the READMEs: `python -m tools.readme`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run the crawl into an empty archive and replace the table in both files."""
    with tempfile.TemporaryDirectory() as name:
        archive = f"{name}/archive.db"
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "documents",
            "-a",
            "path=tests/fixtures/documents",
        ]
        run = subprocess.run(
            [*command, "-s", f"ARCHIVE={archive}"],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    lines = [line.rstrip() for line in run.stdout.replace(archive, "output/archive.db").splitlines()]
    table = "```text\n" + "\n".join(lines) + "\n```"
    for path in (ROOT / "README.md", ROOT / "README.zh-CN.md"):
        before, _, rest = path.read_text("utf-8").partition("```text\ndocument ")
        path.write_text(before + table + rest.partition("\n```")[2], "utf-8")


if __name__ == "__main__":
    main()
