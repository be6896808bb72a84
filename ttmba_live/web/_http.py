"""What OSCQuery's server asks of HTTP: whom to answer, and with what. Knows no namespace."""

from __future__ import annotations

import asyncio
import http
import logging
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_SLICE = 0.002
_REST = 4.0
"""Answers work for a slice of seconds, then rest so many times as long."""

_LEAST_REST = 0.004


def welcome(request: Request, host: str) -> bool:
    """Whether no web page of somebody else's is behind a request to a server on ``host``.

    Browsers say where a page is from; a name that is not ours (DNS rebinding) is one, too. Raises
    KeyError or ValueError for a request that makes no sense.
    """
    named = urlsplit(f"//{request.headers.get('Host', 'localhost')}").hostname or ""
    own = _LOOPBACK | {host}
    if host in _LOOPBACK and named not in own:
        return False
    origin = request.headers.get("Origin", "")
    return not origin or urlsplit(origin).hostname in own | {named}


def response(status: int, body: bytes = b"") -> Response:
    """A whole answer."""
    from websockets.datastructures import Headers
    from websockets.http11 import Response

    headers = Headers()
    headers["Connection"] = "close"
    headers["Cache-Control"] = "no-store"
    if status != 204:
        headers["Content-Type"] = "application/json"
        headers["Content-Length"] = str(len(body))
    return Response(status, http.HTTPStatus(status).phrase, headers, body)


def quiet() -> logging.Logger:
    """A logger that keeps to itself what strangers do wrong."""
    logger = logging.getLogger(f"{__name__}.connections")
    logger.setLevel(logging.CRITICAL)
    return logger


class Pace:
    """Gives all answers together a fifth of the loop's time at most, one after the other."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def joined(self, pieces: Iterator[str]) -> bytes:
        """Join pieces, leaving the loop most of the time to its real work."""
        out = []
        async with self._turn:
            began = time.perf_counter()
            for piece in pieces:
                out.append(piece)
                if (spent := time.perf_counter() - began) > _SLICE:
                    await asyncio.sleep(_REST * spent)
                    began = time.perf_counter()
            await asyncio.sleep(max(_LEAST_REST, _REST * (time.perf_counter() - began)))
        return "".join(out).encode()

    async def rest(self) -> None:
        """Wait for one's turn, and a moment."""
        async with self._turn:
            await asyncio.sleep(_LEAST_REST / 4)


class Gate:
    """Counts connections and turns away those too many, before anything is read."""

    def __init__(self, most: int) -> None:
        self.most, self.open = most, 0

    def connection(self) -> type[ServerConnection]:
        """A kind of connection that goes through this gate."""
        from websockets.asyncio.server import ServerConnection

        gate = self

        class Gated(ServerConnection):
            """One connection, or one that was turned away."""

            inside = False

            def connection_made(self, transport: Any) -> None:
                """Called by the loop with a new connection."""
                if gate.open >= gate.most:
                    transport.abort()
                    return
                gate.open += 1
                self.inside = True
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                """Called by the loop when it has gone."""
                if self.inside:
                    gate.open -= 1
                    super().connection_lost(exc)

        return Gated
