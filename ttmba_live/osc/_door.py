"""One UDP socket on the event loop: bytes in and out. Knows no OSC."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import Callable
from typing import Any

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.osc._settings import Client

_ERROR_QUEUE = getattr(socket, "MSG_ERRQUEUE", 0)
_LINUX = sys.platform == "linux"

RECEIVE_BUFFER = 4 * 2**20
"""Bytes asked of the system, so that a burst of messages waits instead of being lost."""


class Door(asyncio.DatagramProtocol):
    """A bound UDP socket; calls ``receive(packet, client)`` for every datagram.

    Where the system says which client could not be reached (Linux does), ``refused(client)`` is
    called; elsewhere (10054 on Windows) that is nobody's concern. While the system takes no more,
    messages are dropped rather than kept, so memory stays flat.
    """

    def __init__(
        self,
        receive: Callable[[bytes, Client], None],
        refused: Callable[[Client], None],
        sock: socket.socket,
    ) -> None:
        self._receive = receive
        self._refused = refused
        self._socket = sock if _LINUX else None
        self._transport: asyncio.DatagramTransport | None = None
        self._congested = False
        self.port = 0
        self.family = sock.family

    @classmethod
    async def open(
        cls,
        host: str,
        port: int,
        receive: Callable[[bytes, Client], None],
        refused: Callable[[Client], None],
    ) -> Door:
        """Bind, or raise `Unavailable` with one clear line."""
        loop = asyncio.get_running_loop()
        sock = await _bound(loop, host, port)
        made = loop.create_datagram_endpoint(lambda: cls(receive, refused, sock), sock=sock)
        _, door = await made
        return door

    def send(self, packet: bytes, client: Client) -> None:
        """Send a datagram; silently nothing when closed or congested."""
        if self._transport is None or self._congested:
            return
        with contextlib.suppress(OSError, OverflowError):
            if self._socket is None:
                self._transport.sendto(packet, client)
            else:
                self._send_on_linux(self._socket, packet, client)

    def _send_on_linux(self, sock: socket.socket, packet: bytes, client: Client) -> None:
        """Send past the transport: what it raises here may be another client's refusal."""
        with contextlib.suppress(BlockingIOError):
            try:
                sock.sendto(packet, client)
            except ConnectionRefusedError:
                self._take_refusals()
                sock.sendto(packet, client)

    def _take_refusals(self) -> None:
        """Read which clients could not be reached; what is left unread would wake the loop."""
        while self._socket is not None:
            try:
                _, _, _, address = self._socket.recvmsg(0, 512, _ERROR_QUEUE)
            except OSError:
                return
            self._refused(Client(address[0], address[1]))

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = self._socket = None

    def connection_made(self, transport: Any) -> None:
        """Called by the loop once the socket is ready."""
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        """Called by the loop for every datagram."""
        self._receive(data, Client(addr[0], addr[1]))

    def error_received(self, _: Exception) -> None:
        """Called by the loop when a client is unreachable or a datagram too long."""
        self._take_refusals()

    def pause_writing(self) -> None:
        """Called by the loop when the system takes no more."""
        self._congested = True

    def resume_writing(self) -> None:
        """Called by the loop when the system takes more again."""
        self._congested = False


async def resolved(listener: str, family: socket.AddressFamily) -> Client:
    """The client that ``host:port`` names, or `InvalidInput` or `Unavailable`."""
    host, _, port = listener.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise InvalidInput(f'a listener is written "host:port", not {listener!r}')
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(
            host.strip("[]"), int(port), family=family, type=socket.SOCK_DGRAM
        )
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"cannot find the listener {listener!r}: {error}") from error
    return Client(*found[0][4][:2])


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
        _ask_for_refusals(sock)
        sock.bind(address)
    except (OSError, OverflowError) as error:
        sock.close()
        why = getattr(error, "strerror", None) or error
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        hint = "; is another daemon running?" if taken else ""
        raise Unavailable(f"cannot listen for OSC on {host}:{port}: {why}{hint}") from error
    return sock


def _ask_for_refusals(sock: socket.socket) -> None:
    """On Linux, have the system say whose port is closed (IP_RECVERR, IPV6_RECVERR)."""
    if _LINUX:
        level, option = (
            (socket.IPPROTO_IP, 11) if sock.family == socket.AF_INET else (socket.IPPROTO_IPV6, 25)
        )
        with contextlib.suppress(OSError):
            sock.setsockopt(level, option, 1)


def _ignore_resets(sock: socket.socket) -> None:
    """On Windows, keep an unreachable client from ending the reading (SIO_UDP_CONNRESET)."""
    if sys.platform == "win32":
        import ctypes

        no, got = ctypes.c_ulong(0), ctypes.c_ulong(0)
        ctypes.windll.ws2_32.WSAIoctl(
            ctypes.c_size_t(sock.fileno()), ctypes.c_ulong(0x9800000C),
            ctypes.byref(no), 4, None, 0, ctypes.byref(got), None, None,
        )  # fmt: skip
