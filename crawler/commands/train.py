"""`scrapy train spam`: a spam judge that knows what operators decided."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.command import ArchiveCommand
from crawler.exit_codes import ExitCode
from crawler.files import write_whole
from crawler.quarantine import decided_labels
from pipelines.store import Reader
from pipelines.store.dropped import Filter

if TYPE_CHECKING:
    import argparse

ROOT = Path(__file__).parents[2]
_NEEDED = ("scipy", "sklearn")


class TrainingError(Exception):
    """Raised where there is no new model; the message is one line for the operator."""


class Command(ArchiveCommand):
    """Trains the spam judge anew from the shared cases and from what operators restored and confirmed.

    The training is ``tools/train_spam.py``, in a process of its own: what it needs (scikit-learn, some gigabytes of
    memory for minutes) is no part of the crawler and stays out of it, and ``tools`` is only in a checkout. The new
    model takes the old one's place when it is whole and has been read back.
    """

    def syntax(self) -> str:
        """Command syntax."""
        return "spam [options]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Train the spam judge from the shared cases and operators' decisions"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --labels, --cases and --out."""
        from pipelines.spam.model import PATH

        super().add_options(parser)
        add = parser.add_argument
        add(
            "--labels",
            metavar="FILE",
            help="labels, as quarantine --export-labels writes them, in their place",
        )
        add(
            "--cases",
            metavar="DIR",
            default=str(ROOT.parent / "shared" / "cases"),
            help="(default: %(default)s)",
        )
        add("--out", metavar="FILE", default=str(PATH), help="model to write (default: the judge's own)")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Train, compare, and put the model in place; one line on stderr where that cannot be done."""
        from pipelines.spam import ModelError

        if args != ["spam"]:
            raise UsageError("say what to train: spam")
        try:
            self.train(opts)
        except (TrainingError, ModelError) as error:
            self.fail(ExitCode.ERROR, str(error))
        except OSError as error:
            self.fail(ExitCode.ERROR, f"{error.filename}: {error.strerror}")

    def train(self, opts: argparse.Namespace) -> None:
        """Do it.

        Raises:
            TrainingError, ArchiveError, ModelError, OSError: there is no new model, and the old one is as it was.
        """
        from pipelines.spam.model import PATH, read

        cases, out = Path(opts.cases).resolve(), Path(opts.out).resolve()
        if missing := [name for name in _NEEDED if importlib.util.find_spec(name) is None]:
            raise TrainingError(
                f"{' and '.join(missing)} not installed: .venv/bin/pip install -r requirements/bench.lock"
            )
        if not (ROOT / "tools" / "train_spam.py").is_file():
            raise TrainingError(f"no tools/train_spam.py in {ROOT}: train in a checkout of the project")
        if not cases.is_dir():
            raise TrainingError(
                f"{cases} is absent, there is nothing to train from: name the cases with --cases"
            )
        if not out.parent.is_dir():
            raise TrainingError(f"{out.parent} is no folder: choose another --out")
        with tempfile.TemporaryDirectory() as folder:
            labels, model = Path(folder) / "labels.jsonl", Path(folder) / "model.npz"
            count = self.gather(labels, opts.labels)
            print(
                f"training from {cases} and {count} labels of operators: this takes some minutes", flush=True
            )
            given = ("--cases", str(cases), "--labels", str(labels))
            _start("tools.train_spam", *given, "--out", str(model))
            read(model)
            _start("tools.spam_compare", str(PATH), str(model), *given)
            write_whole(out, model.read_bytes())
        print(f"{out}: model {read(out).version}")

    def gather(self, path: Path, given: str | None) -> int:
        """Write the labels to train from: those of a file, or of the archive, if there is one."""
        if given:
            lines = Path(given).read_text("utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                if not _is_label(line):
                    raise TrainingError(
                        f"{given}, line {number}: not a label, as quarantine --export-labels writes"
                    )
        elif Path(self.archive).exists():
            with Reader(self.archive) as reader:
                lines = [json.dumps(row, ensure_ascii=False) for row in decided_labels(reader, Filter())]
        else:
            lines = []
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return len(lines)


def _is_label(line: str) -> bool:
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return (
        isinstance(row, dict) and isinstance(row.get("text"), str) and row.get("label") in ("spam", "clean")
    )


def _start(module: str, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False)  # noqa: S603  # our own
    if done.returncode:
        raise TrainingError(f"{module} ended with exit code {done.returncode}: the model is as it was")
