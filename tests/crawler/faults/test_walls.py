"""Challenges, captchas, log-ins and blocks are told from pages, and recorded as what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.middlewares.backoff import Backoff
from crawler.middlewares.walls import find_wall
from tests.crawler.faults.running import crawl
from tests.crawler.faults.server import FaultServer, moved, page

NOISE = "<script>" + "var _0x1=['\\x61\\x62'];function a(b){return _0x1[b]}" * 200 + "</script>"
ARTICLE = (
    "<html><head><title>我县召开推进会</title><script src='/js/jquery.js'></script></head><body><div class='nav'>"
    + "".join(f"<a href='/{number}/'>栏目{number}</a>" for number in range(80))
    + "</div><h1>我县召开创建全国文明城市推进会</h1>"
    + "<p>会议要求，各单位要严防网络安全威胁，对非法请求及时处置，做好验证码登录等便民服务。</p>" * 12
    + "</body></html>"
)
WALLS = {
    # status, headers, body, kind
    "ruishu": (412, {"set-cookie": ["aB3cD4eF5gH6iS=60x; path=/"]}, f"<html><head><meta content='x' r='m'>{NOISE}</head><body></body></html>", "javascript"),
    "ruishu-200": (200, {}, f"<html><script r='m'>$_ts=window['$_ts'];</script>{NOISE}<body></body></html>", "javascript"),
    "jiasule": (521, {"set-cookie": ["__jsluid_s=0123; max-age=31536000; path=/; HttpOnly"]}, "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_');location.href=location.pathname+location.search</script>", "javascript"),
    "jiasule-second": (200, {}, "<script>function go(a){document.cookie='__jsl_clearance_s='+a;location.href=location.pathname}</script>", "javascript"),
    "cloudflare": (403, {"cf-mitigated": ["challenge"], "server": ["cloudflare"]}, "<title>Just a moment...</title>", "javascript"),
    "cloudflare-old": (503, {}, "<title>Just a moment...</title><script>window._cf_chl_opt={}</script><noscript>Enable JavaScript and cookies to continue</noscript>", "javascript"),
    "cloudflare-blocked": (403, {}, "<div id='cf-wrapper'><h1>Sorry, you have been blocked</h1></div>", "blocked"),
    "aliyun": (200, {"set-cookie": ["acw_tc=1; path=/"]}, f"<html><script>var arg1='4A';</script>{NOISE}<script>setCookie('acw_sc__v2',x);location.reload()</script></html>", "javascript"),
    "aliyun-blocked": (405, {}, "<img src='https://errors.aliyun.com/images/x.png'><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>", "blocked"),
    "yunsuo": (200, {}, "<script>function YunSuoAutoJump(){self.location='/x'}</script>", "javascript"),
    "unnamed-challenge": (200, {}, f"<html><body>{NOISE}<script>document.cookie='k='+f();location.reload();</script></body></html>", "javascript"),
    "unnamed-412": (412, {}, f"<html><body>{NOISE}</body></html>", "javascript"),
    "f5": (200, {}, "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 123</body></html>", "blocked"),
    "safedog": (403, {}, "<h1>网站防火墙</h1><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p><a href='http://www.safedog.cn'>x</a>", "blocked"),
    "g01": (200, {}, "<title>网防G01</title><p>您的访问存在安全风险，网防G01 已为您拦截</p>", "blocked"),
    "aws": (202, {"x-amzn-waf-action": ["challenge"]}, "", "javascript"),
    "wechat": (200, {}, "<html><body><div><h2>环境异常</h2><p>当前环境异常，完成验证后即可继续访问。</p><a id='js_verify'>去验证</a></div></body></html>", "captcha"),
    "captcha": (200, {}, "<form><img src='/captcha.jpg'><p>您的访问过于频繁，请输入验证码后继续</p><input name='code'></form>", "captcha"),
    "slider": (200, {}, "<script src='https://static.geetest.com/gt4.js'></script><p>请拖动滑块完成拼图</p>", "captcha"),
    "forum": (200, {}, "<div id='messagetext'><p>抱歉，您尚未登录，没有权限访问该版块</p><form><input type='password'></form></div>", "login"),
    "session": (200, {}, "<script>alert('登录超时，请重新登录')</script><p>登录超时</p>", "login"),
}  # fmt: skip


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_walls_are_told_by_their_features(name: str, encoding: str) -> None:
    status, headers, body, kind = WALLS[name]
    wall = find_wall(status, headers, body.encode(encoding), url="http://www.a.example/x")
    assert wall is not None
    assert wall.kind == kind


@pytest.mark.parametrize("status", [200, 404, 500])
@pytest.mark.parametrize(
    "body",
    [
        ARTICLE,
        ARTICLE.replace(
            "</body>", "<form action='/login'><input type='password'></form>请先登录后评论</body>"
        ),
        ARTICLE.replace(
            "</body>", "<script>document.cookie='visited=1';if(0)location.reload()</script></body>"
        ),
        ARTICLE.replace(
            "</body>", "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script></body>"
        ),
        ARTICLE.replace("</body>", "<script src='https://static.geetest.com/gt4.js'></script></body>"),
        "<p>我镇召开创建全国文明城市工作推进会。</p>",
        "<html><body><h1>404</h1><p>页面不存在</p></body></html>",
        "<script>location.href='/index.html'</script>",
        "",
    ],
)
def test_pages_are_no_walls(status: int, body: str) -> None:
    headers = {"set-cookie": ["__jsluid_s=1"], "content-type": ["text/html"]}
    assert find_wall(status, headers, body.encode(), url="http://www.a.example/login.html") is None


@pytest.mark.parametrize(
    ("path", "redirected", "status", "wall"),
    [
        ("/login.jsp", False, 200, True),
        ("/sso/login", False, 200, True),
        ("/x", True, 200, True),
        ("/x", False, 401, True),
        ("/x", False, 200, False),
        ("/blogging/x", False, 200, False),
    ],
)
def test_a_form_that_asks_for_a_password_is_a_wall_where_a_page_was_wanted(
    path: str, redirected: bool, status: int, wall: bool
) -> None:
    body = b"<form><input name=user><input type=password name=p><button>OK</button></form>"
    found = find_wall(status, {}, body, url=f"http://a.example{path}", redirected=redirected)
    assert (found is not None and found.kind == "login") is wall


@pytest.mark.parametrize("kind", ["application/json", "application/rss+xml", "application/pdf", "image/png"])
def test_what_is_no_html_is_no_wall(kind: str) -> None:
    body = WALLS["captcha"][2].encode()
    assert find_wall(200, {"content-type": [kind]}, body) is None


@given(st.binary(max_size=500), st.sampled_from([200, 403, 412, 521, 999]), st.text(max_size=30))
def test_anything_can_be_judged(body: bytes, status: int, url: str) -> None:
    find_wall(status, {}, body, url=url, redirected=True)
    find_wall(status, {"content-type": [url]}, b"<script" + body, url=url)


@pytest.mark.parametrize(
    "piece", [b"<", b"<script", b"<!--", b"<script>", b"</SCRIPT>", b"<a ", b"type=password"]
)
def test_large_bodies_take_linear_time(piece: bytes) -> None:
    find_wall(503, {}, piece * 200_000)


def test_a_wall_is_recorded_and_never_a_page(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Backoff, "clock", staticmethod(lambda: -1000.0)
    )  # five walls in a row, and the host is paused
    for name in ("ruishu", "jiasule", "aliyun", "captcha", "forum", "safedog"):
        status, headers, body, _ = WALLS[name]
        lines = [f"{key}: {value}" for key, values in headers.items() for value in values]
        server.answers[f"/{name}"] = page(body.encode(), *lines, status=f"{status} X")
    server.answers["/members"] = moved("/user/login")
    server.answers["/user/login"] = page(b"<form><input type=password></form>")
    server.answers["/scan"] = moved("/passport/qr?from=/scan")
    server.answers["/passport/qr?from=/scan"] = page("<div id=qr></div><p>请用手机扫码</p>".encode())
    server.answers["/article"] = page(ARTICLE.encode())
    paths = [
        path for path in server.answers if path != "/robots.txt" and "/login" not in path and "qr" not in path
    ]
    outcome = crawl(*map(server.url, paths))
    assert {url.rpartition("/")[2]: code for url, code in outcome.codes.items()} == {
        "ruishu": "javascript",
        "jiasule": "javascript",
        "aliyun": "javascript",
        "captcha": "captcha",
        "forum": "login",
        "safedog": "blocked",
        "members": "login",
        "scan": "login",
    }
    assert set(outcome.responses) == {server.url("/article")}
    assert outcome.refused[server.url("/ruishu")][1] == "is behind a JavaScript challenge (瑞数)"
    assert outcome.stats["fetch/refused/javascript"] == 3
    assert server.paths.count("/jiasule") == 1  # asking again would not help


def test_a_wall_before_robots_is_told_for_the_page(server: FaultServer) -> None:
    status, headers, body, _ = WALLS["jiasule"]
    answer = page(body.encode(), f"Set-Cookie: {headers['set-cookie'][0]}", status=f"{status} X")
    server.answers = {"/robots.txt": answer, "/a": answer}
    assert crawl(server.url("/a")).codes == {server.url("/a"): "javascript"}


def test_a_spider_may_look_at_a_wall(server: FaultServer) -> None:
    server.answers["/a"] = page(WALLS["captcha"][2].encode())
    assert server.url("/a") in crawl(server.url("/a"), meta={"allow_walls": True}).responses


def test_a_source_that_needs_a_browser_is_told_once_how_to_get_one(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers["/a"] = server.answers["/b"] = page()
    outcome = crawl(server.url("/a"), server.url("/b"), meta={"javascript": True})
    assert len(outcome.responses) == 2
    assert [record.message for record in caplog.records if "browser" in record.message] == [
        "a source needs a browser: pip install 'chuangcheng[javascript]' && playwright install"
    ]
