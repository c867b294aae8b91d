"""Every hop stays with its source, start addresses and redirects included."""

from __future__ import annotations

import pytest

from crawler.sources.addresses import covers_host
from tests.crawler.faults.running import FakeNames, crawl
from tests.crawler.faults.server import FaultServer, moved, page


@pytest.mark.parametrize(
    ("pattern", "host", "port", "inside"),
    [
        ("www.a.example", "www.a.example", 80, True),
        ("www.a.example", "WWW.a.Example.", 8080, True),
        ("www.a.example", "xwww.a.example", 80, False),
        ("www.a.example", "www.a.example.evil.example", 80, False),
        ("*.a.example", "www.a.example", 80, True),
        ("*.a.example", "a.example", 443, True),
        ("*.a.example", "evila.example", 80, False),
        ("127.0.0.1:8001", "127.0.0.1", 8001, True),
        ("127.0.0.1:8001", "127.0.0.1", 8002, False),
        ("[::1]:8001", "::1", 8001, True),
        ("[::1]", "::1", 80, True),
    ],
)
def test_host_patterns(pattern: str, host: str, port: int, inside: bool) -> None:
    assert covers_host(("other.example", pattern), host, port) is inside


def test_a_redirect_out_of_the_source_is_refused_from_a_start_address_too(
    server: FaultServer, net: FakeNames
) -> None:
    net.table["out.example"] = ["127.0.0.1"]
    server.answers["/"] = moved(f"http://out.example:{server.port}/x")
    server.answers["/x"] = page()
    outcome = crawl(server.url(), meta={"hosts": (server.netloc,)})
    assert outcome.refused == {
        server.url(): ("scope", "is on out.example, which is none of the source's hosts")
    }
    assert server.paths == ["/"]
    assert outcome.stats["fetch/refused/scope"] == 1


def test_hops_within_the_source_are_followed(server: FaultServer, net: FakeNames) -> None:
    net.table["www.in.example"] = ["127.0.0.1"]
    server.answers["/"] = moved(f"http://www.in.example:{server.port}/x")
    server.answers["/x"] = page(b"<p>x</p>")
    outcome = crawl(server.url(), meta={"hosts": (server.netloc, "*.in.example")})
    assert outcome.responses[server.url()].body == b"<p>x</p>"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/x", "data:text/html,x", "s3://a/b", "gopher://a/"]
)
def test_only_http_and_https_are_fetched(url: str) -> None:
    assert crawl(url).codes == {url: "scheme"}


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)", "data:text/html,x"]
)
def test_a_redirect_to_another_scheme_is_refused(target: str, server: FaultServer) -> None:
    server.answers["/"] = moved(target)
    outcome = crawl(server.url())
    assert outcome.codes[server.url()] in (
        "scheme",
        "redirects",
    )  # Scrapy takes what has no host for no address
    assert not outcome.responses


def test_a_user_name_in_an_address_is_refused() -> None:
    url = "http://www.a.example@b.example/"
    assert crawl(url).codes == {url: "address"}


def test_a_redirect_loop_ends_after_five_hops(server: FaultServer) -> None:
    server.answers["/a"], server.answers["/b"] = moved("/b"), moved("/a")
    outcome = crawl(server.url("/a"))
    assert outcome.refused == {server.url("/a"): ("redirects", "is redirected more than 5 times")}
    assert len(server.paths) == 6


@pytest.mark.parametrize("target", ["http://[::1", "http://a.example:99999999/", "", "//", "http://"])
def test_a_redirect_to_nowhere_ends_in_a_reason(target: str, server: FaultServer) -> None:
    server.answers["/"] = moved(target)
    outcome = crawl(server.url())
    assert set(outcome.codes) == {server.url()}


def refresh(seconds: int, target: str, text: str = "") -> bytes:
    return page(f'<meta http-equiv="refresh" content="{seconds}; url={target}"><p>{text}</p>'.encode())


def test_a_refresh_is_followed_like_a_redirect_and_ends_like_one(server: FaultServer) -> None:
    server.answers["/"], server.answers["/x"] = refresh(0, "/x"), page(b"<p>x</p>")
    server.answers["/a"], server.answers["/b"] = refresh(0, "/b"), refresh(0, "/a")
    outcome = crawl(server.url(), server.url("/a"))
    assert outcome.responses[server.url()].body == b"<p>x</p>"
    assert outcome.codes == {server.url("/a"): "redirects"}


@pytest.mark.parametrize(
    ("seconds", "target"),
    [
        (0, "http://out.example/"),
        (0, "file:///etc/passwd"),
        (60, "/x"),
        (0, "/page"),
        (0, "http://10.0.0.1/"),
    ],
)
def test_a_page_whose_refresh_is_not_followed_is_kept(seconds: int, target: str, server: FaultServer) -> None:
    server.answers["/page"] = refresh(seconds, target, "text")
    outcome = crawl(server.url("/page"), meta={"hosts": (server.netloc,)})
    assert b"text" in outcome.responses[server.url("/page")].body
    assert server.paths == ["/page"]


def test_cookies_pass_along_redirects_and_nothing_else_is_asked_for_them(
    server: FaultServer, net: FakeNames
) -> None:
    """Sites that give a cookie and send back to the same address; the cookie's domain is judged without the net."""
    net.table["www.a.example"] = ["127.0.0.1"]
    host = f"http://www.a.example:{server.port}"
    server.answers["/"] = [
        page(b"", "Location: /", "Set-Cookie: seen=1; domain=.a.example", status="302 Found"),
        page(b"<p>text</p>"),
    ]
    assert crawl(f"{host}/").responses[f"{host}/"].body == b"<p>text</p>"
    assert "seen=1" in server.requests[-1]
    assert set(net.asked) == {"www.a.example"}
