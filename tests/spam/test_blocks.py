"""The block judge: what it calls spam, what it must leave alone, and what foreign text does to it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.spam import THRESHOLD, Evidence, score_blocks
from pipelines.spam.reasons import VOCABULARY
from tests.spam.judging import judge_all

SPAM = (
    "久久精品国产亚洲av无码| 亚洲一区二区三区高清不卡| 人人爽天天干夜夜操| 国产成人免费毛片在线观看",
    "新葡京娱乐城_新葡京官网_新葡京开户送38彩金_真人百家乐网址",
    "新澳门精准资料大全,一肖一码100%准,今晚开什么特马",
    "本公司常年代开住宿费发票、建筑发票，点数优惠，可先验后付款，电话微信同号13900000000。",
    "三代试管包男孩|代孕价格表|供卵试管机构排名|寄血验性别",
    "急用钱？不看征信、黑户白户均可，凭身份证当天放款，加微信ab12345。",
    "热血传奇私服发布网 新开传奇 变态传奇sf999 今日新开一秒",
    "百万蜘蛛池出租_泛目录程序_灰词快速排名_先排名后付款",
)
CLEAN = (
    "近日，临河县公安局在白杨镇打掉一个利用棋牌室聚众赌博的团伙，现场抓获涉赌人员9名。",
    "县扫黄打非办部署“净网”专项行动，集中清理网络淫秽色情信息，关闭违规网站4家。",
    "市福彩中心开展“福彩助学”活动，为30名困难大学新生每人发放助学金五千元。",
    "被告人张某犯开设赌场罪，判处有期徒刑二年，并处罚金人民币三万元。",
    "纳税人可以到办税服务厅代开增值税普通发票，需携带身份证原件和购销合同。",
    "赵芳 钱军 孙丽 李强 周敏 吴磊 郑洋 王静 冯涛 陈超 褚霞 卫平",
    "青石桥镇、柳河乡、石塘镇、大槐树乡、新渡镇、南岭乡、三官庙镇",
    "首页 政务公开 新闻中心 通知公告 在线服务 互动交流 领导之窗 网站地图",
    "创业担保贷款政策解读：符合条件的高校毕业生可申请额度最高20万元的贴息贷款。",
    "人民医院开展白癜风义诊活动，专家提醒患者到正规医院就诊，不要轻信偏方。",
    "第十二条 任何单位和个人不得擅自设立彩票销售网点。",
    "相关新闻 | 全县反诈宣传月启动 | 文明城市创建工作推进会召开 | 中小学寒假时间公布",
    "猜你喜欢",
    "</div>",
)


@pytest.mark.parametrize("text", SPAM)
def test_spam_is_called_spam(text: str) -> None:
    assert score_blocks([text])[0] >= THRESHOLD


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_that_uses_the_same_words_stays(text: str) -> None:
    assert score_blocks([text])[0] < THRESHOLD


@pytest.mark.parametrize("text", SPAM[:4])
@pytest.mark.parametrize(
    "hide",
    [
        "\u200b".join,
        lambda text: "".join(f"&#x{ord(char):X};" for char in text),
        lambda text: "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text),
        "★".join,
        lambda text: text.replace("国", "國").replace("业", "業").replace("开", "開").replace("发", "發"),
    ],
    ids=["zero width", "references", "full width", "signs", "traditional"],
)
def test_obfuscated_spam_is_still_spam(text: str, hide: object) -> None:
    assert callable(hide)
    assert score_blocks([hide(text)])[0] >= THRESHOLD


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\0", "\u200b", "……", "---", "★"])
def test_text_without_words_is_clean(text: str) -> None:
    assert score_blocks([text]) == [0.0]


def test_no_blocks_no_scores() -> None:
    assert score_blocks([]) == []


@given(st.lists(st.text(st.characters(), max_size=60), max_size=6))
@settings(deadline=None, max_examples=60)
def test_any_text_gets_a_score(texts: list[str]) -> None:
    scores = score_blocks(texts)
    assert len(scores) == len(texts)
    assert all(0 <= score <= 1 for score in scores)


@given(st.lists(st.sampled_from(SPAM + CLEAN), min_size=1, max_size=5), st.text(max_size=30))
@settings(deadline=None, max_examples=30)
def test_a_score_does_not_depend_on_the_blocks_beside_it(texts: list[str], other: str) -> None:
    together = score_blocks([other, *texts, other])[1:-1]
    assert together == pytest.approx([score_blocks([text])[0] for text in texts], abs=1e-4)


def test_hidden_menu_is_not_spam() -> None:
    menu = Evidence("首页 新闻中心 通知公告 在线服务 联系我们", hidden="display:none", links=5, link_chars=20)
    share = Evidence("分享到：微信 微博 QQ空间", hidden="zero size", scaffold=True)
    assert [judgement.category for judgement in judge_all([menu, share])] == ["clean", "clean"]


def test_hidden_spam_says_how_it_was_hidden() -> None:
    text = " ".join(SPAM[:2])
    found = judge_all([Evidence(text, hidden="display:none", links=40, link_sites=9, external_links=40)])[0]
    assert found.reasons[0] == "hidden by display:none"
    assert any(reason.endswith("spam terms in 40 links") for reason in found.reasons)
    assert "links to 9 sites" in found.reasons


def test_simplified_keywords_in_a_traditional_page_are_told() -> None:
    found = judge_all([Evidence(SPAM[0], converted=True)])[0]
    assert "Simplified text in a Traditional page" in found.reasons
    assert "keyword line joined by |" in found.reasons


@pytest.mark.parametrize(
    ("text", "category"),
    list(
        zip(
            SPAM,
            ("porn", "gambling", "gambling", "certificates", "medical", "loans", "games", "seo"),
            strict=True,
        )
    ),
)
def test_the_category_is_what_is_advertised(text: str, category: str) -> None:
    assert judge_all([Evidence(text)])[0].category == category


def test_keywords_are_judged_with_their_list() -> None:
    words = ("百家乐注册", "时时彩计划", "棋牌游戏下载", "真钱娱乐场", "六合彩资料", "老虎机平台")
    items = [Evidence(word, tag="li", links=1, link_chars=len(word)) for word in words * 3]
    found = judge_all(items)
    assert all(judgement.score >= THRESHOLD for judgement in found)
    assert any("in a list of spam" in judgement.reasons for judgement in found)


def test_a_list_of_clean_headlines_stays() -> None:
    words = ("全县反诈宣传月启动", "警方捣毁一个赌博窝点", "福彩公益金使用情况公示", "文明城市创建推进会召开")
    found = judge_all([Evidence(word, tag="li", links=1, link_chars=len(word)) for word in words])
    assert all(judgement.score < THRESHOLD for judgement in found)


def test_every_reason_is_of_the_vocabulary() -> None:
    patterns = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(entry)) for entry in VOCABULARY]
    blocks = [
        Evidence(
            text,
            hidden=hidden,
            links=9,
            link_chars=99,
            external_links=9,
            link_sites=9,
            scaffold=True,
            converted=True,
        )
        for text in (*SPAM, "★".join(SPAM[0]), SPAM[0] * 9)
        for hidden in ("", "marquee")
    ]
    for judgement in judge_all(blocks):
        assert judgement.reasons
        for reason in judgement.reasons:
            assert any(re.fullmatch(pattern, reason) for pattern in patterns), reason
