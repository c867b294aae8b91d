"""Which texts are a cluster, and which of them is the best."""

from __future__ import annotations

from itertools import combinations
from random import Random  # noqa: TC003  # Hypothesis reads it
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.duplicates import Group, Likeness, Standing, compare, group, normalise, read
from tests.duplicates.texts import FORM, NEWS, OTHER, spun


def grouped(
    texts: dict[str, str], told: dict[str, dict[str, Any]] | None = None, order: Random | None = None
) -> list[Group]:
    names = list(texts)
    if order:
        order.shuffle(names)
    known = {number: read(normalise(text)) for number, text in enumerate(sorted(set(texts.values())))}
    numbers = {text: number for number, text in enumerate(sorted(set(texts.values())))}
    articles: dict[int, list[Standing]] = {}
    for name in names:
        number = numbers[texts[name]]
        standing = Standing(url=name, text=number, size=known[number].size, **(told or {}).get(name, {}))
        articles.setdefault(number, []).append(standing)
    pairs = list(combinations(sorted(known), 2))
    if order:
        order.shuffle(pairs)

    def judge(one: int, two: int) -> Likeness:
        return compare(known[one], known[two])

    return group(articles, {pair: judge(*pair) for pair in pairs}, judge)


def roles(rows: list[Group]) -> set[tuple[str, str, str]]:
    return {(row.url, row.role, row.cluster) for row in rows}


EXCERPT = "\n".join(NEWS.split("\n")[:2])


def test_roles() -> None:
    rows = grouped(
        {"a": NEWS, "b": NEWS, "c": spun(NEWS), "d": EXCERPT, "e": OTHER, "f": NEWS + "责任编辑李明"}
    )
    assert roles(rows) == {
        ("a", "best", "a"), ("b", "copy", "a"), ("c", "rewrite", "a"), ("d", "excerpt", "a"), ("f", "copy", "a"),
    }  # fmt: skip
    assert {row.url: row.likeness for row in rows}["b"] == 1


def test_a_clone_points_at_its_original() -> None:
    texts = {"a": spun(NEWS), "b": NEWS.replace("市城管局", "皇城国际娱乐"), "z": NEWS}
    told: dict[str, dict[str, Any]] = {"b": {"suspicious": True, "own": True}, "z": {"own": True}}
    rows = grouped(texts, told)
    assert roles(rows) == {("a", "rewrite", "z"), ("b", "clone", "z"), ("z", "best", "z")}


def test_the_best_is_whole_clean_own_and_early() -> None:
    texts = dict.fromkeys("abcde", NEWS) | {"x": EXCERPT}
    told: dict[str, dict[str, Any]] = {
        "a": {"flags": 1}, "b": {"wounds": 2, "published": "2017-01-01"}, "c": {"published": "2018-05-02"},
        "d": {"published": "2018-05-01"}, "e": {"published": "2019-01-01", "wounds": 1},
    }  # fmt: skip
    assert {row.cluster for row in grouped(texts, told)} == {"d"}
    told["e"]["own"] = True
    assert {row.cluster for row in grouped(texts, told)} == {"e"}


def test_a_page_that_holds_two_articles_joins_neither_to_the_other() -> None:
    rows = grouped({"a": NEWS, "b": NEWS + "编辑王芳", "c": OTHER, "both": NEWS + OTHER})
    assert {(row.url, row.cluster) for row in rows} >= {("both", "a"), ("both", "c"), ("a", "a"), ("c", "c")}
    assert not {("a", "c"), ("c", "a")} & {(row.url, row.cluster) for row in rows}
    assert [row.main for row in rows if row.url == "both"].count(True) == 1


def test_two_articles_and_the_page_that_holds_them_are_two_clusters() -> None:
    rows = grouped({"a": NEWS, "c": FORM, "both": NEWS + FORM})
    assert roles(rows) == {
        ("a", "best", "a"), ("both", "holds", "a"), ("c", "best", "c"), ("both", "holds", "c"),
    }  # fmt: skip


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_arrival_does_not_matter(order: Random) -> None:
    texts = {
        "a": NEWS,
        "b": spun(NEWS),
        "c": EXCERPT,
        "d": NEWS + OTHER,
        "e": OTHER,
        "f": FORM,
        "g": FORM,
        "h": NEWS,
    }
    assert grouped(texts, order=order) == grouped(texts)
