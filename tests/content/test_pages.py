from __future__ import annotations

import pytest

from pipelines.blocks import parse_html
from pipelines.content.pages import next_page


@pytest.mark.parametrize(
    ("html", "href"),
    [
        ("<p><a href=a_1.htm>1</a> <a href=a_2.htm>2</a> <a href=a_2.htm>下一页</a></p>", "a_2.htm"),
        ("<p><a href=a_1.htm>上一页</a> <a href=a_3.htm>下一页</a> <a href=a_9.htm>尾页</a></p>", "a_3.htm"),
        ("<li>1</li><li><a href=b-2.html>2</a></li><li><a href=b-2.html>下一页</a></li>", "b-2.html"),
        ("<p>1 <a href=c_2.htm>2</a> <a href=c_3.htm>3</a></p>", "c_2.htm"),
        ("<p>共3页：1 <a href=show-1-7-2.html>2</a> <a href=show-1-7-3.html>3</a></p>", "show-1-7-2.html"),
        ("<p><a href=d_s.shtml>余下全文</a></p>", "d_s.shtml"),
        ("<p>下一篇：<a href=123.html>另一条新闻</a></p>", None),
        ("<p><a href=node_1.htm>下一页</a></p>", None),
        ("<p><a href='javascript:next(2)'>下一页</a></p>", None),
        ("<p>没有分页的文章。</p>", None),
    ],
)
def test_the_next_page_is_the_one_that_follows_in_this_article(html: str, href: str | None) -> None:
    assert next_page(parse_html(html)) == href
