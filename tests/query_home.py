"""OSCQuery over real HTTP and WebSockets, with a scene behind it and clients before it."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.parse
import urllib.request

from daemon import PATIENCE
from osc_peers import HERE, Fake
from pythonosc.osc_message import OscMessage
from websockets.sync.client import connect

from ttmba_live.osc import OscServer, OscSettings
from ttmba_live.web import OscQuerySettings, QueryServer, StageSettings


class Home:
    """A server with OSCQuery and the scene of the fuzz tests, and its client in a thread."""

    def __init__(self, osc_host="127.0.0.1", osc_port=0, **settings) -> None:
        self.handler = Fake()
        settings = {"port": 0, **settings}
        self.server = OscServer(OscSettings(port=osc_port), self.handler)
        self.query = QueryServer(
            OscQuerySettings(**settings), self.server.desk, lambda: self.server.port, osc_host,
            StageSettings(), self.server,
        )  # fmt: skip

    async def start(self):
        self.loop = asyncio.get_running_loop()
        await self.server.start()
        await self.query.start()
        self.server.observer = self.query.changes

    async def close(self):
        self.server.close()
        self.query.close()
        await self.query.closed()

    @property
    def scene(self):
        return self.handler.scene

    @scene.setter
    def scene(self, scene):
        self.handler.scene = scene

    def get(self, path, **headers):
        """The status and the JSON of a GET."""
        request = urllib.request.Request(self.query.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                body = answer.read()
                if answer.status != 204:
                    assert answer.headers["Content-Type"] == "application/json"
                return answer.status, json.loads(body) if body else None
        except urllib.error.HTTPError as error:
            with error:
                return error.code, None

    def listen(self, **options):
        port = self.query.port
        return connect(f"ws://{HERE}:{port}/", compression=None, proxy=None, **options)


def visit(client, **settings):
    """Run a synchronous client in a thread beside the server."""

    async def both():
        home = Home(**settings)
        await home.start()
        try:
            return await asyncio.to_thread(client, home)
        finally:
            await home.close()
            await asyncio.sleep(0.05)

    return asyncio.run(both())


def say(socket_, verb, address):
    socket_.send(json.dumps({"COMMAND": verb, "DATA": address}))


def osc(frame):
    assert isinstance(frame, bytes)
    message = OscMessage(frame)
    return (message.address, *message.params)


def barrier(home, listening):
    """Wait until what was sent before is understood: a LISTEN is no message with an answer."""
    say(listening, "LISTEN", "/adm/env/change")
    deadline = time.monotonic() + PATIENCE
    while not home.query.changes.listens("/adm/env/change"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    say(listening, "IGNORE", "/adm/env/change")
    while home.query.changes.listens("/adm/env/change"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
