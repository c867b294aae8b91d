"""The crawl as a whole against the truth, on the first day and after some have passed."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tools.practice.__main__ import command, note
from tools.practice.client import ROOT, Practice, serving
from tools.practice.score import Score, read, score
from tools.practice.world import Plan

if TYPE_CHECKING:
    from pathlib import Path

HOSTS = ("trs", "dedecms", "wordpress")


def crawl(site: Practice, folder: Path) -> Score:
    """Crawl all that is there, and compare."""
    run = subprocess.run(
        command(folder, ["-L", "ERROR"]),
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert run.returncode == 0, run.stderr + run.stdout
    return sum(score(read(folder / "archive.db"), site.truth()).values(), Score())


def test_a_crawl_finds_what_there_is_and_keeps_what_goes(tmp_path: Path) -> None:
    with serving(Plan(pages=48, hosts=HOSTS)) as site:
        note(site, tmp_path, 0)
        first = crawl(site, tmp_path)
        assert (first.missing, first.strange, first.off_topic) == ([], 0, 0)
        assert first.title == first.date == first.source == first.found > 10
        assert first.f1 / first.found > 0.98
        assert first.spam <= 1
        site.counts(reset=True)
        site.day(3)  # articles came, changed and went; one host was hijacked
        second = crawl(site, tmp_path)
        assert second.missing == []
        assert second.found > first.found
        assert (second.damaged, second.off_topic) == (0, 0)
        assert second.f1 / second.found > 0.98
        again = site.counts()["requests"]
        assert again["article 304"] > 4
