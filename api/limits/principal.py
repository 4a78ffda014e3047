"""Who asks: for now an anonymous address, an IPv6 one by its /64.

``X-Forwarded-For`` is believed only from our own proxies, and only as far as they vouch for it:
read from the right, the first address that is none of ours is the client.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: A peer without an address (a Unix socket): all such share one bucket.
UNKNOWN: Final = "unknown"


def principal(peer: str | None, forwarded: Iterable[str], trusted: Sequence[Network]) -> str:
    """Key of the anonymous principal behind a connection.

    ``peer``: address of the connection; ``forwarded``: values of ``X-Forwarded-For``, in order.
    """
    address = _address(peer or "")
    if address is None:
        return UNKNOWN
    hops = [part for value in forwarded for part in value.split(",")]
    for hop in reversed(hops):
        if not any(address in network for network in trusted):
            break
        before = _address(hop)
        if before is None:
            break  # what our proxy wrote there we cannot read: the proxy itself is all we know
        address = before
    return key(address)


def key(address: Address) -> str:
    """``203.0.113.7``, or ``2001:db8:1:2::/64``: one subscriber holds a whole /64."""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), 64), strict=False))


def _address(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("["):  # [IPv6]:port
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # IPv4:port
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
