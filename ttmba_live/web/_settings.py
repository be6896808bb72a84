"""What is served over HTTP, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Interval, MinLen


@dataclass(frozen=True, slots=True)
class OscQuerySettings:
    """The namespace as a web page of JSON (OSCQuery), for programs that map the daemon."""

    enabled: bool = True
    """Whether to serve it."""
    host: Annotated[str, MinLen(1)] = "127.0.0.1"
    """Address to listen on; 0.0.0.0 opens it to the whole network."""
    names: tuple[str, ...] = ()
    """Names of this machine by which pages may ask for it, besides its addresses."""
    token: str = ""
    """What everybody but this machine must give, as "?token=..." or "Authorization: Bearer ..."."""
    port: Annotated[int, Interval(ge=0, le=65_535)] = 7400
    """TCP port; 0 takes any free one."""
    mdns: bool = False
    """Whether to announce it by mDNS (Bonjour); needs the package zeroconf."""
    max_connections: Annotated[int, Interval(ge=1, le=1024)] = 32
    """Clients at once; more are turned away."""
