"""Starts the site, crawls it, and says how much of the truth came into the archive: ``make practice``."""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Event

from tools.practice.client import ROOT, Practice, serving
from tools.practice.score import main as print_score
from tools.practice.server import arguments, plan


def main() -> int:
    """The crawl's exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    parser.set_defaults(port=8800)
    parser.add_argument("--serve", action="store_true", help="only serve, until Ctrl-C")
    parser.add_argument("--output", type=Path, default=ROOT / "output" / "practice")
    parser.add_argument("--fault", action="append", default=[], metavar="HOST=KIND", help="see faults.py")
    options, scrapy = parser.parse_known_args()
    made = plan(options)
    with serving(made, port=options.port, day=options.day) as site:
        note(site, options.output, options.day)
        for host, _, kind in (fault.partition("=") for fault in options.fault):
            site.fault(host, kind)
        if options.serve:
            for name, port in site.ports.items():
                print(f"{name:10} http://127.0.0.1:{port}/")
            with contextlib.suppress(KeyboardInterrupt):
                Event().wait()
            return 0
        code = subprocess.run(command(options.output, scrapy), cwd=ROOT, check=False).returncode
        counts = site.counts()
    total = sum(counts["requests"].values())
    print(f"\n{total} requests answered, {counts['bytes'] / 1e6:.1f} MB; against the truth:")
    sys.argv[1:] = [str(options.output / "archive.db")]
    print_score()
    return code


def note(site: Practice, folder: Path, day: int) -> None:
    """Write the source files, and which site it is, for the score."""
    folder.mkdir(parents=True, exist_ok=True)
    site.write_sources(folder / "sources")
    text = json.dumps({"plan": asdict(site.plan), "ports": list(site.ports.values()), "day": day})
    (folder / "site.json").write_text(text, "utf-8")


def command(folder: Path, options: list[str]) -> list[str]:
    """``scrapy crawl news`` over all of the site's sources, also what is not due: days pass quickly here."""
    start = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", "source=all", "-a", "recheck=all"]
    return [*start, "-s", f"SOURCES={folder / 'sources'}", "-s", f"ARCHIVE={folder / 'archive.db'}", *options]


if __name__ == "__main__":
    sys.exit(main())
