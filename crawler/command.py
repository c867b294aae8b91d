"""What the project's own commands have in common."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand

if TYPE_CHECKING:
    from typing import Any

    from crawler.exit_codes import ExitCode


class ArchiveCommand(ScrapyCommand):
    """A command that works on the archive and fetches nothing.

    It stands outside ``crawler.commands``, where Scrapy takes every class for a command.
    """

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}  # as in Scrapy's own commands

    def syntax(self) -> str:
        """Command syntax."""
        return "[options]"

    def fail(self, code: ExitCode, *lines: str) -> None:
        """Say what is wrong, a line each with the command's name, and exit with this code."""
        name = type(self).__module__.rpartition(".")[2]
        for line in lines:
            print(f"{name}: {line}", file=sys.stderr)
        self.exitcode = int(code)
