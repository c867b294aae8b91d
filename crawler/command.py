"""What the project's own commands have in common.

The classes stand outside ``crawler.commands``, where Scrapy takes every class for a command.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand

from crawler.exit_codes import ExitCode, archive_code
from pipelines.store.errors import ArchiveError

if TYPE_CHECKING:
    import argparse
    from typing import Any


class ProjectCommand(ScrapyCommand):
    """A command that tells what is wrong in lines with its name."""

    requires_project = True

    @property
    def name(self) -> str:
        """As Scrapy knows it."""
        return type(self).__module__.rpartition(".")[2]

    def tell(self, *lines: str) -> None:
        """Print lines on standard error, each with the command's name."""
        for line in lines:
            print(f"{self.name}: {line}", file=sys.stderr)

    def fail(self, code: ExitCode, *lines: str) -> None:
        """Say what is wrong, if it is not said yet, and exit with this code."""
        self.tell(*lines)
        self.exitcode = int(code)

    def use_own_rules(self) -> bool:
        """Read the operator's own thresholds and words, if setting ``SPAM_RULES`` names any; False where they are wrong."""
        assert self.settings is not None
        if path := self.settings.get("SPAM_RULES"):
            from pipelines.spam.lexicon import RulesError, use_rules

            try:
                use_rules(Path(path))
            except RulesError as error:
                self.fail(ExitCode.USAGE, f"SPAM_RULES {error}")
                return False
        return True


class ArchiveOption(ProjectCommand):
    """A command with ``--archive PATH``, which takes the place of the setting ``ARCHIVE``."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --archive."""
        super().add_options(parser)
        parser.add_argument("--archive", metavar="PATH", help="archive (default: setting ARCHIVE)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Put it into the settings, so that what lies beside the archive is found, too."""
        super().process_options(args, opts)
        assert self.settings is not None
        if opts.archive:
            self.settings.set("ARCHIVE", opts.archive, priority="cmdline")

    @property
    def archive(self) -> str:
        """Path of the archive."""
        assert self.settings is not None
        return str(self.settings["ARCHIVE"])


class ArchiveCommand(ArchiveOption):
    """A command that works on the archive and, as a rule, fetches nothing.

    Attributes:
        stopped: what Ctrl-C is answered with.
    """

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}  # as in Scrapy's own commands
    stopped: ClassVar[str] = "stopped"

    def syntax(self) -> str:
        """Command syntax."""
        return "[options]"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the work; what ends it early is told in a line and by the exit code (:mod:`crawler.exit_codes`)."""
        if unknown := [arg for arg in args if arg.startswith("--")]:  # Scrapy hands on what it does not know
            self.fail(ExitCode.USAGE, f"no option {unknown[0]}: see scrapy {self.name} --help")
            return
        try:
            self.work(args, opts)
            sys.stdout.flush()
        except BrokenPipeError:  # `scrapy report | head`: the reader has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except ArchiveError as error:
            self.fail(archive_code(error), str(error))
        except KeyboardInterrupt:
            self.fail(ExitCode.INTERRUPTED, self.stopped)

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """What the command does.

        Raises:
            ArchiveError: the archive cannot be used, or not as asked.
        """
        raise NotImplementedError
