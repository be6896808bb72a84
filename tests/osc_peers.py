"""A server over real UDP on loopback with a fake handler behind it, and who talks to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from daemon import PATIENCE
from osc_fuzz import scene
from pythonosc.osc_message import OscMessage

from ttmba_live.errors import GenerationFailed
from ttmba_live.osc import Client, OscServer, OscSettings
from ttmba_live.osc._codec import encode
from ttmba_live.scene import (
    Play,
    Stop,
)

HERE = "127.0.0.1"


class Fake:
    """A handler that remembers, refuses `Stop` and breaks on `Play`."""

    def __init__(self) -> None:
        self.scene = scene()
        self.got = []
        self.changed = asyncio.Event()

    async def reached(self, number):
        """Wait until so many commands have come."""
        async with asyncio.timeout(PATIENCE):
            while len(self.got) < number:
                self.changed.clear()
                await self.changed.wait()

    def handle(self, command, client, due):
        if isinstance(command, Stop):
            raise GenerationFailed(f"nothing plays\nunder {command.id}")
        if isinstance(command, Play):
            raise ZeroDivisionError("oops")
        self.got.append((command, client, due))
        self.changed.set()

    @property
    def commands(self):
        return [command for command, _, _ in self.got]


class Peer(asyncio.DatagramProtocol):
    """A client with its own port; what it hears is decoded by python-osc."""

    def __init__(self) -> None:
        self.heard = asyncio.Queue()

    @classmethod
    async def open(cls):
        loop = asyncio.get_running_loop()
        transport, peer = await loop.create_datagram_endpoint(cls, local_addr=(HERE, 0))
        # macOS sends no datagram longer than its send buffer, 9216 bytes by default.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 200_000)
        peer.transport, peer.client = transport, Client(*transport.get_extra_info("sockname"))
        return peer

    def datagram_received(self, data, _):
        message = OscMessage(data)
        self.heard.put_nowait((message.address, *message.params))

    def send(self, port, address, *arguments):
        self.transport.sendto(encode(address, *arguments), (HERE, port))

    def send_raw(self, port, packet):
        self.transport.sendto(packet, (HERE, port))

    async def next(self):
        return await asyncio.wait_for(self.heard.get(), PATIENCE)

    async def until_pong(self, port):
        """Everything heard before the answer to a ping sent now."""
        self.send(port, "/ttmba/ping")
        heard = []
        while (message := await self.next())[0] != "/ttmba/pong":
            heard.append(message)
        return heard


@contextlib.asynccontextmanager
async def serving(peers=1, **settings):
    handler = Fake()
    server = OscServer(OscSettings(port=0, **settings), handler)
    await server.start()
    clients = [await Peer.open() for _ in range(peers)]
    try:
        yield (server, handler, *clients)
    finally:
        server.close()
        for client in clients:
            client.transport.close()
        await asyncio.sleep(0)
