"""clean_page() as a whole: verdicts, and that no content can break it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import clean_page
from pipelines.clean import explain

PARAGRAPHS = (
    "连日来，新林镇把创建全国文明城市作为头等大事，组织党员干部、志愿者走上街头，清理背街小巷的卫生死角。",
    "在柳树社区，志愿者老周每天早上都会沿着河边走一圈，把游客留下的垃圾捡起来。他说，城市干净了，大家的心情也好。",
    "“创城不是一阵风。”镇党委书记林一凡表示，下一步将完善长效机制，把责任落实到每一条街道、每一个小区。",
)
ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
SPAM = "澳门太阳城|百家乐注册送彩金|时时彩平台|真人娱乐城开户|六合彩资料大全|老虎机平台|网上博彩网站|北京赛车开奖"
LINKS = " ".join(f'<a href="http://w{i}.example/">{word}</a>' for i, word in enumerate(SPAM.split("|") * 3))


def page(inner: str, title: str = "新林镇：创城不是一阵风_新林新闻网") -> str:
    return (
        f"<html><head><title>{title}</title></head><body><h1>新林镇：创城不是一阵风</h1>{inner}</body></html>"
    )


def test_a_clean_page_gives_its_article_and_nothing_in_quarantine() -> None:
    result = clean_page(
        page(f"<div>2023-05-06 来源：新林日报</div><div>{ARTICLE}</div>"), "http://xinlin.example/1.html"
    )
    assert (result.verdict, result.title) == ("article", "新林镇：创城不是一阵风")
    assert result.body == "\n".join(PARAGRAPHS)
    assert (result.published, result.source) == ("2023-05-06", "新林日报")
    assert (result.quarantined, result.flags) == ((), ())


def test_marks_alone_are_no_article() -> None:
    assert clean_page(b"\xff\xfe\xfd").verdict == "empty"


@pytest.mark.parametrize(
    "spam",
    [
        f'<div style="display:none">{LINKS}</div>',
        f"<style>.z9x{{position:absolute;left:-9999px}}</style><div class=z9x>{LINKS}</div>",
        f'<marquee width="1" height="1">{LINKS}</marquee>',
        f"<p>{LINKS}</p>",
        f"<div>{SPAM}</div>",
    ],
)
def test_a_hijacked_page_keeps_its_article_and_the_proof(spam: str) -> None:
    result = clean_page(page(f"{spam}<div>{ARTICLE}</div>"))
    assert result.verdict == "article"
    assert result.body == "\n".join(PARAGRAPHS)
    assert "hijacked" in result.flags
    (block,) = result.quarantined
    assert block.category == "gambling"
    assert block.reasons
    assert block.model


def test_a_page_with_nothing_of_its_own_is_spam_and_kept_whole() -> None:
    result = clean_page(f"<title>{SPAM}</title><h1>{SPAM}</h1><div>{LINKS}</div><p>{SPAM}</p>")
    assert result.verdict == "spam"
    assert result.body == ""
    whole = result.quarantined[0]
    assert whole.kind == "page"
    assert SPAM in whole.text


@pytest.mark.parametrize(
    "content", [b"", "", " \n ", b"\xef\xbb\xbf", "<html></html>", "<script>var a</script>"]
)
def test_a_page_without_text_is_empty_and_says_so(content: bytes | str) -> None:
    result = clean_page(content)
    assert (result.verdict, result.body) == ("empty", "")
    assert result.basis["verdict"]


@pytest.mark.parametrize("style", ["visibility: hidden; opacity: 0", "display:none"])
def test_a_text_that_waits_for_a_script_is_the_article(style: str) -> None:
    result = clean_page(
        f'<h1>新林镇：创城不是一阵风</h1><div>文明新林</div><div id="js_content" style="{style}">{ARTICLE}</div>'
    )
    assert result.body == "\n".join(PARAGRAPHS)


def test_native_traditional_text_is_kept_as_written_beside_its_simplified_form() -> None:
    written = (
        "區議會轄下的環境衞生委員會於昨日舉行會議，討論「社區清潔日」的安排，以及區內公共圖書館的設施。主席陳小珊表示，食物環境衞生署會加強巡查，"
        "並與地區團體合作推廣，希望市民踴躍參與，為社區締造更整潔的環境。"
    )
    result = clean_page(f"<h1>環境衞生委員會會議摘要</h1><div><p>{written}</p><p>{written[:50]}。</p></div>")
    assert result.body_as_written is not None
    assert written in result.body_as_written
    assert "区议会辖下的环境卫生委员会" in result.body


def test_a_future_date_is_not_believed() -> None:
    result = clean_page(
        page(f"<div>2031-05-06 来源：新林日报</div>{ARTICLE}"), fetched_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    assert (result.published, result.published_claimed) == (None, "2031-05-06")


def test_the_result_cannot_be_changed() -> None:
    result = clean_page(page(ARTICLE))
    with pytest.raises(AttributeError):
        result.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        result.basis["title"] = "x"  # type: ignore[index]


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 100_000 + PARAGRAPHS[0],
        "<b>" * 300_000,
        PARAGRAPHS[0] * 20_000,
        "？" * 200_000,
        "a|" * 500_000,
        "<p>" + "1、" * 100_000,
        "\x00" * 100_000 + PARAGRAPHS[0],
        "\ud800" * 1000,
        "---\n" * 10_000,
        "&#1234567;" * 20_000,
    ],
    ids=lambda content: repr(content[:12]),
)
def test_hostile_content_comes_back(content: str) -> None:
    result = clean_page(content)
    assert result.verdict in ("article", "spam", "empty")
    assert "\x00" not in result.body


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_come_back(content: bytes) -> None:
    clean_page(content, "http://a.example/x", fetched_at=datetime(2024, 1, 1, tzinfo=UTC)).body.encode()


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                *PARAGRAPHS, "<p>", "</div>", "<a href='", "2021-06-09", "来源：", "记者 王小林", "??h委", "國(guó)", SPAM, "\n\n1、",
                "<title>", "<style>.a{display:none", "<!--", "]]>", "---\n", "\x00", "\ud800", "　", "，，。", "<script>", "|",
            ]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_any_mixture_of_a_page_s_parts_comes_back_without_tags(parts: list[str]) -> None:
    body = clean_page("".join(parts)).body
    body.encode()
    assert "<p>" not in body
    assert "\x00" not in body


def test_a_page_seen_before_is_judged_the_same() -> None:
    html = (
        "<title>云岭县清扫街巷</title><ul><li>国产免费无码视频在线</li><li>县域要闻</li></ul>"
        + "<p>云岭县志愿者清扫街巷，劝导乱停车辆，居民纷纷点赞。</p>" * 3
    )
    assert explain(html) == explain(html)
