"""What waits to be sent to one WebSocket client, bounded however slowly it reads."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

MAX_EVENTS = 1024
"""Messages that may wait for a slow client; the oldest make room."""


class Listener:
    """A client that listens. A value that changes while it waits is sent once, as it is last."""

    def __init__(self, connection: ServerConnection) -> None:
        self.addresses: set[str] = set()
        self._connection = connection
        self._values: dict[str, bytes] = {}
        self._events: deque[bytes | str] = deque(maxlen=MAX_EVENTS)
        self._waiting = asyncio.Event()

    def value(self, address: str, packet: bytes) -> None:
        """An address has a new value."""
        self._values[address] = packet
        self._waiting.set()

    def event(self, packet: bytes) -> None:
        """Something happened that no later message replaces."""
        self._events.append(packet)
        self._waiting.set()

    def text(self, command: str) -> None:
        """The tree has changed."""
        self._events.append(command)
        self._waiting.set()

    async def send_all(self) -> None:
        """Send what waits, until the connection closes."""
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                await self._waiting.wait()
                self._waiting.clear()
                while self._events:
                    await self._connection.send(self._events.popleft())
                while self._values:
                    await self._connection.send(self._values.pop(next(iter(self._values))))
        except ConnectionClosed:
            return
