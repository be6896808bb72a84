"""Says on the local network that the daemon is there (mDNS, Bonjour). Knows no OSC.

The only door to zeroconf, which comes with the extra "discovery".
"""

from __future__ import annotations

import ipaddress
from typing import Any

from ttmba_live.errors import Unavailable

NAME = "ttmba_live"
"""What the services are called; a second daemon becomes "ttmba_live-2"."""


class Announcement:
    """Two services while it lasts: ``_oscjson._tcp`` (OSCQuery) and ``_osc._udp``."""

    def __init__(self, zeroconf: Any) -> None:
        self._zeroconf = zeroconf

    @classmethod
    async def open(cls, host: str, osc_port: int, http_port: int) -> Announcement:
        """Announce; raises `Unavailable` if that is not possible here. Takes a second or two."""
        try:
            from zeroconf import InterfaceChoice
            from zeroconf.asyncio import AsyncZeroconf
        except ImportError:
            raise Unavailable("mdns needs zeroconf: pip install zeroconf") from None
        everywhere = ipaddress.ip_address(host).is_unspecified
        try:
            found = AsyncZeroconf(interfaces=InterfaceChoice.Default if everywhere else [host])
        except OSError as error:
            raise Unavailable(f"cannot announce by mDNS on {host}: {error}") from error
        opened = cls(found)
        try:
            for info in services(host, osc_port, http_port):
                await (await found.async_register_service(info, allow_name_change=True))
        except BaseException:
            await opened.close()
            raise
        return opened

    async def close(self) -> None:
        """Say goodbye."""
        await self._zeroconf.async_unregister_all_services()
        await self._zeroconf.async_close()


def services(host: str, osc_port: int, http_port: int) -> list[Any]:
    """What is announced, as zeroconf's ServiceInfo."""
    import ifaddr
    from zeroconf import ServiceInfo

    every = ipaddress.ip_address(host).is_unspecified
    addresses = [
        str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4
    ]
    found = [a for a in addresses if not a.startswith("127.")] if every else [host]
    kinds = (
        ("_oscjson._tcp.local.", http_port, {"txtvers": "1"}),
        ("_osc._udp.local.", osc_port, {"txtvers": "1", "version": "1.1", "types": "ifs"}),
    )
    return [
        ServiceInfo(
            kind,
            f"{NAME}.{kind}",
            port=port,
            properties=properties,
            server=f"ttmba-live-{http_port}.local.",
            parsed_addresses=found,
        )
        for kind, port, properties in kinds
    ]
