"""`scrapy explore`: the archive on a local web server."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from crawler.command import ArchiveCommand
from crawler.commands.search import bring_up_to_date
from crawler.exit_codes import ExitCode
from pipelines.store import ArchiveLocked, ArchiveReadOnly

if TYPE_CHECKING:
    import argparse

    from crawler.explorer.routes import Explorer

PORT = 8017


class Command(ArchiveCommand):
    """Serves the archive for reading: pages for people, JSON and exports for programs; docs/explore.md."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Browse the archive: search, articles with where everything comes from, an HTTP API"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add where to listen."""
        super().add_options(parser)
        add = parser.add_argument
        add(
            "--port", metavar="N", type=int, default=PORT, help="default: %(default)s; 0 for any that is free"
        )
        add(
            "--bind",
            metavar="ADDRESS",
            default="127.0.0.1",
            help="address to listen at (default: %(default)s)",
        )
        add(
            "--allow-host", metavar="NAME", action="append", default=[],
            help="name that browsers may call this server by, beside localhost; needed where others can reach it",
        )  # fmt: skip
        add("--no-update", action="store_true", help="leave the search index as it is")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve until Ctrl-C."""
        from crawler.explorer.routes import Explorer

        if args or not 0 <= opts.port < 65536:
            self.fail(
                ExitCode.USAGE, f"what is {args[0]!r}? see --help" if args else "--port: from 0 to 65535"
            )
            return
        if not _is_local(opts.bind) and not opts.allow_host:
            self.fail(
                ExitCode.USAGE,
                f"others can reach {opts.bind}: say by which names they may with --allow-host, or leave --bind out",
            )
            return
        if not opts.no_update:
            try:
                bring_up_to_date(self.archive, must=False)
            except (ArchiveLocked, ArchiveReadOnly) as error:
                self.tell(f"no search index yet: {error}")
        self._serve(Explorer(self.archive), opts)

    def _serve(self, explorer: Explorer, opts: argparse.Namespace) -> None:
        from twisted.internet import reactor as twisted_reactor
        from twisted.internet.error import CannotListenError

        from crawler.explorer.server import LOCAL, site

        reactor: Any = twisted_reactor  # a module that becomes an object when it is first imported
        try:
            port = reactor.listenTCP(
                opts.port, site(explorer, (*LOCAL, *opts.allow_host)), interface=opts.bind
            )
        except CannotListenError as error:
            self.fail(ExitCode.USAGE, f"cannot listen at {opts.bind}:{opts.port}: {error.socketError}")
            return
        host = f"[{opts.bind}]" if ":" in opts.bind else opts.bind
        print(f"http://{host}:{port.getHost().port}/  (Ctrl-C ends it)", flush=True)
        reactor.run()
        explorer.close()


def _is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
