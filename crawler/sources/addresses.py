"""Which addresses belong to a source: host patterns and address patterns."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

_HOST = re.compile(
    r"(?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,20}(?::\d{1,5})?|\[[0-9a-f:.]{2,45}\](?::\d{1,5})?"
)
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
    """Whether a URL's host is among ``hosts``; without a port in the pattern any port will do. Never raises."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError:  # also UnicodeError
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    if ":" in host:
        host = f"[{host}]"
    port = port or (443 if parts.scheme == "https" else 80)
    return any(_covers(pattern, host, port) for pattern in hosts)


def _covers(pattern: str, host: str, port: int) -> bool:
    name, colon, wanted = pattern.rpartition(":")
    if not colon or not wanted.isdigit() or pattern.endswith("]"):
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
    path = ""
    for pattern in patterns:
        if pattern.startswith("/"):
            if not path:
                parts = urlsplit(url)
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            if _compile(pattern).fullmatch(path):
                return True
        elif _compile(pattern).fullmatch(url):
            return True
    return False


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    """Each piece between stars is found once, at the first place where it fits."""
    first, *rest = re.split(r"\*+", pattern)
    parts = [_piece(first)]
    for index, piece in enumerate(rest):
        if index == len(rest) - 1:
            parts.append(f".*{_piece(piece)}" if piece else ".*+")
        elif piece:
            parts.append(f"(?>.*?{_piece(piece)})")
    return re.compile("".join(parts), re.DOTALL | re.IGNORECASE)


def _piece(piece: str) -> str:
    return re.escape(piece).replace(r"\#", "[0-9]++")
