"""OSC over the page's WebSocket: to whom, how much, and who is sent away."""

from __future__ import annotations

import asyncio
import contextlib
import struct

import pytest
from daemon import PATIENCE
from page_client import heard
from pulse import settled, until
from query_home import visit
from websockets.exceptions import ConnectionClosed, WebSocketException

from ttmba_live.geometry import Position, Trajectory
from ttmba_live.osc._codec import decode, encode
from ttmba_live.scene import Event, MovePolar, SetMute, SetSpread, apply
from ttmba_live.web._listener import MAX_PACKETS, Listener


def test_osc_over_the_websocket_is_a_client_like_any_other():
    def client(home):
        with home.listen() as mine, home.listen() as other:
            mine.send(encode("/ttmba/source/dog/gain", -6.0))
            mine.send(encode("/ttmba/source/dog/gain"))
            assert heard(mine, "/ttmba/source/dog/gain") == (0.0,)  # the handler only remembers
            assert home.handler.commands[0].gain_db == -6.0
            mine.send(encode("/ttmba/source/nobody/gain"))
            assert "nobody" in heard(mine, "/ttmba/error")[1]
            mine.send(encode("/ttmba/subscribe"))
            other.send(encode("/ttmba/ping"))
            assert heard(other, "/ttmba/pong")
            until(lambda: len(home.server.subscribers) == 1)
        until(lambda: not len(home.server.subscribers), what="the end of the subscription")

    visit(client)


def test_who_follows_the_scene_hears_all_of_it_and_then_what_changes():
    def client(home):
        path = Trajectory.checked([(0.0, 0.0, 0.0, 1.0), (2.0, 90.0, 0.0, 1.0)])
        home.scene = home.scene.place(Event("bee", 2.0, id="bee", trajectory=path))
        with home.listen() as page:
            page.send(encode("/ttmba/scene/subscribe"))
            until(home.server.wants_scene)
            show(home)
            assert heard(page, "/ttmba/scene/source", "dog")[:5] == (
                "dog",
                "a dog",
                1,
                0.0,
                0,
            )
            assert heard(page, "/ttmba/scene/space", "bee") == ("bee", 0.0, 0.0)
            assert heard(page, "/ttmba/scene/path", "bee", 1) == ("bee", 1, 2, 2.0, 90.0, 0.0, 1.0)
            assert heard(page, "/ttmba/scene/gain") == (0.0,)
            home.scene = apply(home.scene, MovePolar("dog", 30.0, 10.0, 2.5))
            home.scene = apply(home.scene, SetMute("dog", mute=True))
            home.scene = apply(home.scene, MovePolar("bee", 10.0))
            home.scene = apply(home.scene, SetSpread("cat", 60.0))
            show(home, places={"cat": Position(1.0, 2.0, 3.0)})
            assert heard(page, "/ttmba/scene/source")[:5] == ("dog", "a dog", 1, 0.0, 1)
            assert heard(page, "/ttmba/scene/place") == ("dog", 30.0, 10.0, 2.5)
            assert heard(page, "/ttmba/scene/place", "cat") == ("cat", 1.0, 2.0, 3.0)
            assert heard(page, "/ttmba/scene/space") == ("cat", 60.0, 0.0)
            assert heard(page, "/ttmba/scene/path") == ("bee", 0, 0, 0.0, 0.0, 0.0, 0.0)
            home.scene = home.scene.without("dog")
            show(home, {"cat": Position(1.0, 2.0, 3.0)})
            assert heard(page, "/ttmba/scene/gone") == ("dog",)

    def show(home, places=None):
        done = asyncio.run_coroutine_threadsafe(shown(home, places or {}), home.loop)
        done.result(PATIENCE)

    async def shown(home, places):
        home.server.show(home.scene, places)

    visit(client)


def test_a_message_of_a_megabyte_ends_its_connection_only():
    def client(home):
        with home.listen() as greedy, home.listen() as other:
            greedy.send(b"\0" * 2**20)
            with pytest.raises(ConnectionClosed):
                greedy.recv(PATIENCE)
            other.send(encode("/ttmba/ping"))
            assert heard(other, "/ttmba/pong")

    visit(client)


class Stuck:
    """A connection that takes one message and then no more."""

    def __init__(self):
        self.sent, self.closed, self.code = [], asyncio.Event(), None

    async def send(self, packet):
        self.sent.append(packet)
        if len(self.sent) > 1:
            await asyncio.sleep(0.2)

    async def close(self, code, _):
        self.code = code
        self.closed.set()


def test_a_slow_reader_costs_bounded_memory_and_is_sent_away():
    async def run():
        listener = Listener(stuck := Stuck())
        sending = asyncio.ensure_future(listener.send_all())
        packet = encode("/ttmba/meter", "x" * 40, 0.0, 0.0)
        held = 0
        for _ in range(2 * MAX_PACKETS // len(packet)):
            listener.packet(packet)
            held = max(held, sum(map(len, listener._packets[-1:])) * len(listener._packets))
        await asyncio.wait_for(stuck.closed.wait(), PATIENCE)
        sending.cancel()
        return held, stuck

    held, stuck = asyncio.run(run())
    assert held <= MAX_PACKETS
    assert stuck.code == 1013


def test_packets_that_wait_go_together_as_bundles():
    async def run():
        listener = Listener(stuck := Stuck())
        for number in range(300):
            listener.packet(encode("/ttmba/scene/place", f"s{number}", 1.0, 2.0, 3.0))
        sending = asyncio.ensure_future(listener.send_all())
        await settled(lambda: sum(len(decode(packet)) for packet in stuck.sent) == 300)
        sending.cancel()
        return stuck.sent

    sent = asyncio.run(run())
    assert len(sent) <= 2
    assert sent[0][:16] == b"#bundle\0" + struct.pack(">Q", 1)
    assert [m.arguments[0] for m in decode(sent[0])][:3] == ["s0", "s1", "s2"]


def test_a_hundred_pages_leave_room():
    def client(home):
        opened = []
        with contextlib.ExitStack() as pages:
            for _ in range(100):
                with contextlib.suppress(OSError, WebSocketException):
                    opened.append(pages.enter_context(home.listen()))
            assert len(opened) == home.query.gate.most
            for page in opened:
                page.send(encode("/ttmba/scene/subscribe"))
            opened[0].send(encode("/ttmba/ping"))
            assert heard(opened[0], "/ttmba/pong")

    visit(client)
