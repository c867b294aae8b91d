"""A forum: articles that somebody pasted, and what others said of them."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from tools.practice.press import mix, rules
from tools.practice.sites.site import Site

if TYPE_CHECKING:
    from tools.practice.press import Headline
    from tools.practice.sites.article_page import View

_SAID = (
    "顶一个，说得在理。 希望能一直坚持下去，不要一阵风。 前天路过看到了，确实比以前干净。 沙发！ 我们小区什么时候也能改造一下？ 路灯还有几盏不亮，希望有关部门看看。 "
    "支持家乡！ 拍得不错，楼主辛苦。 停车还是难，早晚堵得厉害。 孩子们也参加了，回来懂事不少。 转给家里人看看。 有一说一，变化还是挺大的。"
).split()


class Discuz(Site):
    """Discuz!: GBK, threads of answers, a count of visits that makes no two answers of the server alike."""

    key = "discuz"
    encoding, charset = "gbk", "gbk"
    columns = (("2", "时政播报"), ("36", "百姓话题"))
    stamp = "%Y-%-m-%-d %H:%M:%S"
    article_path = re.compile(r"/thread-(?P<n>\d+)-1-1\.html")
    list_path = re.compile(r"/forum-(?P<column>2|36)-(?P<page>\d+)\.html")
    suffix = " - {site} - Powered by Discuz!"
    opening, closing = "　　", "<br />\r\n<br />\r\n"

    def address(self, number: int, part: int = 1) -> str:  # noqa: ARG002
        """``/thread-345-1-1.html``."""
        return f"/thread-{number}-1-1.html"

    def list_address(self, column: int, page: int) -> str:
        """``/forum-2-1.html``."""
        return f"/forum-{self.columns[column][0]}-{page}.html"

    def row(self, head: Headline) -> str:
        """A thread."""
        return (
            f'<tbody id="normalthread_{head.number}"><tr><th class="common"><a href="{self.address(head.number)}" '
            f'class="s xst">{head.title}</a></th><td class="by"><em><span>{head.published:%Y-%-m-%-d}</span></em></td></tr></tbody>'
        )

    def list_pager(self, column: int, page: int) -> str:
        """As the forum's own."""
        return super().list_pager(column, page).replace('class="next"', 'class="nxt"')

    def _answers(self, view: View) -> int:
        return mix(self.press.seed, view.number, 8) % 9

    def slot_replies(self, view: View) -> int:
        """So many."""
        return self._answers(view)

    def slot_posts(self, view: View) -> str:
        """What was said."""
        rng, name = Random(mix(self.press.seed, view.number, 4)), rules().name
        posts = []
        for i in range(2, self._answers(view) + 2):
            who = rules().grammar.fill(name, rng.random, {})
            posts.append(
                f'<div id="post_{view.number}{i}"><table class="plhin"><tr><td class="pls"><div class="authi"><a class="xw1" href="space-uid-{i}.html">'
                f'{who}</a></div><p>积分 {i * 37}</p></td><td class="plc"><div class="pi"><em>发表于 {self.slot_date(view)[:-2]}{i:02}</em> | <a href="#">只看该作者</a></div>'
                f'<table><tr><td class="t_f" id="postmessage_{view.number}{i}">{"".join(rng.sample(_SAID, 1 + i % 2))}</td></tr></table>'
                '<div class="po"><a href="#">回复</a> <a href="#">支持</a> <a href="#">反对</a></div></td></tr></table></div>'
            )
        return "\n".join(posts)
