"""Composed list pages: what the systems of cms-patterns.md serve, with towns and news that do not exist.

Each page knows which of its links lead to articles and which page comes next. Dates, names, hosts and numbers are
drawn from a seed, so that every run has the same pages. They are no substitute for real ones: no page of a real
site was at hand, and a template that nobody thought of is not among them.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOWNS = "临川县 云岭市 清河区 石桥镇 望江县 东屏市 南浦区 白沙县 双溪市 青阳湾区".split()
OPENINGS = (
    "{}召开创建全国文明城市工作推进会", "{}：文明创建让城市更有温度", "{}开展“门前三包”专项整治行动",
    "我市{}扎实推进国家卫生城市复审工作", "{}举行新时代文明实践志愿服务活动", "{}多举措改善老旧小区人居环境",
    "关于印发《{}创建国家园林城市实施方案》的通知", "{}2021年第一批文明村镇名单公示", "{}领导督导创文工作", "{}志愿者走上街头",
    "致{}广大市民朋友的一封倡议书", "创城进行时｜{}农贸市场换新颜", "{}荣获“全国文明城市”称号", "{}交警整治电动车乱象",
    "{}城管：守护城市“颜值”", "{}文明创建“一盘棋” 共建共享“一家亲”", "{}召开常务会议",
)  # fmt: skip
COLUMNS = (
    "首页 新闻中心 政务公开 政务服务 互动交流 走进{} 专题专栏 数据发布 图片新闻 视频新闻 通知公告 部门动态 乡镇动态 领导之窗 "
    "政策法规 政策解读 规划计划 财政信息 人事信息 应急管理 政府信息公开指南 政府信息公开年报 主动公开基本目录 依申请公开 "
    "县长信箱 民意征集 在线访谈 网上调查 办事指南 便民服务"
).split()
SPECIALS = (
    "学习贯彻党的二十大精神专题", "创建全国文明城市专题专栏", "优化营商环境在行动", "巩固拓展脱贫攻坚成果同乡村振兴有效衔接",
    "新时代文明实践中心", "扫黑除恶专项斗争",
)  # fmt: skip
FOOTER = (
    "关于我们", "网站地图", "联系我们", "隐私声明", "赣ICP备05000000号-1", "赣公网安备 36100002000000号", "网站标识码：3610000000",
    "中国政府网", "省政府网站群", "市直部门网站", "违法和不良信息举报中心",
)  # fmt: skip


@dataclass(frozen=True)
class ListPage:
    """A composed page: ``articles`` are the addresses of its articles, ``following`` that of the page after it."""

    system: str
    url: str
    html: str
    articles: frozenset[str]
    dates: dict[str, str]
    following: str | None


class Item(NamedTuple):
    """One article of a list."""

    number: int
    title: str
    day: date


class System(NamedTuple):
    """How a system writes.

    ``first`` and ``further`` are the addresses of a list's first and further pages ({k} from 1, {k0} from 0, {down}
    counting down), ``article`` that of an article ({day}, {n} a number, {short} a smaller one, {hash}, {uuid}),
    ``column`` that of another list.
    """

    name: str
    first: str
    further: str
    article: str
    column: str
    row: Callable[[str, Item], str]
    around: tuple[str, str]  # of the rows
    pager: Callable[[int, int, Callable[[int], str]], str]
    head: str = ""  # marks of the system
    dated: bool = True

    def page(self, k: int) -> str:
        """Address of page ``k`` of the list, from 1."""
        return self.first if k == 1 else self.further.format(k=k, k0=k - 1, down=40 - k)


def li(href: str, item: Item) -> str:
    return f'<li><a href="{href}" target="_blank" title="{escape(item.title)}">{cut(item.title)}</a><span class="date">{item.day}</span></li>'


def li_first(href: str, item: Item) -> str:
    return f'<li class="list{item.number % 2}"><span>[{item.day:%Y-%m-%d}]</span> <a href="{href}">{escape(item.title)}</a></li>'


def tr(href: str, item: Item) -> str:
    return (
        f'<tr><td width="10"><img src="/images/dot.gif"></td><td><a class="c1" href="{href}">{escape(item.title)}</a></td>'
        f'<td class="timestyle">{item.day:%Y/%m/%d}&nbsp;</td></tr>'
    )


def card(href: str, item: Item) -> str:
    return (
        f'<div class="item"><div class="pic"><a href="{href}"><img src="/upload/{item.number}.jpg" alt="{escape(item.title)}">'
        f'</a></div><div class="txt"><h3><a href="{href}">{escape(item.title)}</a></h3><p class="sum">{item.day:%m}月，'
        f'本报讯（记者 王小川）连日来，各社区广泛开展环境整治，干群同心，成效明显……<a href="{href}">[详情]</a></p>'
        f'<span class="time">{item.day:%Y年%m月%d日} 09:30</span></div></div>'
    )


def split_date(href: str, item: Item) -> str:
    return (
        f'<li class="n{item.number % 7}"><a href="{href}"><div class="dt"><b>{item.day:%d}</b><i>{item.day:%Y-%m}</i></div>'
        f'<div class="con"><h4>{escape(item.title)}</h4></div></a></li>'
    )


def plain(href: str, item: Item) -> str:
    return f'·<a href="{href}">{escape(item.title)}</a><br>'


def post(href: str, item: Item) -> str:
    return (
        f'<article class="post"><h2 class="entry-title"><a href="{href}" rel="bookmark">{escape(item.title)}</a></h2>'
        f'<time datetime="{item.day}">{item.day:%Y年%m月%d日}</time><a href="/author/xiaochuan/">小川</a> · '
        f'<a href="/category/chuangcheng/">创城动态</a><p>走进街巷，干净整洁的路面映入眼帘。</p><a href="{href}">阅读全文</a></article>'
    )


def thread(href: str, item: Item) -> str:
    return (
        f'<tbody id="normalthread_{item.number}"><tr><td class="icn"><a href="{href}" title="新窗口打开" target="_blank"><img src="i.gif">'
        f'</a></td><th class="common"><a href="{href}" class="s xst">{escape(item.title)}</a></th><td class="by"><cite>'
        f'<a href="space-uid-{item.number % 900}.html">城里人{item.number % 97}</a></cite><em><span>{item.day}</span></em></td>'
        f'<td class="num"><a href="{href}" class="xi2">12</a></td></tr></tbody>'
    )


def cut(title: str) -> str:
    return escape(title if len(title) < 22 else title[:20] + "...")


def links_pager(current: int, count: int, page: Callable[[int], str]) -> str:
    numbers = "".join(
        f"<span class='current'>{k}</span>" if k == current else f'<a href="{page(k)}">{k}</a>'
        for k in range(max(1, current - 2), min(count, current + 3) + 1)
    )
    after = (
        f'<a href="{page(current + 1)}">下一页</a><a href="{page(count)}">尾页</a>' if current < count else ""
    )
    return f'<div class="page"><a href="{page(1)}">首页</a>{numbers}{after}<span>共{count}页</span></div>'


def numbers_pager(current: int, count: int, page: Callable[[int], str]) -> str:
    cells = "".join(
        f"<li class='thisclass'>{k}</li>" if k == current else f'<li><a href="{page(k)}">{k}</a></li>'
        for k in range(1, min(count, 9) + 1)
    )
    options = "".join(
        f"<option value='{page(k)}'{' selected' if k == current else ''}>{k}</option>"
        for k in range(1, count + 1)
    )
    return f"<ul class='pagelist'>{cells}<li><select name='sldd' onchange='location.href=this.value'>{options}</select></li></ul>"


def script_pager(current: int, count: int, page: Callable[[int], str]) -> str:  # noqa: ARG001
    return f'<div class="fy"><script>createPageHTML({count}, {current - 1}, "index", "shtml");</script></div>'


def none(current: int, count: int, page: Callable[[int], str]) -> str:  # noqa: ARG001
    return ""


def arrow_pager(current: int, count: int, page: Callable[[int], str]) -> str:
    after = f'<a class="next" href="{page(current + 1)}">»</a>' if current < count else ""
    return f'<div class="pagination"><a href="{page(1)}">1</a><a class="on" href="{page(current)}">{current}</a>{after}</div>'


SYSTEMS: dict[str, System] = {
    s.name: s
    for s in (
        System("trs", "/xwzx/bmdt/", "/xwzx/bmdt/index_{k0}.shtml", "./{day:%Y%m}/t{day:%Y%m%d}_{n}.shtml", "/c{n}lm/bm/",
               li, ("<ul class='gl_list'>", "</ul>"), script_pager, "<!--TRS_Editor-->"),
        System("hanweb", "/col/col1401/index.html", "/module/web/jpage/dataproxy.jsp?page={k}&columnid=1401",
               "/art/{day.year}/{day.month}/{day.day}/art_1401_{n}.html", "/col/col13{n:02d}/index.html",
               li_first, ("<div id='div2'>", "</div>"), none, "<meta name='i_columnid'>"),
        System("vsb", "/xwdt/tpxw.htm", "/xwdt/tpxw/{down}.htm", "../info/1004/{short}.htm", "../lm{n}/zlm{n}.htm",
               tr, ("<table class='winstyle'><tbody>", "</tbody></table>"), links_pager, "<script src='/_sitegray/_sitegray.js'></script>"),
        System("dedecms", "/a/xinwen/", "/a/xinwen/list_12_{k}.html", "/a/xinwen/{day:%Y}/{day:%m%d}/{short}.html", "/a/lanmu{n}/",
               card, ("<div class='listbox'>", "</div>"), numbers_pager, "<link href='/templets/default/style/dedecms.css'>"),
        System("wordpress", "/category/chuangcheng/", "/category/chuangcheng/page/{k}/", "/{day:%Y/%m/%d}/wenming-{n}/",
               "/category/lanmu-{n}/", post, ("<main>", "</main>"), arrow_pager, "<link href='/wp-content/themes/t/style.css'>"),
        System("founder", "/node_31.htm", "/node_31_{k}.htm", "/{day:%Y-%m/%d}/content_{n}.htm", "/node_{n}.htm",
               li_first, ("<ul class='newslist'>", "</ul>"), links_pager, "<!--enpproperty-->"),
        System("discuz", "/forum-37-1.html", "/forum-37-{k}.html", "thread-{n}-1-1.html", "forum-{n}-1.html",
               thread, ("<table id='threadlisttableid'>", "</table>"), links_pager, "<meta name='generator' content='Discuz! X3.4'>"),
        # Below: held out; the points of judge.py were set before these were looked at.
        System("jpaas", "/col/col5031/index.html", "", "/art/{day.year}/art_{hash}.html", "/col/col51{n:02d}/index.html",
               li, ("<div class='page-content'><ul>", "</ul></div>"), none),
        System("sudy", "/1024/list.htm", "/1024/list{k}.htm", "/{day:%Y/%m%d}/c1024a{n}/page.htm", "/10{n:02d}/list.htm",
               li, ("<div id='wp_news_w6'><ul class='news_list'>", "</ul></div>"), links_pager, "<link href='/_upload/tpl/00/1/tpl.css'>"),
        System("empirecms", "/news/", "/news/index_{k}.html", "/news/{day}/{n}.html", "/lanmu{n}/",
               split_date, ("<ul>", "</ul>"), numbers_pager),
        System("phpcms", "/index.php?m=content&c=index&a=lists&catid=14", "/index.php?m=content&c=index&a=lists&catid=14&page={k}",
               "/index.php?m=content&c=index&a=show&catid=14&id={short}", "/index.php?m=content&c=index&a=lists&catid={n}",
               li, ("<ul class='list lh24'>", "</ul>"), links_pager),
        System("nfcms", "/xwzx/xwdt/index.html", "/xwzx/xwdt/index_{k}.html", "/xwzx/xwdt/content/post_{n}.html", "/zwgk/lm{n}/index.html",
               li, ("<ul class='con'>", "</ul>"), links_pager),
        System("ucap", "/lcx/c100231/nav_list.shtml", "/lcx/c100231/nav_list_{k}.shtml", "/lcx/c100231/{day:%Y%m}/{hash}.shtml",
               "/lcx/c1003{n:02d}/nav_list.shtml", split_date, ("<ul class='u-list'>", "</ul>"), links_pager),
        System("epoint", "/zwgk/001002/moreinfo.html", "/zwgk/001002/{k}.html", "/zwgk/001002/{day:%Y%m%d}/{uuid}.html",
               "/zwgk/0010{n:02d}/moreinfo.html", li, ("<ul class='ewb-list'>", "</ul>"), links_pager),
        System("aspx", "/NewsList.aspx?TypeId=12", "/NewsList.aspx?TypeId=12&page={k}", "NewsShow.aspx?Id={short}", "NewsList.aspx?TypeId={n}",
               tr, ("<table>", "</table>"), links_pager),
        System("jsp", "/web/list.jsp?node_id=GKlm", "/web/list.jsp?node_id=GKlm&cur_page={k}", "show.jsp?node_id=GKlm&info_id={n}",
               "list.jsp?node_id=GK{n}", li_first, ("<ul>", "</ul>"), links_pager),
        System("plain", "/wmcj/", "/wmcj/{k}.html", "/wmcj/{n}.html", "/lm{n}/", plain, ("<div class='text'>", "</div>"), links_pager,
               dated=False),
        System("thinkphp", "/index/lists/index/cid/7.html", "/index/lists/index/cid/7/p/{k}.html", "/index/show/index/cid/7/id/{short}.html",
               "/index/lists/index/cid/{n}.html", card, ("<div>", "</div>"), links_pager),
        System("app", "/channel/wenming", "/channel/wenming?page={k}", "/p/{n}{short}", "/channel/ch{n}",
               split_date, ("<div class='feed'>", "</div>"), arrow_pager),
    )
}  # fmt: skip
HELD_OUT = tuple(SYSTEMS)[7:]


def compose(name: str, seed: int, *, page: int = 1, count: int = 20) -> ListPage:
    """Page ``page`` of a list of ``count`` pages, as the system writes it."""
    system = SYSTEMS[name]
    rng = random.Random(f"{name} {seed} {page}")
    site = random.Random(f"{name} {seed}")  # what all pages of the site share
    town = site.choice(TOWNS)
    root = f"https://www.{name}{seed}.example"
    url = root + system.page(page)
    articles: set[str] = set()
    dates: dict[str, str] = {}

    def add(item: Item, *, dated: bool) -> str:
        token = uuid.UUID(int=rng.getrandbits(128))
        href = system.article.format(
            day=item.day, n=item.number, short=item.number % 9000, hash=token.hex, uuid=token
        )
        address = urljoin(url, href)
        articles.add(address)
        if dated:
            dates[address] = item.day.isoformat()
        return href

    rows = "".join(
        system.row(add(item, dated=system.dated), item) for item in _items(rng, town, rng.choice((8, 15, 20)))
    )
    hot = "".join(
        f'<li><a href="{add(item, dated=False)}" title="{escape(item.title)}">{cut(item.title)}</a></li>'
        for item in _items(site, town, site.choice((0, 6, 10)))
    )
    columns = [column.format(town) for column in site.sample(COLUMNS, site.randint(10, 26))]
    nav = "".join(
        f'<li><a href="{system.column.format(n=n + 1) if n else "/"}">{c}</a></li>'
        for n, c in enumerate(columns)
    )
    side = "".join(
        f'<li><a href="{system.column.format(n=n + 40)}">{c}</a></li>'
        for n, c in enumerate(site.sample(columns, 6))
    )
    specials = "".join(
        f'<a href="/zt/zt{n}/"><img src="/images/zt{n}.jpg" alt="{s}"></a><p><a href="/zt/zt{n}/">{s}</a></p>'
        for n, s in enumerate(site.sample(SPECIALS, 3))
    )
    footer = "".join(
        f'<a href="{"https://other" + str(n) + ".example/" if n % 2 else f"/gy/{n}/"}">{f}</a> | '
        for n, f in enumerate(FOOTER)
    )
    pager = system.pager(page, count, system.page)
    main = f"{system.around[0]}{rows}{system.around[1]}{pager}"
    aside = f"<div class='{site.choice(('side', 'right', 'fr w300', 'box2'))}'><h3>{site.choice(('热门文章', '点击排行', '推荐阅读'))}</h3><ul>{hot}</ul>{specials}</div>"
    sub = f"<div class='{site.choice(('leftnav', 'lm', 'box1'))}'><h2>{columns[1]}</h2><ul>{side}</ul></div>"
    body = sub + main + aside if site.random() < 0.5 else aside + sub + main
    html = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{columns[1]}_{town}</title>{system.head}</head><body>"
        f"<div class='{site.choice(('nav', 'menu', 'topbox', 'dh'))}'><ul>{nav}</ul></div>"
        f"<div class='{site.choice(('position', 'wz', 'loc'))}'>当前位置：<a href='/'>首页</a> &gt; <a href='{system.column.format(n=1)}'>{columns[1]}</a></div>"
        f"{body}<div class='{site.choice(('footer', 'bq', 'end'))}'>{footer}</div></body></html>"
    )
    following = root + system.page(page + 1) if page < count and system.pager is not none else None
    return ListPage(name, url, html, frozenset(articles), dates, following)


def _items(rng: random.Random, town: str, count: int) -> Iterator[Item]:
    day = date(2021, 1, 5) + timedelta(days=rng.randrange(900))
    number = rng.randrange(20_000, 900_000)
    for opening in (rng.choice(OPENINGS) for _ in range(count)):
        day -= timedelta(days=rng.randrange(3))
        number -= rng.randrange(1, 9)
        yield Item(number, opening.format(town if rng.random() < 0.6 else town[:2]), day)
