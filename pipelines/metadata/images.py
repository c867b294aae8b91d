"""Addresses of an article's pictures and other links: absolute, without proxies."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

# A proxy carries the address it fetches: raw after "?", or percent-encoded in a parameter.
_INNER = re.compile(
    r"(?:https?:)?//[^/?#]{1,200}[^#]{0,500}?[?&/=](https?(?:://|%3A%2F%2F).{4,2000})$", re.IGNORECASE
)
_DECORATION = re.compile(
    r"(?:^|[/_.-])(?:logo|icon|icons|qr|qrcode|ewm|erweima|weixin|wechat|share|btn|button|arrow|blank|spacer|loading|grey|gray|"
    r"placeholder|print|avatar|face|emoji|smil\w{0,8}|dot|bg|line|default|advert|ads?)\d{0,3}(?:[/_.-]|$)|\.gif$",
    re.IGNORECASE,
)


def absolute(address: str, base: str | None) -> str | None:
    """An address as http(s), resolved against ``base`` and freed of the proxy before it; None for other kinds."""
    address = address.strip()
    try:
        joined = urljoin(base or "", address) if base and not base.startswith("document:") else address
        if joined.startswith("//"):
            joined = "http:" + joined
        joined = unwrap_proxy(joined)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def unwrap_proxy(address: str) -> str:
    """The address inside an address, as content farms' image proxies write it."""
    for _ in range(3):
        if "http" not in address[4:].lower():
            return address  # most: told at once
        inner = _INNER.match(address)
        if not inner:
            return address
        found = inner[1]
        address = unquote(found.split("&")[0]) if "%3a" in found[:8].lower() else found
    return address


def is_decoration(address: str) -> bool:
    """Whether a picture's name says that it is part of the page and not of the article."""
    return _DECORATION.search(urlsplit(address).path) is not None
