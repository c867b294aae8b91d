from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.metadata.campaign import campaign_names, find_campaigns, relevance

FILLER = "干部走进社区，听取居民意见，逐条整改，环境面貌明显好转。"


def names(title: str, body: str = "") -> tuple[str, ...]:
    return campaign_names(find_campaigns(title, body))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("吹响全国文明城市创建冲锋号", "全国文明城市"),
        ("全力创建国家级文明城市", "全国文明城市"),
        ("安平县争创全国文明县城", "全国文明县城"),
        ("我区争创全国文明城区", "全国文明城区"),
        ("柳河镇获评全国文明镇", "全国文明镇"),
        ("一中获评全国文明校园", "全国文明校园"),
        ("迎接全国卫生城市复审", "国家卫生城市"),
        ("创建国家卫生县城动员会", "国家卫生县城"),
        ("创建国家卫生乡镇动员会", "国家卫生乡镇"),
        ("创建国家级园林城市", "国家园林城市"),
        ("国家森林城市建设", "国家森林城市"),
        ("争创国家食品安全示范城市", "国家食品安全示范城市"),
        ("争创国家环保模范城市", "国家环境保护模范城市"),
        ("争创全国双拥模范城", "全国双拥模范城"),
        ("深化平安建设", "平安建设"),
        ("生活垃圾分类进社区", "垃圾分类"),
        ("新时代文明实践活动丰富", "新时代文明实践"),
        ("爱国卫生月启动", "爱国卫生运动"),
        ("“扫黄打非”进校园", "扫黄打非"),
        ("扫黑除恶出实招", "扫黑除恶"),
    ],
)
def test_a_title_names_its_campaign(title: str, expected: str) -> None:
    assert names(title, FILLER) == (expected,)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("创城不停步", "全国文明城市"),
        ("创文在行动", "全国文明城市"),
        ("创卫进行时", "国家卫生城市"),
        ("创园有成效", "国家园林城市"),
        ("创森再出发", "国家森林城市"),
        ("创模攻坚", "国家环境保护模范城市"),
        ("文明城市创建动员会召开", "全国文明城市"),
    ],
)
def test_short_forms_stand_for_the_best_known_campaign_with_a_lower_score(title: str, expected: str) -> None:
    short, full = find_campaigns(title, FILLER), find_campaigns(expected, FILLER)
    assert campaign_names(short) == (expected,)
    assert short[0].score < full[0].score


def test_short_forms_count_for_the_member_of_the_family_that_is_named() -> None:
    assert names("创文迎复检", "巩固全国文明城区成果。" + "创文工作扎实。" * 5) == ("全国文明城区",)
    assert names("创卫再发力", "镇里争创国家卫生镇。" + "创卫工作扎实。" * 5) == ("国家卫生镇",)


@pytest.mark.parametrize(
    "title", ["创建省级文明城市", "创建市级文明城区", "江河省文明城市创建", "争创县级文明城市"]
)
def test_a_lower_level_is_not_the_national_campaign(title: str) -> None:
    assert names(title, FILLER + "文明城市创建工作有序推进，创城氛围浓厚。") == ()


@pytest.mark.parametrize(
    "text",
    [
        "共创文明新风",
        "走进文创园参观",
        "开创城市新局面",
        "共创卫生环境",
        "双创园区揭牌",
        "首创城乡一体模式",
        "创园区品牌",
    ],
)
def test_words_that_only_look_like_short_forms(text: str) -> None:
    assert names(text, text + "。" + text) == ()


def test_activities_in_passing_are_not_the_subject() -> None:
    body = (
        FILLER * 10
        + "针对垃圾分类屋、公厕、新时代文明实践所、文明校园等点位排查。开展爱国卫生活动。"
        + FILLER * 10
    )
    assert names("打好全国文明城市创建攻坚战", body) == ("全国文明城市",)
    assert names("社区工作有序", body) == ()


def test_activities_that_fill_the_text_are_the_subject() -> None:
    assert names("社区工作有序", ("社区推行垃圾分类，" + FILLER) * 5) == ("垃圾分类",)


def test_the_most_relevant_campaign_comes_first() -> None:
    body = "我市迎接国家卫生城市复审。" + FILLER * 9 + "全国文明城市创建也在推进。"
    assert names("国家卫生城市复审", body) == ("国家卫生城市", "全国文明城市")


def test_an_epithet_is_not_a_campaign() -> None:
    assert names("古城换新颜", "国家历史文化名城柳城开展清扫。" + FILLER) == ()
    assert names("古城换新颜", "柳城争创国家历史文化名城，" + FILLER) == ("国家历史文化名城",)


def test_evidence_says_what_stands_where() -> None:
    found = find_campaigns("创城不停步", "全国文明城市创建。" + FILLER * 9 + "创城，创城。")
    assert found[0].evidence == ("title 创城", "lead 全国文明城市", "text 创城 (2)")


def test_relevance_gives_its_reason() -> None:
    assert relevance(()) == (0.0, "names no campaign")
    score, reason = relevance(find_campaigns("创城不停步", FILLER))
    assert score >= 0.3
    assert reason == "about 全国文明城市: title 创城"
    score, reason = relevance(find_campaigns("", FILLER * 12 + "垃圾分类"))
    assert score < 0.3
    assert reason == "names 垃圾分类 only in passing: text 垃圾分类"


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet=st.sampled_from("全国文明城市区创卫生县\x00\ud800省级，a\n"), max_size=80),
    st.text(max_size=40),
)
def test_any_text_is_taken(title: str, body: str) -> None:
    campaigns = find_campaigns(title, body)
    assert all(0 < campaign.score <= 1 and re.search(r"\w", campaign.name) for campaign in campaigns)
    assert [c.score for c in campaigns] == sorted((c.score for c in campaigns), reverse=True)
