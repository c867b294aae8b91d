"""A small news site on this machine for tests, in a process or a thread of its own; it counts what it is asked for."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PER_LIST = 20


def article(number: int, *, title: str = "", text: str = "", more: str = "") -> str:
    """An article page as a county's portal has it."""
    title = title or f"青河县第{number}次部署创建全国文明城市工作"
    text = text or (
        f"<p>5月{number % 28 + 1}日，青河县召开创建全国文明城市工作推进会，第{number}次部署下一阶段的任务。</p>"
        "<p>会议要求，各乡镇、各部门要提高认识，对照测评体系，扎实推进环境整治、交通秩序和志愿服务等各项工作，"
        "让群众在全国文明城市创建中得到实惠。</p><p>会后，与会人员到集贸市场、老旧小区实地查看了整治情况。</p>"
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_青河县人民政府</title>"
        f"<meta name='PubDate' content='2024-05-{number % 28 + 1:02d} 09:00'></head><body>"
        "<div class='nav'><a href='/'>首页</a><a href='/list/'>新闻</a><a href='/about.html'>关于</a></div>"
        f"<h1>{title}</h1><div class='info'>发布时间：2024-05-{number % 28 + 1:02d} 来源：青河日报</div>"
        f"<div class='TRS_Editor'>{text}</div>{more}<div class='footer'>版权所有 青河县人民政府</div></body></html>"
    )


def article_path(number: int) -> str:
    return f"/art/2024/5/{number % 28 + 1}/art_1_{number}.html"


def list_page(numbers: range, *, page: int, pages: int) -> str:
    """A list with links, dates, and 下一页 where there are more pages."""
    rows = "".join(
        f"<li><a href='{article_path(n)}' title='青河县第{n}次部署创建全国文明城市工作'>青河县第{n}次部署创建全国文明城市工作</a>"
        f"<span>2024-05-{n % 28 + 1:02d}</span></li>"
        for n in numbers
    )
    following = f"<a href='/list/index_{page + 1}.html'>下一页</a>" if page < pages else ""
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>新闻_青河县人民政府</title></head><body>"
        "<div class='nav'><a href='/'>首页</a><a href='/list/'>新闻</a><a href='/about.html'>关于</a></div>"
        f"<ul class='list'>{rows}</ul><div class='page'>{following}</div></body></html>"
    )


def pages_of(articles: int) -> dict[str, str]:
    """The whole site: lists of twenty, newest first, and every article."""
    site = {"/robots.txt": "User-agent: *\nAllow: /\n"}
    pages = max(1, -(-articles // PER_LIST))
    for page in range(1, pages + 1):
        path = "/list/" if page == 1 else f"/list/index_{page}.html"
        numbers = range((page - 1) * PER_LIST, min(page * PER_LIST, articles))
        site[path] = list_page(numbers, page=page, pages=pages)
    site |= {article_path(number): article(number) for number in range(articles)}
    return site


class Site:
    """Serves ``pages`` on a port of 127.0.0.1 until the end of the ``with`` block.

    Attributes:
        pages: path to a page; or to a status; or to a status and the value of Location.
        asked: path to how often it was asked for, and answered in full.
        unchanged: path to how often the answer was 304.
    """

    def __init__(self, pages: Mapping[str, str | int | tuple[int, str]], *, delay: float = 0) -> None:
        self.pages = dict(pages)
        self.asked: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self.delay = delay
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A crawl that is killed closes no connection."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.host}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        page = self.pages.get(path, 404)
        if self.delay:
            threading.Event().wait(self.delay)
        if isinstance(page, str):
            body = page.encode()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if handler.headers.get("If-None-Match") == tag:
                self.unchanged[path] += 1
                self.send(handler, 304, b"", {"ETag": tag})
                return
            self.asked[path] += 1
            kind = "text/plain" if path.endswith(".txt") else "text/html"
            self.send(handler, 200, body, {"ETag": tag, "Content-Type": kind})
            return
        self.asked[path] += 1
        status, location = page if isinstance(page, tuple) else (page, "")
        self.send(handler, status, b"", {"Location": location} if location else {})

    @staticmethod
    def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def source(self, folder: Path, name: str = "qinghe", **more: str) -> Path:
        """Write the source file of this site, with further lines of TOML by key."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = {
            "title": '"青河县人民政府"',
            "hosts": f'["{self.host}"]',
            "seeds": f'[{{url = "{self.url}/list/", kind = "list"}}]',
            "delay": "0",
            "concurrency": "8",
            "allow_addresses": '["127.0.0.1"]',
        } | more
        path = folder / f"{name}.toml"
        path.write_text("".join(f"{key} = {value}\n" for key, value in lines.items()), "utf-8")
        return folder
