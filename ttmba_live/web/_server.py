"""One port: the page and OSCQuery's JSON over HTTP, changes and OSC over WebSocket.

Everything runs on the event loop's thread beside OSC, so nothing here may take long or grow:
connections, sizes, times and what waits for a slow client are bounded, and all answers together
get a fifth of the loop's time at most. The library is websockets.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ttmba_live.errors import Unavailable
from ttmba_live.osc.namespace import Desk
from ttmba_live.web._announce import Announcement
from ttmba_live.web._changes import Changes
from ttmba_live.web._conversation import MAX_PACKET, Wire, converse
from ttmba_live.web._http import Gate, Pace, is_local, known, quiet, response, welcome
from ttmba_live.web._pages import REFUSED, Page, Pages, policy
from ttmba_live.web._settings import OscQuerySettings, StageSettings
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

_KEPT = 43_200
"""Seconds for which a browser keeps the token: a long day."""

_TOKEN_BYTES = 12
_NO_STAGE = StageSettings(enabled=False)
_log = logging.getLogger(__name__)


class QueryServer:
    """Serves the namespace; its methods belong to the event loop's thread."""

    def __init__(
        self,
        settings: OscQuerySettings,
        desk: Callable[[], Desk],
        osc_port: Callable[[], int],
        osc_host: str = "",
        stage: StageSettings = _NO_STAGE,
        wire: Wire | None = None,
    ) -> None:
        """``desk`` gives the scene as it is, ``osc_port`` and ``osc_host`` where OSC is heard.

        OSC that comes over WebSockets goes to ``wire``.
        """
        self._stage, self._wire = stage, wire
        self.token = settings.token
        """What everybody but this machine must give."""
        if not self.token and not settings.open and not is_local(settings.host):
            self.token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._pages: Pages | None = None
        self._osc_host = osc_host
        self._settings, self._desk, self._osc_port = settings, desk, osc_port
        self.port = 0
        self.note = ""
        """Why the port is another than OSC's, if it should have been the same."""
        self._tree = Tree()
        self.changes = Changes(self._tree, desk)
        self.gate = Gate(settings.max_connections)
        self._pace = Pace()
        self._server: Server | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._announced: Announcement | None = None
        self._listened = asyncio.Event()
        self.stirred: Callable[[], None] = lambda: None
        """Called after every command of a client."""

    @property
    def url(self) -> str:
        """Where it is served; empty while it is not."""
        return f"{self.scheme}://{self._settings.host}:{self.port}" if self.port else ""

    @property
    def host(self) -> str:
        """The address that is listened on."""
        return self._settings.host

    @property
    def scheme(self) -> str:
        """How it is spoken to."""
        return "https" if self._stage.certificate else "http"

    async def start(self) -> None:
        """Begin to serve; `Unavailable` if the port is taken or a library missing."""
        if self._stage.enabled:
            self._pages = Pages()
        follows = self._settings.port < 0
        wanted = self._osc_port() if follows else self._settings.port
        try:
            self._server = await self._serving(wanted)
        except Unavailable:
            if not follows:
                raise
            self._server = await self._serving(0)
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        if follows and self.port != wanted:
            self.note = (
                f"another program has TCP port {wanted}: the page and OSCQuery take {self.port}"
            )
        self._tree.update(self._desk().scene)
        self._tasks.append(asyncio.create_task(self._watch()))
        if self._settings.mdns:
            self._tasks.append(asyncio.create_task(self._announce()))

    async def _serving(self, port: int) -> Server:
        """A server on that port."""
        try:
            from websockets.asyncio.server import serve
        except ImportError:
            raise Unavailable("OSCQuery needs websockets 14 or later") from None
        host = self._settings.host
        try:
            return await serve(
                self._listen, host, port, ssl=self._secured(),
                process_request=self._answer, create_connection=self.gate.connection(),
                compression=None, server_header=None, logger=quiet(),
                open_timeout=_PATIENCE, close_timeout=_PATIENCE,
                max_size=MAX_PACKET, max_queue=4,
            )  # fmt: skip
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise Unavailable(f"cannot serve OSCQuery on {host}:{port}: {why}") from error

    def _secured(self) -> ssl.SSLContext | None:
        """What makes it HTTPS, if there is a certificate."""
        stage = self._stage
        if not stage.certificate:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(stage.certificate, stage.key or None)
        except (OSError, ssl.SSLError) as error:
            why = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
            raise Unavailable(f"cannot use the certificate {stage.certificate}: {why}") from error
        return context

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
        here, there = connection.local_address[0], connection.remote_address[0]
        try:
            if getattr(request, "method", "GET") != "GET":
                return response(405)
            if not welcome(request, (self._settings.host, *self._settings.names), here):
                return response(403)
            if not known(request, self.token, there, self._cookie):
                return self._refused(request)
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return None
            path, _, query = request.path.partition("?")
            accept = request.headers.get("Accept", "")
            page = self._pages.find(path, accept) if self._pages else None
            if page is not None and "HOST_INFO" not in query:
                return self._shown(page, request, query)
        except (LookupError, ValueError):  # a header twice, or no host
            return response(400)
        return self._get(request.path)

    @property
    def _cookie(self) -> str:
        return f"ttmba_{self.port}"  # browsers keep the ports of a host together

    def _shown(self, page: Page, request: Request, query: str) -> Response:
        """A file of the page; the token that a document was opened with is kept by the browser."""
        name = urlsplit(f"//{request.headers.get('Host', '')}").hostname or "localhost"
        where = f"[{name}]:{self.port}" if ":" in name else f"{name}:{self.port}"
        more = policy(where)
        if page.is_document and self.token and "token=" in query:
            secure = "; Secure" if self._stage.certificate else ""
            kept = f"Max-Age={_KEPT}; Path=/; HttpOnly; SameSite=Strict{secure}"
            more["Set-Cookie"] = f"{self._cookie}={self.token}; {kept}"
        return response(200, page.body, page.kind, more)

    def _refused(self, request: Request) -> Response:
        """The answer to somebody without the token."""
        if "text/html" in request.headers.get("Accept", "") and self._pages:
            return response(403, REFUSED, "text/html; charset=utf-8", policy("localhost"))
        return response(403)

    async def _get(self, target: str) -> Response:
        path, _, attribute = target.partition("?")
        attribute = "" if attribute.startswith("token=") else attribute
        attribute = attribute.partition("=")[0].partition("&")[0]
        if attribute == "HOST_INFO":
            return response(200, await self._pace.joined(iter([json.dumps(self._host_info())])))
        self._catch_up()
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

    def _catch_up(self) -> None:
        """Follow what has happened since anyone listened."""
        if not self.changes.listeners:
            self.changes.look()

    def _host_info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "NAME": NAME,
            "EXTENSIONS": EXTENSIONS,
            "OSC_PORT": self._osc_port(),
            "OSC_TRANSPORT": "UDP",
            "WS_PORT": self.port,
        }
        everywhere = ("", "0.0.0.0", "::")  # noqa: S104
        if self._settings.host not in everywhere:
            info["WS_IP"] = self._settings.host
        if self._osc_host not in everywhere:
            info["OSC_IP"] = self._osc_host
        return info

    async def _listen(self, connection: ServerConnection) -> None:
        """Serve one WebSocket until it closes."""
        self._catch_up()
        self._listened.set()
        await converse(connection, self.changes, self._wire, self._pace, self.stirred)

    async def _watch(self) -> None:
        """Tell listeners what has changed since the last look; without any, sleep."""
        while True:
            if not self.changes.listeners:
                self._listened.clear()
                await self._listened.wait()
            await asyncio.sleep(LOOK)
            try:
                self.changes.look()
            except Exception:
                _log.exception("while looking for changes")
