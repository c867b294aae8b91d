from pathlib import Path

import pytest

from crawler.sources import FOLDER, Source, check_all
from pipelines.metadata.place import find_place

SOURCES, PROBLEMS = check_all()


def test_the_projects_own_sources_have_no_mistakes() -> None:
    assert PROBLEMS == ()
    assert len(SOURCES) >= 20
    assert {path.stem for path in Path(FOLDER).glob("*.toml")} == set(SOURCES)


@pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))
def test_a_source_says_what_is_known_of_it_and_spares_its_servers(source: Source) -> None:
    assert source.note
    assert source.delay >= 1
    assert source.concurrency == 1
    assert source.allow_addresses == ()
    if source.place:
        place, _ = find_place(source.place, "")
        assert place
        assert source.place.startswith("".join(place.names))


def test_every_key_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "sources.md").read_text("utf-8")
    for name in set(Source.model_fields) - {"name"}:
        assert f"| `{name}` |" in text
