"""What an address tells."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str) -> str | None:
    """The host that serves an address, lower-case, without port and final dot; None for a document on disk."""
    if not url.startswith(("http://", "https://")):
        return None
    try:
        return (urlsplit(url).hostname or "").rstrip(".") or None
    except ValueError:  # a bracket that is no IPv6 address
        return None


def with_parents(host: str) -> tuple[str, ...]:
    """The host and every domain above it: mirrors serve each page from a subdomain of its own."""
    parts = host.lower().rstrip(".").split(".")
    return tuple(".".join(parts[i:]) for i in range(len(parts)))
