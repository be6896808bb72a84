"""A small OSC client: sends to one daemon and hears its answers. Knows nothing of the namespace."""

from __future__ import annotations

import socket
from types import TracebackType
from typing import TYPE_CHECKING

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.osc._codec import decode, encode

if TYPE_CHECKING:
    from typing import Self

Answer = tuple[str, tuple[float | str, ...]]
"""An address and its arguments; the daemon sends numbers and strings only."""


class Caller:
    """One UDP socket; answers come back to it. A context manager, for one thread."""

    def __init__(self, host: str, port: int) -> None:
        """Aim at a daemon; raises `Unavailable` or `InvalidInput` for a bad host or port."""
        if not 0 < port < 65_536:
            raise InvalidInput(f"a port lies in 1..65535, not {port}")
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
            # IPv4 first, as the server listens.
            family, _, _, _, target = min(found, key=lambda one: one[0] != socket.AF_INET)
            self._socket = socket.socket(family, socket.SOCK_DGRAM)
            self._socket.connect(target)
        except OSError as error:
            raise Unavailable(f"cannot reach {host}:{port}: {error}") from error
        self._waiting: list[Answer] = []

    def send(self, address: str, *arguments: float | str) -> None:
        """Send one message: int as i, float as f, str as s."""
        packet = encode(address, *arguments)
        try:
            self._socket.send(packet)
        except ConnectionError:
            # An earlier message found nobody there; this one may, so it is sent all the same.
            self._socket.send(packet)
        except OSError as error:
            raise Unavailable(f"cannot send {address}: {error.strerror or error}") from error

    def receive(self, seconds: float) -> Answer:
        """The next answer's address and arguments; raises `TimeoutError` if none comes."""
        while not self._waiting:
            self._socket.settimeout(seconds)
            try:
                packet = self._socket.recv(65_535)
            except (TimeoutError, BlockingIOError):
                raise TimeoutError(f"no answer within {seconds:g} s") from None
            except ConnectionError:
                raise Unavailable("nobody listens there; is the daemon running?") from None
            self._waiting = [
                (m.address, tuple(v for v in m.arguments if isinstance(v, (int, float, str))))
                for m in decode(packet)
            ]
        return self._waiting.pop(0)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
