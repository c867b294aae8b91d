from random import Random

import pytest

from tools.practice.grammar import Grammar
from tools.practice.press import rules

GRAMMAR = Grammar({"fruit": "梨 桃", "basket": "一筐{fruit}"})


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("甲", {"甲"}),
        ("{甲|乙}丙", {"甲丙", "乙丙"}),
        ("{甲|}丙", {"甲丙", "丙"}),
        ("{甲{子|丑}|乙}", {"甲子", "甲丑", "乙"}),
        ("{basket}", {"一筐梨", "一筐桃"}),
        ("{who}", {"某人"}),
    ],
)
def test_slots_and_alternatives_are_filled(pattern: str, texts: set[str]) -> None:
    part, rng = GRAMMAR.compile(pattern), Random(1)
    assert {GRAMMAR.fill(part, rng.random, {"who": "某人"}) for _ in range(60)} == texts


@pytest.mark.parametrize("pattern", ["{甲", "甲}", "{甲|乙"])
def test_unbalanced_braces_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        GRAMMAR.compile(pattern)


def test_every_pattern_of_the_news_can_be_filled() -> None:
    known = rules()
    bound = dict.fromkeys("county place paper campaign bare short town year month dayn".split(), "某")
    lines = [line for some in (*known.lines.values(), *known.titles.values()) for line in some]
    for line in [*lines, *known.leads, *known.general]:
        for seed in range(5):
            assert "{" not in known.grammar.fill(line, Random(seed).random, bound)
