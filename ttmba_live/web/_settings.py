"""What is served over HTTP, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Interval, MinLen


@dataclass(frozen=True, slots=True)
class StageSettings:
    """The page that shows the scene and plays it, served where OSCQuery is."""

    enabled: bool = True
    """Whether browsers get it."""
    certificate: str = ""
    """A certificate's PEM file makes it HTTPS, without which phones do not tell how they are
    turned; empty is HTTP."""
    key: str = ""
    """Its key's PEM file; empty if the certificate's holds it."""


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
    """What everybody but this machine must give, as "?token=..." or "Authorization: Bearer ...";
    empty: where other machines reach it, one is made at each start and printed."""
    open: bool = False
    """Whether other machines need no token: for a network that is yours alone, as OSC needs it."""
    port: Annotated[int, Interval(ge=-1, le=65_535)] = -1
    """TCP port; 0 takes any free one, -1 the number of OSC's port, or any free one where another
    program has that."""
    mdns: bool = False
    """Whether to announce it by mDNS (Bonjour); needs the package zeroconf."""
    max_connections: Annotated[int, Interval(ge=1, le=1024)] = 32
    """Clients at once; more are turned away."""
