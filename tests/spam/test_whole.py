"""The page as a whole: lines and words weighed together."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import clean_page
from pipelines.spam import judge_page, lexicon
from pipelines.spam.clones import stuffing
from pipelines.spam.page import measure_page
from pipelines.spam.registers import OFFERS, TELLS, count_words, registers
from pipelines.spam.whole import PATH, measure, tells, weights, whole_score

BOOKMAKER = [
    "所有手球投注以全场赛果为准，加时不计算在内，赔率以确认注单时为准。",
    "如赛事延期超过三十小时，全部注单作废，本金退还会员账户。",
    "让球盘：客队受让两球，比赛打和则盘口赢，派彩包括本金。",
    "滚球投注须等候确认，如有进球注单可能取消，串关以赔率1计算。",
]
RAID = [
    "本报讯（记者梁文）柳河市警方近日捣毁一个网络赌博团伙，抓获犯罪嫌疑人二十三人。",
    "经查，该团伙架设网站接受球赛投注，赔率由境外庄家提供，会员下注后资金流入地下钱庄。",
    "法院审理认为，被告人以营利为目的开设赌场，判处有期徒刑五年，并处罚金。",
    "民警提醒市民，网络赌博十赌九输，发现线索请及时举报。",
]
LOTTERY = [
    "第一条 根据彩票管理条例及其实施细则，制定本规则，由福利彩票发行管理中心组织销售。",
    "第五条 每注投注号码由七个数字组成，购买者可选择复式投注或倍投。",
    "第九条 中奖者应当自开奖之日起六十个自然日内持彩票到投注站或指定地点兑奖，逾期视为弃奖，纳入公益金。",
    "第十二条 未成年人不得购买彩票和兑奖，开奖过程由公证人员监督。",
]
MATCH = [
    "体育讯 昨晚联赛第十二轮，山鹰队坐镇主场迎战江北队，吸引了上万名球迷。",
    "上半场双方战平，易边再战后山鹰队由新援扳平比分，主教练赛后称赞球员的拼劲。",
    "本轮过后山鹰队积二十六分，仍在晋级的行列，下一场比赛将客场作战。",
]


def test_rules_of_a_bookmaker_are_spam_though_no_line_is_sure() -> None:
    assert judge_page("手球规则", BOOKMAKER, [], highest=0.02).verdict == "spam"


@pytest.mark.parametrize("page", [RAID, LOTTERY, MATCH])
def test_pages_about_bets_and_matches_are_clean(page: list[str]) -> None:
    assert judge_page(None, page, []).verdict == "clean"


def test_a_report_weighs_less_than_the_rules_it_is_about() -> None:
    rules, raid = (whole_score(measure_page("\n".join(page))) for page in (BOOKMAKER, RAID))
    limit = lexicon.rules()["page"]
    assert raid < limit["possible"] < limit["whole"] < rules


def test_lines_with_a_stake_and_a_match_are_lines_of_bets() -> None:
    words, lines = count_words("投注以全场赛果为准\n天气晴朗，微风拂面")
    assert words["bets"] > 0
    assert lines == pytest.approx(0.5)
    assert count_words("记者了解到投注以全场赛果为准")[1] == 0


def test_a_page_of_other_words_is_not_measured() -> None:
    assert not tells("连日来，柳河乡全面打响文明城市创建攻坚战。")
    assert tells(BOOKMAKER[0])


def test_weights_are_of_measures_and_speak_the_right_way() -> None:
    weight = weights()
    assert set(weight) - {"offset"} <= set(measure("", 0.0, 0.0))
    assert all(weight[name] <= 0 for name in TELLS)
    assert all(value >= 0 for name, value in weight.items() if name not in {*TELLS, "offset"})
    assert {*OFFERS, *TELLS, "stake", "event", "house"} <= set(registers())
    assert tomllib.loads(PATH.read_text("utf-8"))["weights"] == weight


def test_a_short_article_beside_a_block_of_spam_stays_an_article() -> None:
    page = clean_page(
        "<title>柳河乡开展清洁行动</title><body><h1>柳河乡开展清洁行动</h1>"
        "<p>3月5日，柳河乡组织干部群众清理河道垃圾，乡里的志愿者也来帮忙，两岸面貌一新。</p>"
        "<div style='position:absolute;left:-999px'>新葡京娱乐城_新葡京官网_新葡京开户送38彩金_真人百家乐网址</div>"
    )
    assert page.verdict == "article"
    assert "hijacked" in page.flags


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=400))
def test_any_body_is_measured(body: str) -> None:
    assert 0 <= whole_score(measure_page(body)) <= 1


def test_a_keyword_in_every_sentence_stains_what_spam_was_dropped_from() -> None:
    stuffed = [
        "近日，柳河夜场招聘联合街道办整治环境，柳河夜场招聘组织市民清扫街巷，为居民营造整洁的家园。",
        "有市民问，柳河夜场招聘的本质是什么，柳河夜场招聘共建文明社区，记者了解到柳河夜场招聘天天都在。",
    ]
    assert stuffing("\n".join(stuffed)) == "柳河夜场招聘"
    assert not stuffing("\n".join(RAID + LOTTERY + MATCH))
