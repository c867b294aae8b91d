"""A server on 127.0.0.1 that misbehaves as it is told: it writes raw bytes, in its own time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ssl import SSLContext

Write = Callable[[bytes], Awaitable[None]]
Answer = bytes | Callable[[Write], Awaitable[None]]

NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def page(
    body: bytes = b"<p>page</p>", *headers: str, status: str = "200 OK", length: int | None = None
) -> bytes:
    """A response; a length other than the body's makes it a lie."""
    size = len(body) if length is None else length
    head = [f"HTTP/1.1 {status}", f"Content-Length: {size}", "Content-Type: text/html", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def moved(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return page(b"", f"Location: {location}", status=status)


def later(*headers: str, status: str = "503 Service Unavailable") -> bytes:
    """A host that is busy."""
    return page(b"", *headers, status=status)


class FaultServer:
    """Answers each path with what the test gave it: bytes, a function that writes them, or a list, one a request.

    Attributes:
        answers: by path; a path without one is answered with 404.
        requests: request lines and headers, as they came.
    """

    def __init__(self, host: str = "127.0.0.1", tls: SSLContext | None = None) -> None:
        self.host = host
        self.tls = tls
        self.answers: dict[str, Answer | list[Answer]] = {"/robots.txt": NO_ROBOTS}
        self.requests: list[str] = []
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def netloc(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        paths = [line.split(" ")[1] for line in self.requests]
        return [path for path in paths if path != "/robots.txt"]

    def url(self, path: str = "/") -> str:
        return f"http://{self.netloc}{path}"

    async def start(self) -> FaultServer:
        self._server = await asyncio.start_server(self._serve, self.host, 0, ssl=self.tls)
        return self

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)

        async def write(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests.append(request)
            answer = self.answers.get(request.split(" ")[1].partition("?")[0], NO_ROBOTS)
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            if isinstance(answer, bytes):
                await write(answer)
            else:
                await answer(write)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the crawler went away, as it should
        finally:
            self._tasks.discard(task)
            writer.close()
