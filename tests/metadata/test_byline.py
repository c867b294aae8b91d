import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.metadata.byline import is_furniture, read_byline


@pytest.mark.parametrize(
    ("line", "sources", "authors", "editors"),
    [
        ("2018-03-27 10:26:00 来源： 新林日报 作者：", ["新林日报"], [], []),
        ("内容更新时间：2023-07-07 08:33:54来源：林溪乡音报", ["林溪乡音报"], [], []),
        ("■记者 林若水 陈堡", [], ["林若水", "陈堡"], []),
        ("新林晚报·新林壹点 通讯员 李同 记者 赵旭东", ["新林晚报·新林壹点"], ["李同", "赵旭东"], []),
        ("初审编辑：魏小鹏", [], [], ["魏小鹏"]),
        ("编辑：吴怡 校对：王 珂", [], [], ["吴怡", "王珂"]),
        (
            "编辑日期：2025-11-27 14:22信息来源：林溪县融媒体中心作者：王小光 解小茉阅读次数：12",
            ["林溪县融媒体中心"],
            ["王小光", "解小茉"],
            [],
        ),
        ("（记者 王小林 通讯员 李小溪）", [], ["王小林", "李小溪"], []),
        ("来源：网信林溪", ["网信林溪"], [], []),
        ("文/图 张小山", [], ["张小山"], []),
        ("今天天气很好。", [], [], []),
        ("句子大全 2007-09-30 07:17:56", [], [], []),
    ],
)
def test_reads_what_stands_behind_labels(
    line: str, sources: list[str], authors: list[str], editors: list[str]
) -> None:
    byline = read_byline(line)
    assert (list(byline.sources), list(byline.authors), list(byline.editors)) == (sources, authors, editors)


def test_an_account_s_name_is_no_person() -> None:
    byline = read_byline("上观号作者：绿色林溪")
    assert (byline.accounts, byline.authors) == (("绿色林溪",), ())


@pytest.mark.parametrize(
    ("line", "furniture"),
    [
        ("■记者 林若水 陈堡", True),
        ("编辑：吴怡", True),
        ("资料：文明林溪", True),
        ("↑ 点击「绿色林溪」轻松关注~", True),
        ("本报讯（记者 王小林）昨天，我市召开创建文明城市推进会，安排下一步工作。", False),
        ("一是紧盯短板：坚持高标准。", False),
        ("记者在现场看到，道路干净整洁。", False),
    ],
)
def test_tells_bylines_from_text(line: str, furniture: bool) -> None:
    assert is_furniture(line) is furniture


@settings(deadline=None)
@given(st.text(alphabet="来源作者记者编辑：: 、（）()2021-06-09王小林日报\n", max_size=120))
def test_never_raises(line: str) -> None:
    read_byline(line)
    is_furniture(line)
