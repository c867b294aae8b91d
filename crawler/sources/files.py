"""Reads source files."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path

from pydantic import ValidationError

from crawler.sources.problems import SourceError, tell
from crawler.sources.source import Source

#: Where the project's own sources lie; the setting SOURCES names another folder.
FOLDER = Path(__file__).parent


def load(name: str, folder: Path | str = FOLDER) -> Source:
    """The source of that name.

    Raises:
        SourceError: there is none, or its file has mistakes.
    """
    path = Path(folder) / f"{name}.toml"
    names = _names(folder)
    if name not in names:
        close = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {close[0]}?" if close else "`scrapy sources` lists those there are"
        raise SourceError([f"{path}: no such source; {hint}"])
    return read(path)


def load_all(folder: Path | str = FOLDER) -> dict[str, Source]:
    """All sources of a folder by their names, in order; also those that are not active.

    Raises:
        SourceError: a file has mistakes; all mistakes of all files are told.
    """
    sources, problems = check_all(folder)
    if problems:
        raise SourceError(problems)
    return sources


def check_all(folder: Path | str = FOLDER) -> tuple[dict[str, Source], tuple[str, ...]]:
    """The sources of a folder that can be read, and one line per mistake in the others."""
    sources: dict[str, Source] = {}
    problems: list[str] = []
    if not (names := _names(folder)):
        problems.append(f"{folder}: expected a folder with files such as example.toml")
    for name in names:
        try:
            sources[name] = read(Path(folder) / f"{name}.toml")
        except SourceError as error:
            problems += error.problems
    return sources, tuple(problems)


def read(path: Path) -> Source:
    """The source in a file; its name is the file's.

    Raises:
        SourceError: the file cannot be read or has mistakes.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SourceError([f"{path}: expected a file that can be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise SourceError([f"{path}: byte {error.start + 1}: expected UTF-8"]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError([f"{path}: expected TOML: {error}"]) from error
    name = data.setdefault("name", path.stem)
    if name != path.stem:
        raise SourceError([f"{path}: name: expected {path.stem!r}, as the file is called, not {name!r}"])
    try:
        return Source.model_validate(data)
    except ValidationError as error:
        raise SourceError(tell(str(path), error, Source)) from error


def _names(folder: Path | str) -> list[str]:
    try:
        return sorted(path.stem for path in Path(folder).glob("*.toml"))
    except OSError:
        return []
