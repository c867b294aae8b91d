"""What operators decided wins over the judges, and clean_page stays a function of its arguments."""

from __future__ import annotations

import pytest

from pipelines import clean_page
from pipelines.quarantine import CONFIRMED, RESTORED
from pipelines.types import Decisions
from tests.test_clean import ARTICLE, LINKS, PARAGRAPHS, SPAM, page

SECOND = "国产精品无码|亚洲精品久久久|色综合久久|日韩无码在线|人妻少妇|午夜福利视频在线|自拍偷拍"
RUN = "时时彩平台注册送彩金，百家乐开户，六合彩开奖，网上博彩网站"
ONE, TWO, THREE = PARAGRAPHS
HIJACKED = page(f"<p>{ONE}</p><p>{SPAM}</p><p>{SECOND}</p><p>{TWO}</p><p>{THREE}</p>")


def restored(*texts: str) -> Decisions:
    return Decisions(clean=frozenset(texts), kept=frozenset(texts))


def test_dropped_blocks_know_where_they_stood() -> None:
    dropped = clean_page(HIJACKED).quarantined
    assert [(item.text, item.offset) for item in dropped] == [(SPAM, len(ONE) + 1), (SECOND, len(ONE) + 1)]


def test_a_restored_block_stands_where_it_stood() -> None:
    result = clean_page(HIJACKED, decided=restored(SECOND))
    assert result.body.split("\n") == [ONE, SECOND, TWO, THREE]
    assert [item.text for item in result.quarantined] == [SPAM]
    assert result.flags == ("hijacked", RESTORED)


def test_an_article_is_not_hijacked_by_what_was_restored() -> None:
    result = clean_page(HIJACKED, decided=restored(SPAM, SECOND))
    assert (result.verdict, result.quarantined, result.flags) == ("article", (), (RESTORED,))


def test_a_restored_block_is_shown_even_where_it_was_hidden() -> None:
    hidden = f'<div style="display:none">{SPAM}</div><div>{ARTICLE}</div>'
    assert clean_page(page(hidden), decided=restored(SPAM)).body.split("\n") == [SPAM, ONE, TWO, THREE]


def test_what_was_restored_elsewhere_is_no_spam_and_no_article() -> None:
    footer = page(f"<div>{ARTICLE}</div><div class=foot><ul><li>{SPAM}</li></ul></div>")
    result = clean_page(footer, decided=Decisions(clean=frozenset([SPAM])))
    assert result.quarantined == ()
    assert RESTORED not in result.flags


def test_a_confirmed_block_is_dropped_whatever_the_judge_says() -> None:
    more = (
        "截至目前，全镇共出动志愿者三百余人次，清理卫生死角一百二十处，新增停车位二百六十个，群众拍手称好。"
    )
    result = clean_page(page(f"{ARTICLE}<p>{more}</p>"), decided=Decisions(spam=frozenset([TWO])))
    assert result.body.split("\n") == [ONE, THREE, more]
    assert [(item.text, item.reasons) for item in result.quarantined] == [(TWO, (CONFIRMED,))]


def test_runs_inside_a_paragraph_are_restored_and_confirmed_too() -> None:
    mixed = page(f"<p>{ONE}</p><p>{TWO}{RUN}。</p><p>{THREE}</p>")
    (run,) = clean_page(mixed).quarantined
    assert (run.kind, run.text, run.offset) == ("run", RUN, len(ONE) + 1 + len(TWO))
    back = clean_page(mixed, decided=restored(RUN))
    assert back.body.split("\n") == [ONE, f"{TWO}{RUN}。", THREE]
    words = "“创城不是一阵风。”"
    without = clean_page(page(ARTICLE), decided=Decisions(spam=frozenset([words])))
    assert without.body.split("\n")[2] == THREE.removeprefix(words)
    assert without.quarantined[0].kind == "run"


def test_phrases_beside_the_title_are_restored_and_confirmed_too() -> None:
    joined = f"<title>新林镇创城不是一阵风_澳门太阳城娱乐注册送彩金</title><div>{ARTICLE}</div>"
    result = clean_page(joined)
    (phrase,) = result.quarantined
    assert (phrase.kind, result.title) == ("title", "新林镇创城不是一阵风")
    assert (
        clean_page(joined, decided=restored(phrase.text)).title
        == "新林镇创城不是一阵风_澳门太阳城娱乐注册送彩金"
    )
    plain = f"<title>创城不是一阵风 全文阅读</title><div>{ARTICLE}</div>"
    confirmed = clean_page(plain, decided=Decisions(spam=frozenset(["全文阅读"])))
    assert confirmed.title == "创城不是一阵风"


SPAM_PAGE = f"<title>{SPAM}</title><h1>{SPAM}</h1><div>{LINKS}</div><p>第三页</p>"


@pytest.mark.parametrize("counter", ["", "<i>2026-01-02</i>"])
def test_a_restored_page_is_no_spam_page_even_with_another_date_on_it(counter: str) -> None:
    whole = clean_page(SPAM_PAGE).quarantined[0]
    assert whole.kind == "page"
    again = clean_page(SPAM_PAGE + counter, decided=Decisions(clean_pages=(whole.text,)))
    assert again.verdict != "spam"
    assert RESTORED in again.flags


def test_a_restored_page_that_was_taken_over_since_is_spam_again() -> None:
    before = "\n".join(PARAGRAPHS)
    assert clean_page(SPAM_PAGE, decided=Decisions(clean_pages=(before,))).verdict == "spam"


def test_a_confirmed_page_stays_spam() -> None:
    text = "\n".join(("新林镇：创城不是一阵风", *PARAGRAPHS))
    result = clean_page(page(ARTICLE), decided=Decisions(spam_pages=(text,)))
    assert (result.verdict, result.quarantined[0].reasons) == ("spam", (CONFIRMED,))


def test_decisions_on_other_texts_change_nothing() -> None:
    other = Decisions(*(frozenset(["别的"]),) * 3, ("别的",), ("别的",))
    assert clean_page(HIJACKED, decided=other) == clean_page(HIJACKED)
