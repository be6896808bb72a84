"""One UDP socket on the event loop: bytes in and out. Knows no OSC."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import Callable
from typing import Any

from ttmba_live.errors import Unavailable
from ttmba_live.osc._settings import Client

RECEIVE_BUFFER = 4 * 2**20
"""Bytes asked of the system, so that a burst of messages waits instead of being lost."""


class Door(asyncio.DatagramProtocol):
    """A bound UDP socket; calls ``receive(packet, client)`` for every datagram.

    An unreachable client (10054 on Windows) is nobody's concern, and while the system takes no
    more, messages are dropped rather than kept, so memory stays flat.
    """

    def __init__(self, receive: Callable[[bytes, Client], None]) -> None:
        self._receive = receive
        self._transport: asyncio.DatagramTransport | None = None
        self._congested = False
        self.port = 0

    @classmethod
    async def open(cls, host: str, port: int, receive: Callable[[bytes, Client], None]) -> Door:
        """Bind, or raise `Unavailable` with one clear line."""
        loop = asyncio.get_running_loop()
        sock = await _bound(loop, host, port)
        _, door = await loop.create_datagram_endpoint(lambda: cls(receive), sock=sock)
        return door

    def send(self, packet: bytes, client: Client) -> None:
        """Send a datagram; silently nothing when closed or congested."""
        if self._transport is None or self._congested:
            return
        with contextlib.suppress(OSError, OverflowError):
            self._transport.sendto(packet, client)

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def connection_made(self, transport: Any) -> None:
        """Called by the loop once the socket is ready."""
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        """Called by the loop for every datagram."""
        self._receive(data, Client(addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        """Called by the loop when a client is unreachable or a datagram too long; ignored."""

    def pause_writing(self) -> None:
        """Called by the loop when the system takes no more."""
        self._congested = True

    def resume_writing(self) -> None:
        """Called by the loop when the system takes more again."""
        self._congested = False


async def _bound(loop: asyncio.AbstractEventLoop, host: str, port: int) -> socket.socket:
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError, OverflowError) as error:
        raise Unavailable(f"cannot listen for OSC on {host!r}: {error}") from error
    found.sort(key=lambda one: one[0] != socket.AF_INET)  # "localhost" is where OSC senders aim
    family, kind, protocol, _, address = found[0]
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setblocking(False)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        _ignore_resets(sock)
        sock.bind(address)
    except (OSError, OverflowError) as error:
        sock.close()
        why = getattr(error, "strerror", None) or error
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        hint = "; is another daemon running?" if taken else ""
        raise Unavailable(f"cannot listen for OSC on {host}:{port}: {why}{hint}") from error
    return sock


def _ignore_resets(sock: socket.socket) -> None:
    """On Windows, keep an unreachable client from ending the reading (SIO_UDP_CONNRESET)."""
    if sys.platform == "win32":
        import ctypes

        no, got = ctypes.c_ulong(0), ctypes.c_ulong(0)
        ctypes.windll.ws2_32.WSAIoctl(
            ctypes.c_size_t(sock.fileno()), ctypes.c_ulong(0x9800000C),
            ctypes.byref(no), 4, None, 0, ctypes.byref(got), None, None,
        )  # fmt: skip
