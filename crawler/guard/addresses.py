"""Which IP addresses may be connected to: public ones, and those that a source allows."""

from __future__ import annotations

import socket
import unicodedata
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

# Where IPv6 addresses carry an IPv4 address that a gateway may connect to: NAT64 (RFC 6052), IPv4-compatible
# addresses (RFC 4291, 2.5.5.1). IPv4-mapped, 6to4 and Teredo addresses are known to the standard library.
_CARRIERS = (ip_network("64:ff9b::/96"), ip_network("::/96"))
# The one metadata service of a cloud (Azure's) at an address that looks public. The others are link-local
# (169.254.169.254), shared (100.100.100.200), of the protocol block (192.0.0.192) or unique local (fd00:ec2::254).
_METADATA = frozenset({ip_address("168.63.129.16")})
# For IETF protocols (RFC 6890); the standard library before Python 3.13 knows parts of it only.
_PROTOCOLS = ip_network("192.0.0.0/24")
# All that is routed of IPv6 (RFC 4291, 2.4).
_UNICAST = ip_network("2000::/3")
_DOTS = str.maketrans("。．｡", "...")
_EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@cache
def networks(allowed: tuple[str, ...]) -> Networks:
    """Addresses and CIDR blocks that a source allows.

    Raises:
        ValueError: one is neither.
    """
    return tuple(ip_network(text, strict=False) for text in allowed)


def everywhere() -> Networks:
    """All addresses."""
    return _EVERYWHERE


def objection(text: str, allowed: Networks = ()) -> str | None:
    """Why an address may not be connected to; None where it may.

    Special addresses are those of the IANA registries of special-purpose addresses (RFC 6890), as the standard
    library has them, multicast, and IPv6 addresses that carry one of them.

    Args:
        text: an IPv4 or IPv6 address in any form that the standard library reads.
        allowed: what may be connected to whatever it is.
    """
    address = ip_address(text)
    if any(address in network for network in allowed):
        return None
    for one in (address, *_carried(address)):
        if kind := _special(one):
            return f"{text} is {kind}"
    return None


def _carried(address: Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if _carries(address):
        found.append(IPv4Address(address.packed[-4:]))
    return [one for one in found if one is not None]


def _carries(address: IPv6Address) -> bool:
    return any(address in network for network in _CARRIERS)


def _special(address: Address) -> str | None:
    if address in _METADATA or address.is_link_local:
        return "a link-local or metadata address"
    if address.is_loopback or address.is_unspecified:
        return "this machine"
    if address.is_multicast:
        return "a multicast address"
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or _carries(address)):
        return None  # judged by what they carry
    if (
        not address.is_global
        or address in _PROTOCOLS
        or (isinstance(address, IPv6Address) and address not in _UNICAST)
    ):
        return "no public address"
    return None


def literal(host: str) -> str | None:
    """The address that a host name is, however it is written; None for a name that has to be looked up.

    ``127.1``, ``2130706433``, ``0x7f000001`` and ``0177.0.0.1`` are read as the C library reads them; full-width
    digits and dots, and a dot at the end, as browsers do (UTS 46).
    """
    host = unicodedata.normalize("NFKC", host).translate(_DOTS).strip("[]").rstrip(".")
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    if not host.isascii() or not host[:1].isdigit() or " " in host:
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, ValueError):
        return None
