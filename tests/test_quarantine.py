"""What leaves a page: lists judged as lists, down to items of two characters."""

from __future__ import annotations

import pytest

from pipelines import clean_page

ARTICLE = "<h1>柳河乡打响文明城市创建攻坚战</h1>" + "".join(
    f"<p>{text}</p>"
    for text in (
        "连日来，柳河乡全面打响文明城市创建攻坚战，乡村干部走村入户，清理垃圾，整治环境，群众拍手称好。",
        "乡党委书记在动员会上强调，要以更大的决心、更实的举措，把创建工作往深里做，往实里做，让群众得实惠。",
        "截至目前，全乡共出动志愿者300余人次，清理卫生死角120处，拆除乱搭乱建45处，新增停车位260个。",
    )
)
MENU = "首页 新闻 政务 服务 互动 专题 视频 图片 体育 娱乐 彩票 健康 教育 旅游".split()
SPAM = "时时彩计划 棋牌下载 六合彩资料 百家乐开户 老虎机平台 真人荷官 彩票代理 博彩网址 赌球平台 无码视频".split()


def page(words: list[str]) -> str:
    items = "".join(f'<li><a href="/{i}.html">{word}</a></li>' for i, word in enumerate(words))
    return f"<html><body><ul>{items}</ul>{ARTICLE}</body></html>"


def test_short_links_to_the_same_host_are_judged_as_the_list_they_are() -> None:
    found = clean_page(page(SPAM), "http://liuhe.example/")
    dropped = {part.text for part in found.quarantined}
    assert len(dropped & set(SPAM)) >= len(SPAM) - 1
    assert found.verdict == "article"
    assert "hijacked" in found.flags


@pytest.mark.parametrize(
    "words", [MENU, MENU * 4, ["福彩公告", "体彩开奖", "扫黄打非", "反诈宣传", "禁赌公约"]]
)
def test_menus_with_words_that_spam_uses_stay(words: list[str]) -> None:
    found = clean_page(page(words), "http://liuhe.example/")
    assert found.quarantined == ()
    assert "hijacked" not in found.flags
