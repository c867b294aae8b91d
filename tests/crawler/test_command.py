"""What the project's own commands have in common."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

import crawler.commands
from crawler.command import ArchiveCommand, ArchiveOption, ProjectCommand
from crawler.exit_codes import ExitCode
from pipelines.store import (
    ArchiveError,
    ArchiveFull,
    ArchiveLocked,
    ArchiveMissing,
    ArchiveReadOnly,
    NotAnArchive,
    Undecidable,
)

ROOT = Path(__file__).parents[2]
COMMANDS = sorted(module.name for module in pkgutil.iter_modules(crawler.commands.__path__))
NO_ARCHIVE = ["preview"]  # stores nothing, and needs nothing that is stored


class Command(ArchiveCommand):
    ends: BaseException | None = None

    def short_desc(self) -> str:
        return "Nothing"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        print("worked")
        if self.ends:
            raise self.ends


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_needs_the_archive_takes_its_path(name: str) -> None:
    command = importlib.import_module(f"crawler.commands.{name}").Command()
    assert isinstance(command, ProjectCommand)
    assert isinstance(command, ArchiveOption) == (name not in NO_ARCHIVE)
    if isinstance(command, ArchiveOption):
        command.settings = Settings({"ARCHIVE": "output/archive.db"})
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        command.process_options([], parser.parse_args([]))
        assert command.archive == "output/archive.db"
        command.process_options([], parser.parse_args(["--archive", "a.db", "-s", "ARCHIVE=b.db"]))
        assert command.archive == "a.db"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Undecidable("what?"), ExitCode.USAGE),
        (ArchiveMissing("what?"), ExitCode.ARCHIVE),
        (NotAnArchive("what?"), ExitCode.ARCHIVE),
        (ArchiveReadOnly("what?"), ExitCode.ARCHIVE),
        (ArchiveError("what?"), ExitCode.ARCHIVE),
        (ArchiveLocked("what?"), ExitCode.LOCKED),
        (ArchiveFull("what?"), ExitCode.DISK_FULL),
    ],
)
def test_what_is_wrong_with_an_archive_is_one_line_and_an_exit_code(
    error: ArchiveError, code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    command = Command()
    command.ends = error
    command.run([], argparse.Namespace())
    assert command.exitcode == code
    assert capsys.readouterr().err == "test_command: what?\n"


def test_ctrl_c_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    command = Command()
    command.ends = KeyboardInterrupt()
    command.run([], argparse.Namespace())
    assert command.exitcode == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == "test_command: stopped\n"


def test_an_unknown_option_is_told_and_nothing_done(capsys: pytest.CaptureFixture[str]) -> None:
    command = Command()
    command.run(["--archiv", "a.db"], argparse.Namespace())
    assert command.exitcode == ExitCode.USAGE
    out, err = capsys.readouterr()
    assert (out, err) == ("", "test_command: no option --archiv: see scrapy test_command --help\n")


def test_a_command_starts_without_what_only_others_need() -> None:
    """Scrapy imports every command to start one."""
    code = (
        "import sys; from scrapy.cmdline import _get_commands_from_module as every;"
        "every('crawler.commands', inproject=True);"
        "print(sorted({'numpy', 'numba', 'selectolax', 'opencc', 'pipelines.clean', 'crawler.sources'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
