"""One UDP socket: bytes in, by a thread of its own, and bytes out. Knows no OSC.

A plain socket on every system, past asyncio's transports: on Windows those stop sending after a
while (python/cpython#135444, #156698), stop reading after an error (#127057), and answer no IPv6
host. The reader lives until `Door.close`, whatever the system says to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.osc._pieces import in_pieces
from ttmba_live.osc._settings import Client

_log = logging.getLogger(__name__)

_ERROR_QUEUE = getattr(socket, "MSG_ERRQUEUE", 0)
_LINUX = sys.platform == "linux"

RECEIVE_BUFFER = 4 * 2**20
"""Bytes asked of the system, so that a burst of messages waits instead of being lost."""

SEND_BUFFER = 2**18
"""Bytes; with less, macOS refuses datagrams over 9,216."""

_AT_ONCE = 256
"""Datagrams read before the reader looks whether it is to end."""

_BREATH = 0.01
"""Seconds that the reader waits after an error of the system's."""

Arrived = Callable[[bytes, Client], None]


class Door:
    """A bound UDP socket; calls ``arrived(packet, client)`` in the reader's thread.

    Where the system says which client could not be reached (Linux does), ``refused(client)`` is
    called on the event loop's thread. While the system takes no more, messages are dropped rather
    than kept, so memory stays flat. All methods belong to the event loop's thread.
    """

    def __init__(
        self,
        sock: socket.socket,
        arrived: Arrived,
        refused: Callable[[Client], None],
        began: Callable[[], object],
        stand_aside: Callable[[], object] = lambda: None,
    ) -> None:
        self._arrived, self._refused, self._began = arrived, refused, began
        self._stand_aside = stand_aside
        self._loop = asyncio.get_running_loop()
        self._socket: socket.socket | None = sock
        self._closing = False
        self._ear, self._bell = socket.socketpair()
        self.port: int = sock.getsockname()[1]
        self.family = sock.family
        self._thread = threading.Thread(target=self._read, args=(sock,), name="osc", daemon=True)
        self._thread.start()

    @classmethod
    async def open(
        cls,
        host: str,
        port: int,
        arrived: Arrived,
        refused: Callable[[Client], None],
        began: Callable[[], object] = lambda: None,
        stand_aside: Callable[[], object] = lambda: None,
    ) -> Door:
        """Bind, or raise `Unavailable` with one clear line.

        The reader calls ``began`` first, and ``stand_aside``, which may wait a moment, before it
        takes what has come, and now and then while that is much.
        """
        sock = await _bound(asyncio.get_running_loop(), host, port)
        return cls(sock, arrived, refused, began, stand_aside)

    def send(self, packet: bytes, client: Client) -> str:
        """Send a datagram; what the system said against it, or ``""``."""
        sock = self._socket
        if sock is None:
            return ""
        try:
            address = _address(client, sock.family)
            try:
                sock.sendto(packet, address)
            except ConnectionError:  # an earlier datagram's; the reader finds out whose
                sock.sendto(packet, address)
        except (OSError, OverflowError) as error:
            return getattr(error, "strerror", None) or str(error)
        return ""

    def allow_broadcast(self) -> None:
        """Let `send` reach broadcast addresses."""
        if self._socket is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._closing, self._socket = True, None
            with contextlib.suppress(OSError):  # the reader has seen it already and hung up
                self._bell.send(b"!")
            self._thread.join(1.0)
            self._bell.close()

    def _read(self, sock: socket.socket) -> None:
        self._began()
        with selectors.DefaultSelector() as ready, sock, self._ear:
            ready.register(sock, selectors.EVENT_READ)
            ready.register(self._ear, selectors.EVENT_READ)
            while not self._closing:
                try:
                    ready.select()
                    self._stand_aside()
                    self._take(sock)
                except Exception:
                    _log.exception("while reading OSC")
                    time.sleep(_BREATH)

    def _take(self, sock: socket.socket) -> None:
        """Read what has come, up to a bound."""
        for _ in in_pieces(range(_AT_ONCE), self._stand_aside):
            try:
                packet, address = sock.recvfrom(65_535)
            except BlockingIOError:
                break
            except ConnectionError:
                continue  # a client is not reached: no concern of what others send
            except OSError as error:
                _log.debug("the system said while OSC was read: %s", error)
                time.sleep(_BREATH)
                break
            self._arrived(packet, Client(address[0], address[1]))
        self._take_refusals(sock)

    def _take_refusals(self, sock: socket.socket) -> None:
        """Read which clients could not be reached; what is left unread would wake the reader."""
        while _LINUX:
            try:
                _, _, _, address = sock.recvmsg(0, 512, _ERROR_QUEUE)
            except OSError:
                return
            with contextlib.suppress(RuntimeError):  # the loop has closed
                self._loop.call_soon_threadsafe(self._refused, Client(address[0], address[1]))


@lru_cache(maxsize=1024)
def _address(client: Client, family: int) -> tuple[Any, ...]:
    """What `socket.sendto` wants; a link-local IPv6 host is nothing without its interface."""
    host, _, scope = client.host.partition("%")
    if family != socket.AF_INET6 or not scope:
        return tuple(client)
    return host, client.port, 0, int(scope) if scope.isdigit() else socket.if_nametoindex(scope)


def host_and_port(text: str) -> tuple[str, int] | None:
    """The two parts of "host:port"; None for what is not written so."""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        return None
    return host, int(port)


async def resolved(listener: str, family: socket.AddressFamily) -> Client:
    """The client that ``host:port`` names, or `InvalidInput` or `Unavailable`."""
    at = host_and_port(listener)
    if at is None:
        raise InvalidInput(f'a listener is written "host:port", not {listener!r}')
    host, port = at
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(
            host.strip("[]"), port, family=family, type=socket.SOCK_DGRAM
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
        _set_up(sock)
        sock.bind(address)
    except (OSError, OverflowError) as error:
        sock.close()
        why = getattr(error, "strerror", None) or error
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        hint = "; is another daemon running?" if taken else ""
        raise Unavailable(f"cannot listen for OSC on {host}:{port}: {why}{hint}") from error
    return sock


def _set_up(sock: socket.socket) -> None:
    sock.setblocking(False)
    wanted = [
        (socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER),
        (socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER),
    ]
    v6 = sock.family == socket.AF_INET6
    if v6:  # "::" hears IPv4 too; Windows would not
        wanted.append((socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0))
    if _LINUX:  # say whose port is closed: IP_RECVERR, IPV6_RECVERR
        wanted.append((socket.IPPROTO_IPV6, 25, 1) if v6 else (socket.IPPROTO_IP, 11, 1))
    for level, option, value in wanted:
        with contextlib.suppress(OSError):
            sock.setsockopt(level, option, value)
    _ignore_resets(sock)


def _ignore_resets(sock: socket.socket) -> None:
    """On Windows, keep an unreachable client from ending the reading (SIO_UDP_CONNRESET)."""
    if sys.platform == "win32":
        import ctypes

        no, got = ctypes.c_ulong(0), ctypes.c_ulong(0)
        ctypes.windll.ws2_32.WSAIoctl(
            ctypes.c_size_t(sock.fileno()), ctypes.c_ulong(0x9800000C),
            ctypes.byref(no), 4, None, 0, ctypes.byref(got), None, None,
        )  # fmt: skip
