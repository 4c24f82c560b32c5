"""The networks from which clients connect, also through proxies."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Proxies:
    """The proxies of a server: those in some `networks`, and programs of this machine."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        self._networks = [ipaddress.ip_network(network) for network in networks]

    def have(self, address: _Address) -> bool:
        """Tell whether an address is that of a proxy."""
        return address.is_loopback or any(address in network for network in self._networks)

    def client(self, peer: str, forwarded_for: str) -> _Address | None:
        """Return the address of a client; None if that is not known, as over a Unix socket.

        `peer` is the address that connected. Only a proxy is believed what it says by
        X-Forwarded-For, to which each one appends the address that connected to it. The last
        address that is not of a proxy is the client's: what is before it, clients can invent.
        """
        found = read(peer)
        for said in reversed(forwarded_for.split(",") if forwarded_for else []):
            if found is not None and not self.have(found):
                break
            if (before := read(said.strip())) is None:
                break
            found = before
        return found


def read(address: str) -> _Address | None:
    """Return an address, that of IPv4 if it is mapped to IPv6; None if it is not one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def block(address: _Address, *, ipv6: int) -> str:
    """Return the network that an address is counted in: a /24 of IPv4, or one of IPv6 with a prefix
    of so many bits."""
    prefix = 24 if address.version == 4 else ipv6
    return str(ipaddress.ip_network((address, prefix), strict=False))
