"""OSCQuery's server: JSON over HTTP, changes over WebSocket, by the library websockets.

Everything runs on the event loop's thread beside OSC, so nothing here may take long or grow:
connections, sizes, times and what waits for a slow client are bounded, and all answers together
get a fifth of the loop's time at most.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ttmba_live.errors import Unavailable
from ttmba_live.osc.namespace import Desk
from ttmba_live.web._announce import Announcement
from ttmba_live.web._changes import Changes
from ttmba_live.web._http import Gate, Pace, quiet, response, welcome
from ttmba_live.web._listener import Listener
from ttmba_live.web._settings import OscQuerySettings
from ttmba_live.web._tree import ATTRIBUTES, Tree

if TYPE_CHECKING:
    from websockets.asyncio.server import Server, ServerConnection
    from websockets.http11 import Request, Response

NAME = "ttmba_live"

EXTENSIONS = {
    **dict.fromkeys(ATTRIBUTES[2:], True),
    **dict.fromkeys(("LISTEN", "PATH_ADDED", "PATH_REMOVED"), True),
}

LOOK = 0.04
"""Seconds between looks at what has changed."""

_PATIENCE = 10.0
"""Seconds that a client may take for a request and for reading the answer."""

_GOODBYE = 1.0
"""Seconds that connections are given to close in when the daemon ends."""

_MAX_COMMAND = 4096
_log = logging.getLogger(__name__)


class QueryServer:
    """Serves the namespace; its methods belong to the event loop's thread."""

    def __init__(
        self, settings: OscQuerySettings, desk: Callable[[], Desk], osc_port: Callable[[], int]
    ) -> None:
        """``desk`` gives the scene as it is, ``osc_port`` the port where OSC is heard."""
        self._settings, self._desk, self._osc_port = settings, desk, osc_port
        self.port = 0
        self._tree = Tree()
        self.changes = Changes(self._tree, desk)
        self.gate = Gate(settings.max_connections)
        self._pace = Pace()
        self._server: Server | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._announced: Announcement | None = None

    @property
    def url(self) -> str:
        """Where it is served; empty while it is not."""
        return f"http://{self._settings.host}:{self.port}" if self.port else ""

    async def start(self) -> None:
        """Begin to serve; `Unavailable` if the port is taken or a library missing."""
        try:
            from websockets.asyncio.server import serve
        except ImportError:
            raise Unavailable("OSCQuery needs websockets 14 or later") from None
        settings = self._settings
        try:
            self._server = await serve(
                self._listen, settings.host, settings.port,
                process_request=self._answer, create_connection=self.gate.connection(),
                compression=None, server_header=None, logger=quiet(),
                open_timeout=_PATIENCE, close_timeout=_PATIENCE,
                max_size=_MAX_COMMAND, max_queue=4,
            )  # fmt: skip
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            where = f"{settings.host}:{settings.port}"
            raise Unavailable(f"cannot serve OSCQuery on {where}: {why}") from error
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        self._tree.update(self._desk().scene)
        self._tasks.append(asyncio.create_task(self._watch()))
        if settings.mdns:
            self._tasks.append(asyncio.create_task(self._announce()))

    def close(self) -> None:
        """Close the port and every connection."""
        for task in self._tasks:
            task.cancel()
        if self._server is not None:
            self._server.close()
        self.port = 0

    async def closed(self) -> None:
        """Say goodbye, and wait a moment for the last connections to go."""
        await asyncio.wait(self._tasks) if self._tasks else None
        if self._announced is not None:
            await self._announced.close()
        if self._server is not None:
            with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
                await asyncio.wait_for(self._server.wait_closed(), _GOODBYE)

    async def _announce(self) -> None:
        assert self._server is not None
        host = next(iter(self._server.sockets)).getsockname()[0]
        try:
            self._announced = await Announcement.open(host, self._osc_port(), self.port)
        except Exception as error:
            _log.warning("not announced by mDNS: %s", str(error) or repr(error))

    def _answer(
        self, connection: ServerConnection, request: Request
    ) -> Awaitable[Response | None] | Response | None:
        del connection
        try:
            if getattr(request, "method", "GET") != "GET":
                return response(405)
            if not welcome(request, self._settings.host):
                return response(403)
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return None
        except (KeyError, ValueError):  # a header twice, or no host
            return response(400)
        return self._get(request.path)

    async def _get(self, target: str) -> Response:
        path, _, attribute = target.partition("?")
        attribute = attribute.partition("=")[0].partition("&")[0]
        if attribute == "HOST_INFO":
            return response(200, await self._pace.joined(iter([json.dumps(self._host_info())])))
        node = self._tree.find(unquote(path))
        if attribute and attribute not in ATTRIBUTES:
            return response(400)
        if node is None:
            return response(404)
        desk = self._desk()
        if not attribute:
            return response(200, await self._pace.joined(self._tree.fragments(node, desk)))
        pieces = self._tree.attribute(node, attribute, desk)
        return response(204) if pieces is None else response(200, await self._pace.joined(pieces))

    def _host_info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "NAME": NAME,
            "EXTENSIONS": EXTENSIONS,
            "OSC_PORT": self._osc_port(),
            "OSC_TRANSPORT": "UDP",
            "WS_PORT": self.port,
        }
        if self._settings.host not in ("0.0.0.0", "::"):  # noqa: S104
            info["OSC_IP"] = info["WS_IP"] = self._settings.host
        return info

    async def _listen(self, connection: ServerConnection) -> None:
        """Serve one WebSocket until it closes."""
        from websockets.exceptions import ConnectionClosed

        listener = Listener(connection)
        self.changes.listeners.add(listener)
        sending = asyncio.get_running_loop().create_task(listener.send_all())
        try:
            async for message in connection:
                await self._pace.rest()
                if isinstance(message, str) and not self.changes.command(listener, message):
                    await connection.close(1008, "too many addresses")
        except ConnectionClosed:
            pass
        finally:
            self.changes.listeners.discard(listener)
            sending.cancel()

    async def _watch(self) -> None:
        """Tell listeners what has changed since the last look."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                self.changes.look()
            except Exception:
                _log.exception("while looking for changes")
