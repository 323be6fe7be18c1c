"""What counts as one network when somebody guesses."""

from __future__ import annotations

import ipaddress

PREFIX = 64  # bits of an IPv6 address that one network has; it may use all the others


def network_of(address: str) -> str:
    """What stands for an address: itself, or the network of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, PREFIX), strict=False))
