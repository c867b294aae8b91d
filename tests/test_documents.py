"""The five documents, exactly: what each must yield, field by field."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from pipelines import CleanPage, clean_page

FOLDER = Path(__file__).parent / "fixtures" / "documents"


@dataclass(frozen=True)
class Expected:
    """What a document must yield; the body by the digest of its characters without blanks."""

    title: str
    body: tuple[int, str]
    starts: str
    ends: str
    published: str | None
    source: str | None
    place: tuple[str, ...]
    campaigns: tuple[str, ...]
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    images: int = 0
    spam_blocks: int = 0
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


EXPECTED = {
    "000": Expected(
        title="邹平市码头镇：助推全国文明城市创建工作出实效",
        body=(1376, "d8e270935fff9943"),
        starts="新一轮创城攻坚战已经开始",
        ends="创城素质形象。",
        published="2021-06-09T08:14:57+08:00",
        source="齐鲁晚报·齐鲁壹点",
        authors=("李同飞", "赵旭"),
        publisher="趣头条",
        place=("山东省", "滨州市", "邹平市", "码头镇"),
        campaigns=("全国文明城市", "国家卫生镇"),
        images=3,
        lacks=("workers.dev", "categories", "通讯员"),
    ),
    "001": Expected(
        title="打好全国文明城市创建攻坚战、决胜战",
        body=(1080, "c5f4897e92119459"),
        starts="本报讯",
        ends="工作开展情况。",
        published="2023-07-07T08:33:54+08:00",
        source="闽侯乡音报",
        authors=("林若野", "陈堡"),
        place=("福建省", "福州市", "闽侯县"),
        campaigns=("全国文明城市",),
        contains=("召开。县委书记赵明正出席会议并讲话", "张裴雷、陈其清、叶键"),
        lacks=("guó", "，，", "，。", "，、", "?", "縣"),
    ),
    "002": Expected(
        title="徐泾镇：用好创文迎复检“绣花针”（提升会展首位镇“新颜值”）",
        body=(2601, "2678c012a0658be3"),
        starts="2021年是青浦区新一轮",
        ends="不断提升城市文明形象。",
        published=None,
        source="绿色青浦",
        editors=("吴怡静",),
        publisher="日记大全",
        place=("上海市", "青浦区", "徐泾镇"),
        campaigns=("全国文明城区", "全国文明镇"),
        contains=("统一思想，健全机制硬核作战", "标本兼治，城市颜值日新月异"),
        lacks=("句子大全", "相关推荐", "轻松关注", "网友评论", "2007"),
    ),
    "003": Expected(
        title="2023年在全镇创建文明城市工作部署大会讲话稿",
        body=(2791, "563dd145eac212ad"),
        starts="今天，镇党委、政府专门召开会议",
        ends="努力奋斗！",
        published="2023-04-17",
        source=None,
        publisher="wnwk.com",
        place=("江苏省", "盐城市"),
        campaigns=("全国文明城市",),
        contains=(
            "会后迅速抓好贯彻落实",
            "我们不多说",
            "制定措施，一条一条",
            "1、抓住重点。",
            "3、破解难点。",
            "2、升温宣传教育。",
        ),
        lacks=("20202020", "上传人", "第1页", "猜你喜欢", "经营许可证", "迅2、速"),
    ),
    "004": Expected(
        title="聊城市东昌府区全面打响创城工作攻坚战",
        body=(1395, "9eef156607da0079"),
        starts="洁净的环境，高尚的情操",
        ends="盛世画卷。",
        published="2018-03-27T10:26:00+08:00",
        source="聊城日报",
        editors=("魏鹏", "李润杰"),
        place=("山东省", "聊城市", "东昌府区"),
        campaigns=("全国文明城市", "国家卫生城市"),
        spam_blocks=1,
        contains=("随着春暖花开", "建立业主委员会", "建立督查、通报、台账", "顶着大风"),
        lacks=("久久", "lnez7", "推荐阅读", "責", "随著"),
    ),
}


@cache
def cleaned(number: str) -> CleanPage:
    (path,) = FOLDER.glob(f"{number}_*.txt")
    return clean_page(path.read_bytes(), f"document:{path.name}")


@pytest.mark.parametrize("number", EXPECTED)
def test_the_body_is_exact(number: str) -> None:
    page, expected = cleaned(number), EXPECTED[number]
    assert page.verdict == "article"
    assert page.body.startswith(expected.starts)
    assert page.body.endswith(expected.ends)
    for words in expected.contains:
        assert words in page.body
    for words in expected.lacks:
        assert words not in page.body
    bare = "".join(page.body.split())
    assert (len(bare), hashlib.sha256(bare.encode()).hexdigest()[:16]) == expected.body


@pytest.mark.parametrize("number", EXPECTED)
def test_every_field_is_exact(number: str) -> None:
    page, expected = cleaned(number), EXPECTED[number]
    assert page.title == expected.title
    assert page.published == expected.published
    assert page.source == expected.source
    assert page.authors == expected.authors
    assert page.editors == expected.editors
    assert page.publisher == expected.publisher
    assert page.campaigns == expected.campaigns
    assert page.place.names == expected.place
    assert len(page.images) == expected.images
    assert sum(q.kind == "block" for q in page.quarantined) == expected.spam_blocks


@pytest.mark.parametrize("number", EXPECTED)
def test_every_field_says_where_it_came_from(number: str) -> None:
    page = cleaned(number)
    for name in ("title", "published", "source", "authors", "editors", "publisher", "place", "campaigns"):
        assert bool(getattr(page, name) or (name == "published" and page.published_claimed)) == (
            name in page.basis
        ), name


def test_images_are_freed_from_their_proxy() -> None:
    assert all(
        image.startswith("http://static.1sapp.com/qupost/img/2021/06/09/") for image in cleaned("000").images
    )


def test_a_false_date_is_claimed_and_not_believed() -> None:
    page = cleaned("002")
    assert page.published_claimed == "2007-09-30T07:17:56+08:00"
    assert page.not_before == "2021-10-31"
    assert page.basis["published"].startswith("rejected: the text speaks of 2021年")


def test_a_document_sharing_site_s_date_is_named_as_such() -> None:
    assert "upload time" in cleaned("003").basis["published"]


def test_the_spam_block_is_kept_as_proof_with_its_reasons() -> None:
    (block,) = cleaned("004").quarantined
    assert block.kind == "block"
    assert block.text.count("|") == 41
    assert block.reasons
    assert block.category == "porn"


@pytest.mark.parametrize("number", ["001", "004"])
def test_repairs_tell_what_was_found(number: str) -> None:
    kinds = {repair.kind for repair in cleaned(number).repairs}
    assert kinds >= ({"slip", "pinyin", "mark", "script"} if number == "001" else {"script"})


@pytest.mark.parametrize("number", EXPECTED)
def test_cleaning_is_pure(number: str) -> None:
    (path,) = FOLDER.glob(f"{number}_*.txt")
    assert clean_page(path.read_bytes(), f"document:{path.name}") == cleaned(number)
