"""What operators decide: blocks and pages go back and forth, nothing is lost, crawls keep to it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from pipelines import clean_page
from pipelines.quarantine import RESTORED
from pipelines.restore import FROM_TEXT
from pipelines.store import Archive, Reader, Undecidable
from pipelines.store.dropped import Filter
from pipelines.store.review import Review
from pipelines.store.schema import migrate
from pipelines.types import UNDECIDED, Quarantined
from tests.store.conftest import EMPTY, SPAM, article, fetch, query
from tests.test_clean import LINKS, PARAGRAPHS, page
from tests.test_clean import SPAM as KEYWORDS
from tests.test_decisions import HIJACKED, ONE, RUN, SECOND, THREE, TWO

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.types import CleanPage

URL = "http://m.xinlin.example/1.html"
SPAM_PAGE = f"<title>{KEYWORDS}</title><h1>{KEYWORDS}</h1><div>{LINKS}</div><p>第三页</p>"


def crawl(path: Path, html: str, url: str = URL, *, day: int = 1) -> str:
    """Store a page as a crawl does, with what operators decided before."""
    decided = UNDECIDED
    if path.exists():
        with Reader(path) as reader:
            decided = reader.decisions(url)
    return store(path, clean_page(html, url, decided=decided), url, day=day)


def store(path: Path, cleaned: CleanPage, url: str = URL, *, day: int = 1) -> str:
    with Archive(path) as archive:
        archive.begin_crawl("documents")
        return str(archive.put(url, cleaned, fetch=fetch(day)))


def decide(path: Path, decision: Any, *texts: str, **options: Any) -> list[str]:
    """Decide on the items with these texts; returns the notes."""
    with Review(path) as review:
        items = [item for text in texts for item in review.find(Filter()) if item.text == text]
        return [review.decide(item, decision, by="lin", **options).note for item in items]


def body(path: Path) -> list[str]:
    return str(query(path, "SELECT body FROM articles")[0][0]).split("\n")


def flags(path: Path) -> str:
    return str(query(path, "SELECT flags FROM articles")[0][0])


@pytest.mark.parametrize("order", [(KEYWORDS, SECOND), (SECOND, KEYWORDS)])
def test_restored_blocks_go_back_to_their_places_in_any_order(path: Path, order: tuple[str, str]) -> None:
    crawl(path, HIJACKED)
    notes = decide(path, "restored", *order, why="no spam")
    assert notes == ["put back where it stood"] * 2
    assert body(path) == [ONE, KEYWORDS, SECOND, TWO, THREE]
    assert query(path, "SELECT version, body FROM versions ORDER BY 1")[0] == (1, "\n".join(PARAGRAPHS))
    assert query(path, "SELECT kind, version, crawl FROM changes") == [
        ("new", 1, 1),
        ("changed", 2, None),
        ("changed", 3, None),
    ]
    assert query(path, 'SELECT decision, "by", why, url, version FROM decisions') == [
        ("restored", "lin", "no spam", URL, 2),
        ("restored", "lin", "no spam", URL, 3),
    ]
    assert query(path, "SELECT DISTINCT status FROM quarantine") == [("restored",)]


def test_the_next_crawl_finds_nothing_changed(path: Path) -> None:
    crawl(path, HIJACKED)
    decide(path, "restored", SECOND)
    assert crawl(path, HIJACKED, day=2) == "unchanged"
    decide(path, "restored", KEYWORDS)
    assert RESTORED in flags(path)
    assert "hijacked" not in flags(path)
    assert crawl(path, HIJACKED, day=3) == "unchanged"
    decide(path, "confirmed", SECOND, KEYWORDS)
    assert body(path) == [ONE, TWO, THREE]
    assert crawl(path, HIJACKED, day=4) == "unchanged"


def test_deciding_the_same_again_does_nothing(path: Path) -> None:
    crawl(path, HIJACKED)
    decide(path, "restored", SECOND)
    assert decide(path, "restored", SECOND) == ["was restored before"]
    assert query(path, "SELECT max(version) FROM articles") == [(2,)]


def test_a_confirmed_block_stays_as_it_is(path: Path) -> None:
    crawl(path, HIJACKED)
    assert decide(path, "confirmed", SECOND) == ["stays dropped"]
    assert query(path, "SELECT version FROM articles") == [(1,)]
    assert crawl(path, HIJACKED, day=2) == "unchanged"


def test_a_block_goes_into_a_later_version_by_its_neighbours(path: Path) -> None:
    crawl(path, HIJACKED)
    later = "新林镇今年已有三个社区建成示范点，居民对环境的满意度达到九成，工作还将继续推进下去。"
    crawl(path, page(f"<p>{later}</p><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"), day=2)
    assert decide(path, "restored", SECOND) == ["put back where it stood"]
    assert body(path) == [later, ONE, SECOND, TWO, THREE]


def test_where_its_place_is_gone_it_goes_to_the_end_and_says_so(path: Path) -> None:
    crawl(path, HIJACKED)
    crawl(
        path, page("".join(f"<p>{text.replace('新林', '柳河')[2:]}</p>" for text in (ONE, TWO, THREE))), day=2
    )
    (note,) = decide(path, "restored", SECOND)
    assert "at the article's end" in note
    assert body(path)[-1] == SECOND


def test_runs_and_title_phrases_go_back_and_out_again(path: Path) -> None:
    title = "新林镇创城不是一阵风"
    html = f"<title>{title}_澳门太阳城娱乐注册送彩金</title><p>{ONE}</p><p>{TWO}{RUN}。</p><p>{THREE}</p>"
    crawl(path, html)
    (phrase,) = (str(text) for (text,) in query(path, "SELECT text FROM quarantine WHERE kind = 'title'"))
    decide(path, "restored", RUN, phrase)
    assert body(path) == [ONE, f"{TWO}{RUN}。", THREE]
    assert query(path, "SELECT title FROM articles") == [(f"{title} {phrase}",)]
    decide(path, "confirmed", phrase, RUN)
    assert body(path) == [ONE, f"{TWO}。", THREE]
    assert query(path, "SELECT title FROM articles") == [(title,)]


def test_a_restored_page_is_an_article_and_stays_one(path: Path) -> None:
    html = page(f"<div>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</div>")
    whole = "\n".join(("新林镇：创城不是一阵风", *PARAGRAPHS))
    spam = SPAM.quarantined[0]
    store(path, type(SPAM)(verdict="spam", quarantined=(Quarantined(whole, spam.reasons, 0.99, "page"),)))
    decide(path, "restored", whole)
    assert body(path) == list(PARAGRAPHS)
    assert FROM_TEXT in flags(path)
    assert query(path, "SELECT kind, version FROM changes") == [("new", 1)]
    assert query(path, "SELECT verdict FROM urls") == [("article",)]
    assert query(path, "SELECT spam, articles FROM hosts") == [(0, 1)]
    crawl(path, html, day=2)
    assert body(path) == list(PARAGRAPHS)
    assert FROM_TEXT not in flags(path)  # made from its bytes
    decide(path, "confirmed", whole)
    assert query(path, "SELECT verdict FROM articles") == [("spam",)]
    assert query(path, "SELECT kind FROM changes ORDER BY seq DESC LIMIT 1") == [("hijacked",)]
    crawl(path, html, day=3)
    assert query(path, "SELECT verdict FROM articles") == [("spam",)]


def test_a_page_without_text_cannot_be_restored_and_the_archive_goes_on(path: Path) -> None:
    store(path, EMPTY)
    with Review(path) as review:
        (item,) = review.find(Filter())
        with pytest.raises(Undecidable, match="no text to restore"):
            review.decide(item, "restored", by="lin")
        review.decide(item, "confirmed", by="lin")
    assert query(path, "SELECT status FROM quarantine") == [("confirmed",)]


def test_a_block_of_a_spam_page_has_no_place_but_counts_as_clean(path: Path) -> None:
    crawl(path, SPAM_PAGE)
    (note, *_) = decide(path, "restored", KEYWORDS)
    assert "no place for it" in note
    with Reader(path) as reader:
        assert KEYWORDS in reader.decisions("http://m.xinlin.example/other.html").clean
        assert reader.decisions("http://other.example/") is UNDECIDED
        assert reader.decisions("document:1") is UNDECIDED


def test_ids_are_prefixes_that_must_be_clear(path: Path) -> None:
    for number in range(40):
        store(
            path,
            article(quarantined=(Quarantined(f"文{number}", ("x",), 0.9),)),
            f"http://a.example/{number}",
        )
    store(path, article(quarantined=(Quarantined("文1", ("x",), 0.9),)), "http://b.example/1")
    with Reader(path) as reader:
        found = list(reader.quarantined(Filter()))
        item = next(item for item in found if item.text == "文2")
        assert reader.resolve(Filter(id=item.digest[:10])) == [item]
        shared = next(item.id for item in found if item.text == "文1")
        assert len(reader.resolve(Filter(id=shared), every=True)) == 2
        assert len(reader.resolve(Filter(id=shared, host="b.example"))) == 1
        for wrong, told in (
            (shared, "stands on 2 pages"),
            ("zzzz", "no ID"),
            ("12", "no ID"),
            ("0" * 12, "nothing"),
        ):
            with pytest.raises(Undecidable, match=told):
                reader.resolve(Filter(id=wrong))


def test_an_ambiguous_id_says_what_to_type(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.store.dropped.LEAST", 1)
    dropped = tuple(Quarantined(f"文{number}", ("x",), 0.9) for number in range(40))  # more than digits
    store(path, article(quarantined=dropped))
    with Reader(path) as reader:
        digits = Counter(item.digest[0] for item in reader.quarantined(Filter()))
        with pytest.raises(Undecidable, match="is ambiguous, it fits") as error:
            reader.resolve(Filter(id=digits.most_common(1)[0][0]))
        told = str(error.value).partition("type more of ")[2].removesuffix(" ...").split(", ")
        assert [len(reader.resolve(Filter(id=prefix))) for prefix in told] == [1] * len(told)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filter(), 3),
        (Filter(url="/1"), 1),
        (Filter(host="example"), 2),
        (Filter(host="a.example"), 1),
        (Filter(category="porn"), 2),
        (Filter(kind="page"), 1),
        (Filter(reason="WORDS"), 3),
        (Filter(status="confirmed"), 0),
        (Filter(crawl=2), 1),
        (Filter(since="2026-01-02"), 1),
    ],
)
def test_filters(path: Path, wanted: Filter, count: int) -> None:
    store(path, article(), "http://a.example/1")
    store(path, SPAM, "http://b.example/2", day=2)
    store(path, article(), "document:3")
    with Reader(path) as reader:
        assert len(list(reader.quarantined(wanted))) == reader.count_quarantined(wanted) == count


def test_a_text_on_many_pages_can_be_listed_once(path: Path) -> None:
    for number in range(3):
        store(path, article(), f"document:{number}")
    with Reader(path) as reader:
        (item,) = reader.quarantined(Filter(), once=True)
        assert (item.pages, reader.count_quarantined(Filter(), once=True)) == (3, 1)


def test_an_older_archive_learns_where_its_quarantine_comes_from(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        migrate(conn)
        conn.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm004%'")
        for table in ("hosts", "decisions"):
            conn.execute(f"DROP TABLE {table}")
        for index in ("quarantine_digest", "quarantine_host"):
            conn.execute(f"DROP INDEX {index}")
        for column in ("host", "title", "version", "offset"):
            conn.execute(f'ALTER TABLE quarantine DROP COLUMN "{column}"')
        conn.execute("ALTER TABLE urls DROP COLUMN served")
        conn.execute(
            "INSERT INTO quarantine (url, digest, text, reasons, kind, category, model, status, first_seen)"
            " VALUES (?, 'abcd', '文', '[]', 'block', 'porn', '1', 'dropped', '2026')",
            (URL,),
        )
        migrate(conn)
    assert query(path, "SELECT host, version FROM quarantine") == [("m.xinlin.example", None)]
    assert crawl(path, HIJACKED) == "new"
