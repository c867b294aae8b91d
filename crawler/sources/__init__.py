"""Where campaign news is looked for: one TOML file per source, checked when it is read."""

from crawler.sources.files import FOLDER, check_all, load, load_all
from crawler.sources.problems import SourceError
from crawler.sources.source import Limits, Patterns, Recrawl, Seed, Source

__all__ = [
    "FOLDER",
    "Limits",
    "Patterns",
    "Recrawl",
    "Seed",
    "Source",
    "SourceError",
    "check_all",
    "load",
    "load_all",
]
