"""Brands in the place of authorities, by names that stand in no list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spam.brands import acting_brands
from pipelines.spam.clones import suspicions

TOWN = "连日来，{0}组织志愿者走进社区，居民拍手称好。{0}召开创建推进会。\n{0}市委书记到街道调研，市民对环境整治满意。"


@pytest.mark.parametrize(
    "brand", ["沐珑体育", "沐珑娱乐城", "沐珑棋牌", "jq88", "沐珑体育官网", "沐珑平台登录", "qp66体育"]
)
def test_a_brand_nobody_knows_is_seen_in_a_city_s_place(brand: str) -> None:
    assert any(brand.startswith(name) or name in brand for name in acting_brands(TOWN.format(brand)))
    assert suspicions("创建推进会", TOWN.format(brand), None, highest=0.0)[0].startswith("brand in the place")


@pytest.mark.parametrize(
    "text",
    [
        TOWN.format("柳河"),
        "市体育局召开全民健身推进会。省体育局要求各地抓好群众体育，体育部门强调安全。" * 3,
        "教育部官网发布通知，官网指出各地要落实。客户端发布，平台要求实名。" * 3,
        "金地国际社区居委会组织居民清扫楼道，金地国际社区居委会负责人说，社区志愿者每天巡查。" * 2,
        "中国福利彩票发行中心通报，福利彩票要求各站点规范。体育彩票召开年会。" * 2,
        "G20要求各国合作，APEC召开会议，WTO强调自由贸易，5G部署加快，2023年印发通知。" * 3,
        "新浪体育讯，安踏体育宣布业绩，安踏体育召开发布会，安踏体育指出销量增长，安踏体育要求门店改进。",
        "财政部就互联网彩票制定办法，高频彩票出台新规，购买彩票市民说，街道社区居民都知道。",
        "建设现代化国际城区，国际城区面貌一新，国际市民满意度提升。" * 2,
    ],
)
def test_authorities_companies_and_compounds_are_no_brands(text: str) -> None:
    assert acting_brands(text) == ()


def test_once_is_not_enough_for_a_name_that_may_be_a_company_s() -> None:
    assert acting_brands("沐珑体育强调，社区居民和志愿者、市民是赛事的主人。") == ()


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="沐珑体育娱乐城市委召开ab88，。\n官网\0\ud800", max_size=200))
def test_any_text_is_searched(text: str) -> None:
    assert all(isinstance(name, str) for name in acting_brands(text))
