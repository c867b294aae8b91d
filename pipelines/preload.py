"""Loads every model by cleaning pages: processes that are forked afterwards share the memory."""

from __future__ import annotations

from pipelines.clean import clean_page

URL = "http://qinghe.example/2024/0506/1.html"
_HEAD = """<html><head><title>青禾县推进创建全国文明城市工作 - 青禾新闻网</title></head><body>
<h1>青禾县推进创建全国文明城市工作</h1><p>来源：青禾日报 记者 白禾 2024-05-06</p>"""
_DAMAGED = f"""{_HEAD}<p>5月6日，青禾縣召開創建全國文明城市(chuàngjiàn)工作推進會，部署下一階段工作。??議要求，各单位要提高認識,、扎实推进。</p>
<p>会后，与会人员到城关镇实地查看了环境整治情况，并走访了三十户居民。</p>"""
# Metadata, place and figures are sought of articles only, and damage is undone where there is some.
PAGES = {
    "article": f"""{_HEAD}<p>5月6日，湖北省青禾县召开创建全国文明城市工作推进会，县委书记白禾出席会议并讲话。</p>
<p>会议要求，各单位要提高认识，对照测评体系，扎实推进环境整治、交通秩序和志愿服务等各项工作，让群众得到实惠。</p>
<p>会后，与会人员到城关镇实地查看了环境整治情况，并走访了三十户居民，全县已投入资金200万元，新建停车位1200个。</p>""",
    "damaged": _DAMAGED,
    "spam": f'{_DAMAGED}<div><a href="http://a.example/">彩票 投注 平台 开户 娱乐 城</a></div>',
}
for page in PAGES.values():
    clean_page(page.encode(), URL)
