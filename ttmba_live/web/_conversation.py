"""One WebSocket from its opening to its end: LISTEN and IGNORE as text, OSC as binary.

Knows no HTTP. Rates are bounded by `Pace`, sizes by the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ttmba_live.osc import Client
from ttmba_live.web._changes import Changes
from ttmba_live.web._http import Pace
from ttmba_live.web._listener import Listener

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

MAX_COMMAND = 4096
"""Characters of a command."""

MAX_PACKET = 1 << 16
"""Bytes of a packet, as UDP bounds them."""


class Wire(Protocol):
    """Where packets of OSC go that came over a connection; `ttmba_live.osc.OscServer` is one."""

    def connect(self, host: str, port: int, send: Callable[[bytes], None]) -> Client:
        """Take in a client."""

    def disconnect(self, client: Client) -> None:
        """It is gone."""

    def receive(self, packet: bytes, client: Client) -> None:
        """A packet of its."""


async def converse(
    connection: ServerConnection,
    changes: Changes,
    wire: Wire | None,
    pace: Pace,
    stirred: Callable[[], None],
) -> None:
    """Serve one WebSocket until it closes; ``stirred`` is called after every command."""
    from websockets.exceptions import ConnectionClosed

    listener = Listener(connection)
    changes.listeners.add(listener)
    host, port = connection.remote_address[:2]
    client = wire.connect(host, port, listener.packet) if wire is not None else None
    sending = asyncio.get_running_loop().create_task(listener.send_all())
    try:
        async for message in connection:
            await pace.rest()
            stirred()
            if isinstance(message, bytes):
                if wire is not None and client is not None:
                    wire.receive(message, client)
            elif len(message) > MAX_COMMAND or not changes.command(listener, message):
                await connection.close(1008, "too many addresses, or a command too long")
    except ConnectionClosed:
        pass
    finally:
        changes.listeners.discard(listener)
        if wire is not None and client is not None:
            wire.disconnect(client)
        sending.cancel()
