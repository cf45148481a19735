"""Which addresses are public: only those are connected to on behalf of a person."""

from __future__ import annotations

import ipaddress
from typing import Final

__all__ = ("IPAddress", "is_public")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses that stand for an IPv4 address in networks which have IPv6 only (RFC 6052)."""
_TUNNELS: Final = (
    ipaddress.IPv6Network("2001::/32"),  # Teredo
    ipaddress.IPv6Network("2002::/16"),  # 6to4
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # NAT64 for private use (RFC 8215)
    ipaddress.IPv6Network("::/96"),  # IPv4-compatible
    ipaddress.IPv6Network("fec0::/10"),  # site-local
)
"""Networks that lead to an address hidden in them, or to a private network; no website has its address there."""
_SERVICES: Final = (
    ipaddress.IPv4Network("168.63.129.16/32"),  # Azure's, in every virtual machine
    ipaddress.IPv4Network(
        "192.0.0.0/24"
    ),  # for protocols; Oracle's metadata. Whether Python calls it public depends on its version
    ipaddress.IPv4Network("192.88.99.0/24"),  # relays of 6to4
)
"""Services of the machine's own network, at numbers that may count as public. Others (169.254.169.254, 100.100.100.200) never do."""


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is a public one of the internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(address in network for network in _TUNNELS) or address.scope_id is not None:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not any(address in network for network in _SERVICES)
    )
