"""What waits to be sent to one WebSocket client, bounded however slowly it reads."""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

MAX_EVENTS = 1024
"""Messages that may wait for a slow client; the oldest make room."""

MAX_PACKETS = 1 << 20
"""Bytes of what it subscribed to that may wait; who reads more slowly is sent away."""

_FRAME = 1 << 14
"""Bytes of packets that go together, about."""

_BUNDLE = b"#bundle\0" + struct.pack(">Q", 1)


class Listener:
    """A client that listens, and one that speaks OSC over its connection.

    A value that changes while it waits is sent once, as it is last. What a client of OSC gets by
    its subscriptions goes in bundles that mean now: hundreds of frames a second would cost more.
    """

    def __init__(self, connection: ServerConnection) -> None:
        self.addresses: set[str] = set()
        self._connection = connection
        self._values: dict[str, bytes] = {}
        self._events: deque[bytes | str] = deque(maxlen=MAX_EVENTS)
        self._packets: list[bytes] = []
        self._size = 0
        self._behind = False
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

    def packet(self, packet: bytes) -> None:
        """A message to this client of OSC."""
        if self._size + len(packet) > MAX_PACKETS:
            self._behind = True
            self._packets.clear()
        if not self._behind:
            self._size += len(packet)
            self._packets.append(packet)
        self._waiting.set()

    async def send_all(self) -> None:
        """Send what waits, until the connection closes or the client falls too far behind."""
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                await self._waiting.wait()
                self._waiting.clear()
                while self._events:
                    await self._connection.send(self._events.popleft())
                while self._values:
                    await self._connection.send(self._values.pop(next(iter(self._values))))
                while self._packets:
                    await self._connection.send(self._taken())
                if self._behind:
                    await self._connection.close(1013, "too slow: open it again")
        except ConnectionClosed:
            return

    def _taken(self) -> bytes:
        """The packets that go next, as one."""
        count = size = 0
        while count < len(self._packets) and (not count or size < _FRAME):
            size += len(self._packets[count])
            count += 1
        now, self._packets = self._packets[:count], self._packets[count:]
        self._size -= size
        if count == 1:
            return now[0]
        return _BUNDLE + b"".join(struct.pack(">i", len(one)) + one for one in now)
