"""Thresholds and words of an operator's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.spam import Evidence
from pipelines.spam.lexicon import RulesError, hits, rules, use_rules
from tests.spam.judging import judge_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CHUANGCHENG_SPAM_RULES", "")
    yield
    monkeypatch.undo()
    use_nothing()


def use_nothing() -> None:
    from pipelines.spam import lexicon

    lexicon.rules.cache_clear()
    lexicon._terms.cache_clear()


def own(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return path


def test_thresholds_are_replaced_and_the_others_stay(tmp_path: Path) -> None:
    before = rules()
    use_rules(own(tmp_path, "[block]\nthreshold = 0.99999999\n"))
    assert rules()["block"] == before["block"] | {"threshold": 0.99999999}
    assert rules()["page"] == before["page"]
    (judgement,) = judge_all([Evidence("时时彩平台|百家乐开户|六合彩开奖|网上博彩网站")])
    assert judgement.category == "clean"


def test_words_are_added(tmp_path: Path) -> None:
    assert hits("清河花蛤").count == 0
    use_rules(own(tmp_path, '[terms]\ngambling = "清河花蛤 花蛤"\n[contact]\nwords = "飞鸽"\n'))
    assert hits("清河花蛤 飞鸽").terms["gambling"] == ("清河花蛤", "花蛤")
    assert hits("清河花蛤 飞鸽 博彩").contacts == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[blocks]\nthreshold = 1", r"no table \[blocks\]: there are block,"),
        ("block = 1", r"no table \[block\]"),
        ("[block]\nlimit = 1", r"no limit in \[block\]: there are threshold,"),
        ("[block]\nthreshold = '1'", r"threshold in \[block\] must be a number"),
        ("[terms]\nporn = 1", r"porn in \[terms\] must be words"),
        ("[block", "is not TOML"),
    ],
)
def test_rules_that_mean_nothing_are_one_line(tmp_path: Path, text: str, told: str) -> None:
    before = rules()
    with pytest.raises(RulesError, match=told) as error:
        use_rules(own(tmp_path, text))
    assert "\n" not in str(error.value)
    assert rules() == before


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"none\.toml: No such file"):
        use_rules(tmp_path / "none.toml")
