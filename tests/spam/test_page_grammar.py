"""Pages composed for the page verdict: every writer is whole, and a stranger to the others."""

from __future__ import annotations

import re

import pytest

from tools.page_corpus import WRITERS, PageWriter, _grammar, composed


def _lines(name: str) -> list[str]:
    return [line for side in ("spam", "clean") for kind in _grammar()[name][side].values() for line in kind]


def test_every_writer_of_the_files_is_used() -> None:
    assert set(_grammar()) == set(WRITERS)


@pytest.mark.parametrize("name", WRITERS)
def test_every_slot_is_a_word_of_the_writer_or_a_choice(name: str) -> None:
    words = _grammar()[name]["words"]
    writer = PageWriter(name, 1)
    for line in _lines(name):
        named = [slot for slot in re.findall(r"\{([^{}]*)\}", line) if slot.isidentifier() and slot.isascii()]
        assert set(named) <= set(words), line
        assert not set("{}") & set(writer.expand(line)), line


@pytest.mark.parametrize("name", WRITERS)
def test_as_many_clean_pages_as_spam_and_the_same_each_time(name: str) -> None:
    pages = list(composed(20, name))
    assert [page.spam for page in pages] == [True, False] * 20
    assert pages == list(composed(20, name))
    assert all(page.content.count("\n") >= 3 for page in pages)


def test_no_two_writers_share_a_sentence() -> None:
    said = [set(_lines(name)) for name in WRITERS]
    assert len(set.union(*said)) == sum(map(len, said))


def test_a_page_speaks_of_one_thing_from_its_head_to_its_end() -> None:
    writer = PageWriter("c", 1)
    pages = [text for text, kind in (writer.page(spam=False) for _ in range(150)) if kind == "company_news"]
    firms = _grammar()["c"]["words"]["firm"].split()
    assert pages
    assert all(sum(firm in page for firm in firms) == 1 for page in pages)
