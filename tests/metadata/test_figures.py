from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.metadata.figures import find_figures
from pipelines.metadata.numerals import parse_number


def told(text: str) -> list[tuple[float | None, str, bool, str]]:
    return [(f.value, f.unit, f.approximate, f.counts) for f in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共检查发现各类问题8300多个，限期改正。", (8300, "个", True, "问题")),
        ("整改率达到100%。", (100, "%", False, "整改率")),
        ("群众满意度达98.5％以上。", (98.5, "%", True, "群众满意度")),
        ("制作各类海报近20000份，", (20000, "份", True, "海报")),
        ("设置展板1,034套、", (1034, "套", False, "展板")),
        ("将城区划分为48个网格片区，", (48, "个", False, "网格片区")),
        ("200余支队伍深入社区", (200, "支", True, "队伍")),
        ("3万多名志愿者，都上了街", (30000, "名", True, "志愿者")),
        ("30多万名市民参与", (300000, "名", True, "市民")),
        ("1.5万平方米违建被拆除", (15000, "平方米", False, "违建")),
        ("清运垃圾约12吨。", (12, "吨", True, "垃圾")),
        ("投入资金2.3亿元用于改造", (230_000_000, "元", False, "资金")),
        ("十余家商户自觉清扫门前", (10, "家", True, "商户")),
        ("三百余起不文明行为被劝导", (300, "起", True, "不文明行为")),
        ("二十六个社区同时行动", (26, "个", False, "社区")),
        ("两家企业认领路段", (2, "家", False, "企业")),
        ("上百名党员带头", (100, "名", True, "党员")),
        ("数百名党员带头", (None, "名", True, "党员")),
        ("七八个志愿者清扫楼道", (None, "个", True, "志愿者")),
        ("3至5个小区开展试点", (None, "个", True, "小区")),
        ("百分之九十五的小区", (95, "%", False, "")),
        ("全区80万居民受益", (800_000, "", False, "居民")),
        ("编发《工作简报》12期，", (12, "期", False, "工作简报")),
        ("发放倡议书、折页、手册共8700份，", (8700, "份", False, "倡议书、折页、手册")),
        ("服务5000人次。", (5000, "人次", False, "")),
        ("组织志愿者300余人参加", (300, "人", True, "志愿者")),
    ],
)
def test_a_figure_is_told(text: str, expected: tuple[float | None, str, bool, str]) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "2021年6月9日上午10时30分，第3期简报，第12个爱国卫生月，第二批，十四五时期。",
        "历时3个月、45天、2小时、24小时值守、3个工作日、3个小时。",
        "坚持“三个一”“五个一批”，做到两个维护、四个意识、四个自信、三个代表。",
        "聚焦五大窗口、六大举措、三个方面、一个重点，扭住一个目标，打通最后一公里。",
        "一把手亲自抓，下好一盘棋，一支队伍、一名党员、一家书店、一条路。",
        "热线12345，电话0555-1234567，邮编223001，〔2018〕105号，国发12号文。",
        "1、抓住重点。2.打造亮点。（3）破解难点。",
        "排名前3名，名列全省第5名，获第一名。",
        "走进千家万户，百名党员，万家灯火，百家姓，亿万家庭。",
        "《百名党员献心声》《100名党员的故事》，“100名最美志愿者”评选，“文明十六条”。",
        "七台河市、三台县，5G网络，G20峰会，“6+X”执法队伍。",
        "二〇二一年，唯一一家，",
        "3月5日至8日，2018-2020年，8点起。",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert told(text) == []


def test_a_figure_has_its_text_its_sentence_and_its_place() -> None:
    body = "开头一句。\n全镇设置展板近300块，整改问题20个！结尾。"
    figures = find_figures(body)
    assert [f.text for f in figures] == ["近300块", "20个"]
    assert all(body.startswith(f.text, f.offset) for f in figures)
    assert {f.sentence for f in figures} == {"全镇设置展板近300块，整改问题20个！"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1034", 1034),
        ("1，034", 1034),
        ("3.5万", 35_000),
        ("10.5万亿", 10_500_000_000_000),
        ("30多万", 300_000),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三百五", 350),
        ("三百零五", 305),
        ("两千三百二十一", 2321),
        ("十余万", 100_000),
        ("一亿两千万", 120_000_000),
        ("三万五", 35_000),
        ("二〇二一", 2021),
        ("万", 10_000),
        ("", None),
        ("1.2.3", None),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    assert parse_number(text) == value


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="0123456789.,，一二十百千万亿多余近数个名家%率问题的“《\x00\ud800\n。", max_size=60))
def test_any_text_is_taken(body: str) -> None:
    for figure in find_figures(body):
        assert body.startswith(figure.text, figure.offset)
        assert figure.sentence in body


@pytest.mark.parametrize("unit", ["1", "一", "1个", "近", "问题3个", "1,", "多", "百分之", "1-"])
def test_long_lines_end(unit: str) -> None:
    find_figures(unit * 20_000)
