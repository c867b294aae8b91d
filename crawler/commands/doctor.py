"""`scrapy doctor`: brings the archive and its WARC files together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.warc.capture import warc_folder
from crawler.warc.doctor import mend
from pipelines.store import Archive

if TYPE_CHECKING:
    import argparse


class Command(ArchiveCommand):
    """Checks every row against its WARC record and every record against its row, and mends what does not fit."""

    default_settings = {"LOG_LEVEL": "WARNING"}  # noqa: RUF012  # as in Scrapy's own commands

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Check the archive against its WARC files and mend it"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Mend, and tell what was found; exit code 4 where something is lost or cannot be read."""
        assert self.settings is not None
        folder = warc_folder(self.settings)
        if folder is None:
            self.fail(ExitCode.USAGE, "WARC_FOLDER is empty: there is nothing to check")
            return
        try:
            with Archive(self.archive, create=False) as archive:
                findings = mend(archive, folder, thorough=True)
        except OSError as error:
            self.fail(ExitCode.ARCHIVE, str(error))
            return
        for name, count in (
            ("rows checked", findings.checked),
            ("crawls that never ended", findings.killed),
            ("files closed after a run that died", findings.recovered),
            ("records that had no row", findings.indexed),
            ("rows whose record is lost: fetched again by the next crawl", findings.lost),
        ):
            print(f"{count:>9,}  {name}")
        if findings.lost or findings.unreadable:
            self.fail(ExitCode.SOME_FAILED, *(f"cannot be read: {line}" for line in findings.unreadable))
