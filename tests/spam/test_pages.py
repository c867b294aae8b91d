"""Page verdicts."""

from __future__ import annotations

import pytest

from pipelines.spam import Evidence, judge_page
from tests.spam.judging import judge_all

TITLE = "柳河乡全面打响文明城市创建攻坚战"
ARTICLE = [
    "连日来，柳河乡全面打响文明城市创建攻坚战，乡村干部走村入户，清理垃圾，整治环境，群众拍手称好。",
    "乡党委书记在动员会上强调，要以更大的决心、更实的举措，把创建工作往深里做，往实里做，让群众得实惠。",
    "截至目前，全乡共出动志愿者300余人次，清理卫生死角120处，拆除乱搭乱建45处，新增停车位260个。",
]
SPAM = Evidence("新葡京娱乐城_新葡京官网_新葡京开户送38彩金_真人百家乐网址", hidden="off-screen")
MENU = Evidence("首页 新闻中心 通知公告", hidden="display:none")


def test_an_article_alone_is_clean() -> None:
    found = judge_page(TITLE, ARTICLE, judge_all([MENU]))
    assert (found.verdict, found.category, found.suspicious) == ("clean", "clean", ())


def test_an_article_beside_spam_is_hijacked() -> None:
    found = judge_page(f"{TITLE}_太阳城娱乐注册送彩金", ARTICLE, judge_all([SPAM, MENU]))
    assert (found.verdict, found.category) == ("hijacked", "gambling")
    assert "spam phrase beside the title" in found.reasons


def test_spam_with_nothing_of_its_own_is_a_spam_page() -> None:
    found = judge_page("新葡京娱乐城官网", [], judge_all([SPAM]))
    assert found.verdict == "spam"


@pytest.mark.parametrize(
    ("title", "body", "verdict"),
    [
        (TITLE, ARTICLE[0], "hijacked"),  # it says in sentences what its title says
        ("新葡京娱乐城官网", ARTICLE[0], "spam"),  # the title speaks of something else
        (TITLE, "柳河乡 文明城市 创建 攻坚战 图片 新闻", "spam"),  # no sentence
    ],
)
def test_a_brief_among_much_spam_is_an_article_where_it_says_what_its_title_says(
    title: str, body: str, verdict: str
) -> None:
    assert judge_page(title, [body], judge_all([SPAM] * 6)).verdict == verdict


def test_an_empty_page_is_not_spam() -> None:
    assert judge_page(None, [], []).verdict == "clean"


def test_a_brand_that_acts_as_an_authority_is_suspicious() -> None:
    body = [*ARTICLE, "新葡京娱乐城召开全乡环境整治推进会，太阳城集团要求各村压实责任。"]
    found = judge_page(TITLE, body, [])
    assert any("brand in the place of an authority" in sign for sign in found.suspicious)


def test_shuffled_clauses_under_a_spam_title_are_a_spam_page() -> None:
    body = [
        "龙葵内服用量为十五克，双方各领域合作十分紧密，外用适量，正面临泡汤的局面，",
        "根据相关说法，那里的环境可能还适宜生存，慢慢咀嚼，",
        "所以贫血的人群最好生食，受到严厉处罚，能够养血补血，",
        "并邀请记者旁观的计划，骨子里自认为如此，避免沉积，",
    ]
    assert judge_page("国产精品在线免费视频观看", body, []).verdict == "spam"


def test_a_site_that_says_it_is_a_government_is_compared_with_its_host() -> None:
    body = [*ARTICLE, "本网站由柳河乡人民政府主办"]
    assert not judge_page(TITLE, body, [], host="www.liuhe.gov.cn").suspicious
    assert "www.copy.example" in judge_page(TITLE, body, [], host="www.copy.example").suspicious[0]


@pytest.mark.parametrize("title", [TITLE, None, "", "\0", "新葡京娱乐城"])
@pytest.mark.parametrize("kept", [[], [""], ["\n\n"], ["，" * 5000], ["\ud800" * 40]])
def test_any_page_gets_a_verdict(title: str | None, kept: list[str]) -> None:
    assert judge_page(title, kept, []).verdict in {"clean", "spam", "hijacked"}


def test_what_is_left_of_a_spam_page_gives_it_away() -> None:
    kept = [
        "各彩民要充分认识澳门精准资料的重要意义，做到词语解释落实，不折不扣。",
        "请广大彩民相互转告，以本站为准。",
    ] * 4
    assert judge_page(None, kept, judge_all([SPAM, SPAM])).verdict == "spam"


def test_clauses_put_together_at_random_are_a_spam_page() -> None:
    clauses = "外用适量，双方各领域合作紧密，那里的环境可能还适宜生存，慢慢咀嚼，受到严厉处罚，能够养血补血，"
    found = judge_page("images", [clauses] * 6, [])
    assert found.verdict == "spam"
    assert "most paragraphs end in a comma" in found.reasons


def test_verses_that_end_in_commas_are_no_spam() -> None:
    verses = ["连日来乡里的干部走进每一个村庄，", "把街巷和河边的垃圾清理得干干净净。"] * 12
    assert judge_page("images", verses, []).verdict == "clean"


def test_what_is_left_is_read_line_by_line() -> None:
    rules = [
        "所有篮球交易均以完场的比数为准，加时不计算在内，过关注单按赔率1计算。",
        "如赛事延期超过12小时，所有注单视为无效，交易金额全数退还。",
        "本公司保留取消任何投注及冻结帐户的权利，会员不得异议。",
    ] * 4
    assert judge_page("交易规则", rules, judge_all([SPAM])).verdict == "spam"


def test_one_doubtful_line_taints_no_article() -> None:
    body = [*ARTICLE, *ARTICLE, "新葡京娱乐城召开推进会。"]
    assert judge_page(TITLE, body, judge_all([SPAM])).verdict == "hijacked"


def test_a_report_that_cites_spam_line_by_line_is_no_spam_page() -> None:
    cited = [
        "近期，网信办通报一批网站被植入暗链的典型案例：",
        "一是某协会网站页面底部隐藏“真人荷官”“注册送彩金”等博彩链接，已责令整改。",
        "二是某学校旧网站被篡改为“澳门新葡京”页面，点击后跳转至赌博平台，已关停。",
        "三是某企业网站标题被改为“代开发票”，警方已立案侦查。",
        "网信办提醒各单位及时注销闲置网站，修补漏洞，发现被篡改的立即断网报告。",
    ]
    assert judge_page("网信办通报一批网站被植入暗链典型案例", cited, []).verdict == "clean"
