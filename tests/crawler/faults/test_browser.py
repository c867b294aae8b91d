"""What a browser may load for a page."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar

import pytest
from scrapy.http import HtmlResponse

from crawler.guard import handler
from crawler.guard.browser import abort
from crawler.middlewares import javascript
from tests.crawler.faults.running import crawl
from tests.crawler.faults.server import FaultServer, page

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


@pytest.mark.parametrize(
    ("url", "kind", "aborted"),
    [
        ("http://8.8.8.8/", "document", False),
        ("http://8.8.8.8/x.png", "image", True),
        ("http://8.8.8.8/x.js", "script", False),
        ("http://127.0.0.1/", "fetch", True),
        ("http://2130706433/", "document", True),
        ("http://169.254.169.254/latest/", "xhr", True),
        ("http://localhost/", "document", True),
        ("file:///etc/passwd", "document", True),
        ("data:text/html,x", "document", False),
        ("http://[", "document", True),
    ],
)
def test_private_addresses_and_pictures_are_not_loaded(url: str, kind: str, aborted: bool) -> None:
    request = SimpleNamespace(url=url, resource_type=kind)
    assert asyncio.run(abort(request)) is aborted


class FakeBrowser:
    """In the place of scrapy-playwright: follows redirects by itself and says where it arrived."""

    arrives = ""
    asked: ClassVar[list[str]] = []

    def __init__(self, crawler: Crawler) -> None:
        assert crawler

    async def download_request(self, request: Request) -> Response:
        self.asked.append(request.url)
        return HtmlResponse(self.arrives or request.url, body=b"<p>rendered</p>", encoding="utf-8")

    async def close(self) -> None: ...


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> type[FakeBrowser]:
    for module in (handler, javascript):
        monkeypatch.setattr(module, "find_spec", lambda _: object())
    monkeypatch.setattr(handler, "load_object", lambda _: FakeBrowser)
    monkeypatch.setattr(FakeBrowser, "arrives", "")
    monkeypatch.setattr(FakeBrowser, "asked", [])
    return FakeBrowser


def test_sources_that_want_a_browser_get_one_where_it_is_installed(
    browser: type[FakeBrowser], server: FaultServer
) -> None:
    url = server.url("/a")
    assert crawl(url, meta={"javascript": True}).responses[url].body == b"<p>rendered</p>"
    assert browser.asked == [url]
    server.answers["/a"] = page(b"<p>as it is</p>")
    assert crawl(url).responses[url].body == b"<p>as it is</p>"


def test_a_browser_that_arrives_elsewhere_is_refused(browser: type[FakeBrowser], server: FaultServer) -> None:
    browser.arrives = "http://out.example/"
    url = server.url("/a")
    assert crawl(url, meta={"javascript": True, "hosts": (server.netloc,)}).codes == {url: "scope"}
