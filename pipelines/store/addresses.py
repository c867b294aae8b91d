"""What an address tells."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# An address as nearly all are, which need not be taken apart to know its host.
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]+)?(?:[/?#]|$)")


def host_of(url: str) -> str | None:
    """The host that serves an address, lower-case, without port and final dot; None for a document on disk."""
    plain = _PLAIN.match(url)
    if plain:
        return plain[1].rstrip(".") or None
    if not url.startswith(("http://", "https://")):
        return None
    try:
        return (urlsplit(url).hostname or "").rstrip(".") or None
    except ValueError:  # a bracket that is no IPv6 address
        return None


def netloc_of(url: str) -> str:
    """Host and port of an address, lower-case: in whose queue it waits.

    Raises:
        ValueError: a bracket in it is no IPv6 address.
    """
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def with_parents(host: str) -> tuple[str, ...]:
    """The host and every domain above it: mirrors serve each page from a subdomain of its own."""
    parts = host.lower().rstrip(".").split(".")
    return tuple(".".join(parts[i:]) for i in range(len(parts)))
