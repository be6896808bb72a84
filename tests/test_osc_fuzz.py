"""Twenty thousand datagrams: each is acted on or answered, and nothing else happens."""

from __future__ import annotations

import asyncio
import gc
import itertools
import sys
import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st
from osc_fuzz import CORPUS, DISRUPTIVE, datagrams, scene
from pulse import settled

from ttmba_live.errors import InvalidInput
from ttmba_live.osc import Client, OscServer, OscSettings
from ttmba_live.osc._codec import decode
from ttmba_live.osc._schedule import Schedule
from ttmba_live.osc.namespace._addresses import OUT, find
from ttmba_live.scene import SceneCommand, apply

CAME = itertools.count()
"""Numbers of datagrams, as they come."""
PEER = Client("127.0.0.1", 5000)
SENT = {out.address for out in OUT}


class Recorder:
    """Stands where the socket would; every packet that leaves must be one plain message."""

    def __init__(self) -> None:
        self.packets = 0

    def send(self, packet, client):
        assert client.host == PEER.host
        [message] = decode(packet)
        assert all(type(value) in (int, float, str) for value in message.arguments)
        assert len(packet) < 1500
        self.packets += 1

    def close(self):
        pass


class Counting(OscServer):
    """A server that counts the matches that were acted on without a complaint."""

    acted = 0

    def _act_on_one(self, *arguments):
        super()._act_on_one(*arguments)
        self.acted += 1

    def done(self):
        """What was acted on, what was said, and the mistakes whose count will be."""
        return self.acted + self._main.packets + sum(self._repeats._counts.values())


class Applying:
    """A handler that changes its scene, as the daemon does, and makes nothing."""

    def __init__(self) -> None:
        self.scene = scene()

    def handle(self, command, *_):
        if isinstance(command, SceneCommand):
            self.scene = apply(self.scene, command)


def server_without_socket(loop, **settings):
    handler = Applying()
    # Nothing waits for its time: with tags at random, any clock may seem to be off by as much.
    patience = {"max_ahead": 0.0, "max_control_ahead": 0.0, **settings}
    server = Counting(OscSettings(**patience), handler)
    server._main = Recorder()
    server._schedule = Schedule(server._settings, loop)
    return server, handler


def is_silent(packet):
    """Whether a packet rightly causes nothing: no messages, or only what the daemon sends."""
    try:
        return all(message.address in SENT for message in decode(packet))
    except InvalidInput:
        return False


def feed(server, packets):
    """Give packets to the server; each must be acted on or answered unless it is silent."""
    for packet in packets:
        before = server.done()
        server._receive(packet, PEER, next(CAME))
        assert server.done() > before or is_silent(packet), packet


def test_twenty_thousand_datagrams_are_answered_or_acted_on(caplog):
    async def run():
        server, handler = server_without_socket(asyncio.get_running_loop())
        feed(server, CORPUS.values())
        feed(server, datagrams(20_000, seed=2))
        assert server.acted > 5_000
        assert server._main.packets > 5_000
        assert set(handler.scene.sources) == set(scene().sources)
        assert all(-90 <= s.position.elevation <= 90 for s in handler.scene.sources.values())
        server.close()

    asyncio.run(run())
    assert not caplog.records


def test_memory_stays_flat():
    async def run():
        server, _ = server_without_socket(asyncio.get_running_loop())
        feed(server, datagrams(2_000, seed=3))
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        feed(server, datagrams(2_000, seed=4))
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert grown < 400_000
        server.close()

    asyncio.run(run())


@given(st.lists(st.binary(max_size=120), max_size=20), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_survived(packets, seed):
    async def run():
        server, _ = server_without_socket(asyncio.get_running_loop())
        padded = [packet + b"\0" * (-len(packet) % 4) for packet in packets]
        addressed = [b"/ttmba/cue\0\0" + packet for packet in padded]
        feed(server, [*packets, *padded, *addressed, *datagrams(10, seed)])
        server.close()

    asyncio.run(run())


def test_the_generator_repeats_itself_and_avoids_what_it_is_told():
    quiet = list(datagrams(1_500, seed=5, avoid=DISRUPTIVE))
    assert len(quiet) == 1_500
    reached = set()
    for packet in quiet:
        try:
            for message in decode(packet):
                reached |= {m.row.address for m in find(message.address, scene())}
        except InvalidInput:
            continue
    assert reached
    assert not reached & DISRUPTIVE


def test_held_bundles_all_act_in_the_end():
    async def run():
        waits = {"max_ahead": 0.1, "max_control_ahead": 0.1}
        server, _ = server_without_socket(asyncio.get_running_loop(), **waits)
        held = 0
        for packet in datagrams(1_000, seed=6, near_future=True):
            server._receive(packet, PEER, next(CAME))
            held = max(held, len(server._schedule._waiting))
        assert held > 0
        await settled(lambda: not server._schedule._waiting)
        server.close()

    asyncio.run(run())


def test_no_datagram_costs_much_more_than_its_length():
    """The number of Python calls that the worst packets cause, counted rather than timed."""

    async def run():
        server, _ = server_without_socket(asyncio.get_running_loop())
        calls = [0]

        def count(frame, event, argument):
            calls[0] += event == "call"

        worst = {}
        for name, packet in CORPUS.items():
            calls[0] = 0
            sys.setprofile(count)
            try:
                server._receive(packet, PEER, next(CAME))
            finally:
                sys.setprofile(None)
            worst[name] = calls[0]
        assert max(worst.values()) < 100_000, worst
        server.close()

    asyncio.run(run())
