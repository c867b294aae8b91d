import tomllib
from pathlib import Path

from pipelines.version import VERSION


def test_the_version_stored_with_a_crawl_is_the_distribution_s() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == VERSION
