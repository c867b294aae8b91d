"""Which addresses belong to a source: host patterns and address patterns."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

_HOST = re.compile(
    r"(?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,20}(?::\d{1,5})?|\[[0-9a-f:.]{2,45}\](?::\d{1,5})?"
)
# Scheme, host and port with nothing in them that has to be decoded; of anything else the whole address is looked at.
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?(?=[/?#]|\Z)")
_LONGEST_PATTERN = 300


def host_pattern(text: str) -> str:
    """A host as it is compared: lower case, IDNA, no dot at the end.

    Args:
        text: ``example.gov.cn``, ``*.example.gov.cn`` (that host and all below it), either with ``:port``.

    Raises:
        ValueError: it is none.
    """
    host = text.strip().lower().rstrip(".")
    if not host.isascii():
        star, rest = ("*.", host[2:]) if host.startswith("*.") else ("", host)
        try:
            host = star + rest.encode("idna").decode("ascii")
        except UnicodeError:
            raise ValueError(text) from None
    if not _HOST.fullmatch(host):
        raise ValueError(text)
    return host


def covers(hosts: tuple[str, ...], url: str) -> bool:
    """Whether a URL's host is among ``hosts``, see :func:`covers_host`. Never raises."""
    # A page has a hundred links to few hosts.
    plain = _ORIGIN.match(url)
    return _covers_origin(hosts, plain[0]) if plain else _covers_origin.__wrapped__(hosts, url)


@lru_cache(maxsize=1024)
def _covers_origin(hosts: tuple[str, ...], url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError:  # also UnicodeError
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    return covers_host(hosts, host, port or (443 if parts.scheme == "https" else 80))


def covers_host(hosts: tuple[str, ...], host: str, port: int) -> bool:
    """Whether a host is among ``hosts``.

    Args:
        hosts: ``example.gov.cn``, ``*.example.gov.cn`` (that host and all below it), either with ``:port``; without
            a port any will do.
        host: of a URL; case and a dot at its end are of no matter.
        port: of the URL, or its scheme's.
    """
    host = host.rstrip(".").lower()
    return any(_covers(pattern, f"[{host}]" if ":" in host else host, port) for pattern in hosts)


def _covers(pattern: str, host: str, port: int) -> bool:
    name, _, wanted = pattern.rpartition(":")
    if not name or not wanted.isdigit():  # no port: also an IPv6 address, which ends in a bracket
        name, wanted = pattern, ""
    if wanted and int(wanted) != port:
        return False
    if name.startswith("*."):
        return host == name[2:] or host.endswith(name[1:])
    return host == name


def address_pattern(text: str) -> str:
    """The pattern itself, if it is one: see :func:`matches`.

    Raises:
        ValueError: it is empty, long, or could match everything.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST_PATTERN or not text.strip("*#"):
        raise ValueError(text)
    return text


def matches(patterns: tuple[str, ...], url: str) -> bool:
    """Whether a URL matches one of the patterns from its beginning to its end.

    ``*`` stands for any characters and ``#`` for one or more digits, for a fragment is no part of an address. A
    pattern that begins with ``/`` is compared with path and query only. Linear in the URL: there are no other
    wildcards, and none is ever tried twice.
    """
    if not patterns:
        return False
    of_path, of_url = _compile(patterns)
    if of_url and of_url.fullmatch(url):
        return True
    if of_path is None:
        return False
    parts = urlsplit(url)
    return bool(of_path.fullmatch((parts.path or "/") + (f"?{parts.query}" if parts.query else "")))


@cache
def _compile(patterns: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Those that are compared with the path, and those that are with the whole address."""
    of_path = [_expression(pattern) for pattern in patterns if pattern.startswith("/")]
    of_url = [_expression(pattern) for pattern in patterns if not pattern.startswith("/")]
    flags = re.DOTALL | re.IGNORECASE
    return (
        re.compile("|".join(of_path), flags) if of_path else None,
        re.compile("|".join(of_url), flags) if of_url else None,
    )


def _expression(pattern: str) -> str:
    """Each piece between stars is found once, at the first place where it fits."""
    first, *rest = re.split(r"\*+", pattern)
    parts = [_piece(first)]
    for index, piece in enumerate(rest):
        if index == len(rest) - 1:
            parts.append(f".*{_piece(piece)}" if piece else ".*+")
        elif piece:
            parts.append(f"(?>.*?{_piece(piece)})")
    return "".join(parts)


def _piece(piece: str) -> str:
    return re.escape(piece).replace(r"\#", "[0-9]++")
