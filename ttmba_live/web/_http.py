"""What the server asks of HTTP: whom to answer, and how. Knows no namespace."""

from __future__ import annotations

import asyncio
import hmac
import http
import logging
import time
from collections.abc import Collection, Iterator, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_SLICE = 0.002
_REST = 4.0
"""Answers work for a slice of seconds, then rest so many times as long."""

_LEAST_REST = 0.004


def welcome(request: Request, names: Collection[str], at: str) -> bool:
    """Whether no web page of somebody else's is behind a request that came to the address ``at``.

    Browsers say where a page is from, and by which name they came: one that is neither that
    address nor among our ``names`` is somebody else's that points here (DNS rebinding). Raises
    LookupError or ValueError for a request that makes no sense.
    """
    own = _LOOPBACK | {plain_address(at), *(name.lower() for name in names)}
    named = urlsplit(f"//{request.headers.get('Host', 'localhost')}").hostname or ""
    if plain_address(named) not in own:
        return False
    origin = request.headers.get("Origin", "")
    return not origin or plain_address(urlsplit(origin).hostname or "") in own


def plain_address(host: str) -> str:
    """A host as it is compared: without a zone, IPv4 as such."""
    return host.partition("%")[0].lower().removeprefix("::ffff:")


def is_local(host: str) -> bool:
    """Whether only this machine reaches that address."""
    return plain_address(host) in _LOOPBACK


def known(request: Request, token: str, peer: str, cookie: str) -> bool:
    """Whether a request from the address ``peer`` may be answered: ours, or with the token.

    ``cookie`` names the one that holds the token once a page has been opened with it.
    """
    if not token or is_local(peer):
        return True
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    asked = parse_qs(urlsplit(request.path).query).get("token", [""])[0]
    kept = _cookie(request, cookie)
    return any(hmac.compare_digest(one.encode(), token.encode()) for one in (given, asked, kept))


def _cookie(request: Request, name: str) -> str:
    try:
        found = SimpleCookie(request.headers.get("Cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def response(
    status: int,
    body: bytes = b"",
    kind: str = "application/json",
    more: Mapping[str, str] | None = None,
) -> Response:
    """A whole answer, with more headers than the usual ones."""
    from websockets.datastructures import Headers
    from websockets.http11 import Response

    headers = Headers()
    headers["Connection"] = "close"
    headers["Cache-Control"] = "no-store"
    if status != 204:
        headers["Content-Type"] = kind
        headers["Content-Length"] = str(len(body))
    for name, value in (more or {}).items():
        headers[name] = value
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
