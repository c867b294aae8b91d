"""Serves the practice site from a process of its own, on 127.0.0.1.

    python -m tools.practice.server --pages 300 --port 8800

Prints one line of JSON with its ports and serves until its standard input is closed, or until told by Ctrl-C or after
``--seconds``. The first port is for control: /counts /reset /day?n=1 /fault?host=trs&kind=error /truth.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import sys
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tools.practice.faults import Fault
from tools.practice.http import Connection, Counts
from tools.practice.world import Plan, World, as_record

if TYPE_CHECKING:
    from collections.abc import Iterable


class Control(asyncio.Protocol):
    """Switches, and what was counted; one request a connection."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it to write to."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Do what is asked for."""
        self.head += data
        if b"\r\n\r\n" not in self.head:
            return
        parts = urlsplit(self.head.split(b" ", 2)[1].decode("latin-1"))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            status, body = "200 OK", self.server.control(parts.path, query)
        except (KeyError, TypeError, ValueError) as error:
            status, body = "400 Bad Request", [f"{error}\n"]
        self.transport.write(
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n".encode()
        )
        for row in body:
            self.transport.write(row.encode())
        self.transport.close()


class Server:
    """The world with its ports open."""

    def __init__(self, plan: Plan, port: int, day: int) -> None:
        self.sockets = _listen(len(World.names(plan)) + 1, port)
        ports = [one.getsockname()[1] for one in self.sockets]
        self.ports = ports
        self.world = World(plan, ports[1:])
        self.world.day = day
        for site in self.world.sites.values():  # converters and tables are loaded before anybody measures
            site.answer(site.address(0))
        self.counts = Counts()
        self.faults: dict[str, Fault] = {}

    def control(self, path: str, query: dict[str, str]) -> Iterable[str]:
        """One switch; lines of the answer.

        Raises:
            KeyError, TypeError, ValueError: the request says something unknown.
        """
        if path == "/day":
            self.world.day = int(query["n"])
        elif path == "/reset":
            self.counts.clear()
        elif path == "/fault":
            host = query.pop("host")
            if host not in self.world.sites:
                raise ValueError(f"no host {host}: there are {', '.join(self.world.sites)}")
            if query["kind"] == "none":
                self.faults.pop(host, None)
            else:
                share, times = float(query.get("share", 0.1)), int(query.get("times", 1))
                self.faults[host] = Fault(query["kind"], share, times)
        elif path == "/truth":
            return (json.dumps(as_record(truth), ensure_ascii=False) + "\n" for truth in self.world.truth())
        elif path != "/counts":
            raise ValueError(f"{path}: expected /counts, /reset, /day, /fault or /truth")
        return [json.dumps({"day": self.world.day, **self.counts.record()}) + "\n"]

    async def serve(self, seconds: float | None) -> None:
        """Until standard input ends, or for so long."""
        loop = asyncio.get_running_loop()
        await loop.create_server(lambda: Control(self), sock=self.sockets[0])
        for site, sock in zip(self.world.sites.values(), self.sockets[1:], strict=True):
            await loop.create_server(lambda site=site: Connection(site, self.counts, self.faults), sock=sock)  # type: ignore[misc]
        sites = {key: site.port for key, site in self.world.sites.items()}
        print(json.dumps({"control": self.ports[0], "sites": sites}), flush=True)
        closed = asyncio.Event()
        loop.add_reader(
            sys.stdin.fileno(), lambda: None if os.read(sys.stdin.fileno(), 4096) else closed.set()
        )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(closed.wait(), seconds)


def _listen(count: int, port: int) -> list[socket.socket]:
    """Sockets on 127.0.0.1: from a port on, or on any where that is 0."""
    out = []
    for i in range(count):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port + i if port else 0))
        except OSError as error:
            raise SystemExit(
                f"practice: port {port + i} on 127.0.0.1: {error.strerror}; try --port"
            ) from error
        sock.listen(512)
        out.append(sock)
    return out


def arguments(parser: argparse.ArgumentParser) -> None:
    """What a site is made from."""
    parser.add_argument("--pages", type=int, default=300, help="articles of all hosts on day 0")
    parser.add_argument("--day", type=int, default=0, help="what day it is; each brings and takes articles")
    parser.add_argument("--seed", type=int, default=1, help="another number, other articles")
    parser.add_argument("--short", action="store_true", help="small pages, to run through many addresses")
    parser.add_argument("--hosts", default="", help="dialects to serve, with commas; all if empty")
    parser.add_argument("--port", type=int, default=0, help="the first of the ports; any if 0")


def plan(options: argparse.Namespace) -> Plan:
    """The plan of the arguments."""
    hosts = tuple(name for name in options.hosts.split(",") if name)
    return Plan(options.pages, options.seed, options.short, hosts=hosts)


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments(parser)
    parser.add_argument("--seconds", type=float, help="how long to serve at most")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Server(plan(options), options.port, options.day).serve(options.seconds))


if __name__ == "__main__":
    main()
