"""Byte slips: each class of the model, the ways back into step, and what must not be touched."""

from __future__ import annotations

import pytest

from pipelines.repair import repair_text

# A page of invented news that shows the mirror's marks, so that readings without proof are believed too.
PAGE = (
    "清溪鎮組(zǔ)織志愿者開(kāi)展文明勸(quàn)導(dǎo)活動(dòng),。居民們(men)說(shuō)街道變(biàn)干凈了。\n"
)


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("街道很干凈?!鄙鐓^(qū)書記說", "街道很干净。”社区书记说"),
        ("會議結束?，F(xiàn)將有關情況通報如下", "会议结束。现将有关情况通报如下"),
        ("他們一起去了?:髞泶蠹叶紒砹?", "他们一起去了。后来大家都来"),
        ("街道的環境非?；顒硬粩?", "街道的环境非"),
        ("大家都很高興??茖W調度讓服務更精準", "大家都很高兴。科学调度让服务更精准"),
        ("當?shù)娘L氣", "当的风气"),
    ],
)
def test_a_slip_is_undone(found: str, meant: str) -> None:
    text = repair_text(PAGE + found).text
    assert text.split("\n")[1].startswith(meant.rstrip("。"))


def test_determined_characters_are_certain_and_the_lost_one_is_a_guess() -> None:
    repairs = repair_text(PAGE + "街道很干凈?!鄙鐓^(qū)書記說").repairs
    slips = [r for r in repairs if r.kind == "slip"]
    assert [(r.after, r.certain) for r in slips] == [("。", False), ("”社区", True)]
    assert slips[0].probability is not None
    assert slips[0].probability > 0.9


@pytest.mark.parametrize(
    "text", ["真的吗???你说呢?!好吧", "什么？！", "（??）", "他说：?！", "Really?! Yes."]
)
def test_real_marks_stay(text: str) -> None:
    assert repair_text(text).text.translate(str.maketrans("？！：（）", "?!:()")) == text.translate(
        str.maketrans("？！：（）", "?!:()")
    )
