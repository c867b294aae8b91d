"""The supplied documents whose text was damaged: what must stand in them afterwards, and what must not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.repair import repair_text, undo

DOCUMENTS = Path(__file__).parent.parent / "fixtures" / "documents"


def text_of(name: str) -> str:
    (path,) = DOCUMENTS.glob(f"{name}_*.txt")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        (
            "001",
            "在县会议中心召开。县委书记赵明正出席会议并讲话，县领导林国晃、林巍、张弛、张裴雷、陈其清、叶键",
        ),
        ("001", "“城市驿站” “垃圾分类屋”“公交站” “公厕”“新时代文明实践所（站）” “文明单位”等六个重要点位"),
        ("001", "进一步推进“6+X”城市管理联合执法队伍建设。"),
        ("001", "把工作主攻点和着力点放在“攻坚突破”上，做到服从于“创城”、服务于“创城”。"),
        ("001", "\n本报讯 7月5日，2023年全国文明城市"),
        ("003", "会后迅速抓好贯彻落实。接下来"),
        ("003", "要求更严了，所以大家对存在问题"),
        ("003", "引导市民自我教育、自我提高"),
        ("003", "要充分发挥 xx 文化历史悠久"),
        ("003", "全镇 20 xx 年度创文重点项目推进表（征求意见稿），大家"),
        ("003", "1、抓住重点。创建"),
        ("003", "3、破解难点。综合"),
        ("003", "2、升温宣传教育。各村居"),
        ("004", "随着春暖花开，聊城市东昌府区拉开了"),
        ("004", "肩负着创城主战场的责任"),
        ("004", "逐渐摸索出了建立业主委员会、党建组织自治"),
        ("004", "建立督查、通报、台账“三个机制”"),
        ("004", "骐骥一跃，不能十步；驽马十驾，功在不舍。"),
    ],
)
def test_damage_is_undone(name: str, phrase: str) -> None:
    assert phrase in repair_text(text_of(name)).text


def test_no_trace_of_the_mirror_is_left() -> None:
    text = repair_text(text_of("001")).text
    assert not re.search(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔù]+[)）]|，[，。、；]|[?？]", text)


def test_stuttered_title_goes_so_that_the_speech_begins() -> None:
    # the part of the document that its site shows as its content
    content = text_of("003").split("资源描述\n\n1、")[1]
    assert repair_text(content).text.startswith("今天，镇党委、政府专门召开会议")


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_found_text_comes_back_from_the_repairs(name: str) -> None:
    found = text_of(name)
    repaired = repair_text(found)
    assert undo(repaired) == found
    assert repair_text(repaired.text).text == repaired.text
