"""Loads every model by cleaning a page: processes that are forked afterwards share the memory."""

from __future__ import annotations

from pipelines.clean import clean_page

_PAGE = """<html><head><title>青禾县推进创建全国文明城市工作 - 青禾新闻网</title></head><body>
<h1>青禾县推进创建全国文明城市工作</h1><p>来源：青禾日报 记者 白禾 2024-05-06</p>
<p>5月6日，青禾縣召開創建全國文明城市(chuàngjiàn)工作推進會，部署下一階段工作。??議要求，各单位要提高認識,、扎实推进。</p>
<p>会后，与会人员到城关镇实地查看了环境整治情况，并走访了三十户居民。</p>
<div><a href="http://a.example/">彩票 投注 平台 开户 娱乐 城</a></div></body></html>"""
clean_page(_PAGE.encode(), "http://qinghe.example/2024/0506/1.html")
