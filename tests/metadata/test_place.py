from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.metadata.place import find_place
from pipelines.types import NOWHERE


def names(title: str, body: str = "", *hints: str) -> tuple[str, ...]:
    return find_place(title, body, hints=hints)[0].names


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("邹平市码头镇创城忙", "码头镇全镇动员。", ("山东省", "滨州市", "邹平市", "码头镇")),
        ("徐泾镇迎复检", "青浦区徐泾镇党委召开会议，徐泾镇干部参加。", ("上海市", "青浦区", "徐泾镇")),
        ("东莞市长安镇清理卫生死角", "长安镇全镇干部上街。", ("广东省", "东莞市", "长安镇")),
        ("仙桃市召开创卫动员会", "全市干部参加。", ("湖北省", "仙桃市")),
        ("湘西州召开会议", "全州上下动员。", ("湖南省", "湘西土家族苗族自治州")),
        ("融水县清扫街道", "融水县全县动员。", ("广西壮族自治区", "柳州市", "融水苗族自治县")),
        ("重庆两路口清理广告", "重庆市渝中区全区动员，渝中区干部上街。", ("重庆市", "渝中区")),
    ],
)
def test_names_every_level_once(title: str, body: str, expected: tuple[str, ...]) -> None:
    assert names(title, body) == expected


def test_code_is_of_the_most_specific_level() -> None:
    assert find_place("徐泾镇迎复检", "青浦区徐泾镇召开会议。")[0].code == "310118106"
    assert find_place("青浦区迎复检", "青浦区召开会议。")[0].code == "310118"
    assert find_place("聊城市迎复检", "聊城市召开会议。")[0].code == "371500"
    assert find_place("山东省部署创建工作", "山东省召开会议。")[0].code == "370000"


def test_basis_says_where_the_names_stand() -> None:
    _, basis = find_place(
        "徐泾镇迎复检", "青浦区召开会议。" + "工作扎实。" * 30 + "徐泾镇参加。", hints=["绿色青浦"]
    )
    assert basis == "title 徐泾镇; text 徐泾镇"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("鼓楼区全区动员，鼓楼区干部上街。", ()),
        ("徐州市鼓楼区全区动员，鼓楼区干部上街。", ("江苏省", "徐州市", "鼓楼区")),
        ("福州市召开会议。鼓楼区全区动员，鼓楼区干部上街，鼓楼区居民参加。", ("福建省", "福州市", "鼓楼区")),
        ("玄武区与鼓楼区全区动员。", ("江苏省", "南京市")),
        ("城关镇全镇动员，城关镇干部上街。", ()),
        ("城关镇党委动员，颍上县城关镇干部上街，城关镇居民参加，全县动员。", ("安徽省", "阜阳市", "颍上县")),
        ("码头镇全镇动员，码头镇干部上街。", ()),
    ],
)
def test_a_shared_name_needs_its_surroundings(body: str, expected: tuple[str, ...]) -> None:
    assert names("", body)[:3] == expected


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("各地创建忙", "聊城市召开会议。滨州市部署工作。德州市干部上街。济宁市全市动员。", ("山东省",)),
        ("各县创建忙", "闽侯县召开会议。连江县部署工作。永泰县全县动员。", ("福建省", "福州市")),
        ("各地创建忙", "闽侯县召开会议。邹平市部署工作。徐泾镇全镇动员。", ()),
    ],
)
def test_a_round_up_ends_at_what_its_places_have_in_common(
    title: str, body: str, expected: tuple[str, ...]
) -> None:
    assert names(title, body) == expected


@pytest.mark.parametrize(
    "text",
    [
        "中国全国我市本县区委市民省市县城市，民族区域自治，县城区县，全市中心区。",
        "城市民生工程，城市民政，乡镇街道，小城镇建设，发展乡村旅游，建设乡镇企业，全国文明镇，全国文明村镇。",
        "和平区域，合作市场，东方市场，解放区的天，老城区、新城区、主城区、城东区域、开发区，大城市，公安县级单位。",
        "毕业于北京大学、上海交通大学、武汉理工大学，就职于上海大众、北京首创股份有限公司。",
        "记者刘海南、陈江西，走到河南岸、江西岸。",
        "玩德州扑克，吃北京烤鸭，北京时间八点，四川菜，广东人，湖南话。",
        "和平发展、大同世界、平安建设、资源整合、公安机关、合作共赢、光明大道、中方代表。",
        "云南山区、济南山区、西部山区、豫西山区，红旗区间，港口区位优势，平房区改造。",
        "全市干部走上南京路、北京路、中山路、中山公园、人民广场、重庆北路清理卫生。",
    ],
)
def test_words_that_only_look_like_places(text: str) -> None:
    assert names("我市全市动员", text) == ()


@pytest.mark.parametrize(
    "body",
    [
        "闽侯县召开会议，闽侯县干部走上南京路、北京西路、北京东路，清理上海大众和北京银行门前。",
        "闽侯县召开会议，传达国家在北京召开的会议精神，闽侯县干部参加。",
        "新华社北京3月5日电 会议召开。闽侯县传达会议精神，闽侯县各部门参加。",
    ],
)
def test_places_in_passing_do_not_decide(body: str) -> None:
    assert names("全县动员创建", body) == ("福建省", "福州市", "闽侯县")


@pytest.mark.parametrize("hint", ["聊城日报", "文明聊城", "聊城市人民政府网", "聊城新闻网"])
def test_an_outlet_speaks_for_its_place(hint: str) -> None:
    assert names("我市召开创城动员会", "全市干部参加。", hint) == ("山东省", "聊城市")
    assert names("徐泾镇迎复检", "青浦区徐泾镇全镇动员，徐泾镇干部参加。", hint)[-1] == "徐泾镇"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("邹平县召开会议，邹平县全县动员。", "邹平市"),
        ("青浦县召开会议，青浦县全县动员。", "青浦区"),
        ("襄樊市召开会议，襄樊市全市动员。", "襄阳市"),
    ],
)
def test_former_names(body: str, expected: str) -> None:
    assert names("", body)[-1] == expected


def test_short_names_count_where_they_are_no_other_word() -> None:
    assert names("闽侯全力创城", "闽侯全县动员。")[-1] == "闽侯县"
    assert names("江西宜春创城", "宜春全市动员。")[-1] == "宜春市"


def test_one_name_in_a_text_from_nowhere_in_particular_is_not_enough() -> None:
    assert names("电影上映", "影片曾在盐城市取景，演员到场。") == ()
    assert names("创建动员会讲话", "使“盐城市民文明十六条”成为共识。镇党委要求全镇党员带头。") == (
        "江苏省",
        "盐城市",
    )


def test_nothing_in_nothing() -> None:
    assert find_place("", "") == (NOWHERE, "")


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet=st.sampled_from("北京市聊城南鼓楼区镇县乡街道\x00\ud800𨟠，a\n路民族"), max_size=80),
    st.text(max_size=40),
)
def test_any_text_is_taken(title: str, body: str) -> None:
    place, basis = find_place(title, body, hints=[body])
    assert bool(place) == bool(basis)
    assert len(set(place.names)) == len(place.names)
