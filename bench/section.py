"""Writes one script's results into docs/benchmarks.md, between its marks."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def write_section(name: str, title: str, command: str, body: str) -> None:
    """Print a section and put it in the place of the one before, or at the end.

    Args:
        name: of the marks around it.
        title: heading.
        command: that anyone can run to get it again.
        body: Markdown.
    """
    day = datetime.now(UTC).date().isoformat()
    text = (
        f"## {title}\n\n`{command}`, {day}, Python {platform.python_version()}. Times vary with the machine; "
        f"compare within a table.\n\n{body.strip()}\n"
    )
    print(text)
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before = DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else "# Benchmarks\n\n"
    if begin in before and end in before:
        head, rest = before.split(begin, 1)
        after = head + begin + text + end + rest.split(end, 1)[1]
    else:
        after = before.rstrip("\n") + "\n\n" + begin + text + end
    DOCUMENT.write_text(after, "utf-8")
