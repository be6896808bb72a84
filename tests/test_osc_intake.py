"""Datagrams between reader and event loop: what overtakes, what is replaced, what is refused."""

from __future__ import annotations

import asyncio
import itertools
import logging
import socket

import pytest
from daemon import PATIENCE
from osc_fuzz import ahead, bundle
from osc_peers import HERE, Peer, serving

from ttmba_live.osc import Client, _door, _intake
from ttmba_live.osc._codec import decode, encode
from ttmba_live.osc._door import Door
from ttmba_live.osc._intake import Intake, Rank
from ttmba_live.osc._ranking import rank
from ttmba_live.scene import Panic, SetGain, StopAll

DOG = "/ttmba/source/dog"
ONE, TWO = Client(HERE, 1), Client(HERE, 2)


class Loop:
    """An event loop that turns only when told."""

    def __init__(self):
        self.calls = []

    def call_soon_threadsafe(self, call, *arguments):
        self.calls.append(lambda: call(*arguments))

    call_soon = call_soon_threadsafe

    def turn(self):
        while self.calls:
            self.calls.pop(0)()


class Stage:
    """An intake, and what comes out of it as (port, address, first argument)."""

    def __init__(self):
        self.loop, self.taken, self.refused, self.numbers = Loop(), [], [], []
        self.intake = Intake(self.loop, rank, lambda _, why: self.refused.append(why))

    def take(self, packet, client, came):
        [message] = decode(packet)
        self.numbers.append(came)
        self.taken.append((client.port, message.address, *message.arguments[:1]))

    def put(self, client, *message):
        packet = message[0] if isinstance(message[0], bytes) else encode(*message)
        self.intake.put(packet, client, self.take)


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (encode("/ttmba/panic"), Rank.FIRST),
        (encode("/ttmba/panic", 1.0), Rank.FIRST),
        (bundle(encode("/ttmba/stop")), Rank.FIRST),
        (bundle(encode("/ttmba/stop"), tag=ahead(2.0)), Rank.IN_TURN),
        (encode(f"{DOG}/stop"), Rank.IN_TURN),
        (encode(f"{DOG}/aed", 1.0, 2.0, 3.0), Rank.REPLACED),
        (encode(f"{DOG}/aed"), Rank.IN_TURN),
        (encode("/adm/obj/1/azim", "release"), Rank.IN_TURN),
        (encode("/adm/obj/1/azim", 3), Rank.REPLACED),
        (encode("/ypr", 3, 2, 1), Rank.REPLACED),
        (bundle(encode("/ypr", 3, 2, 1), tag=ahead(0.02)), Rank.IN_TURN),
        (encode("/ttmba/source/*/gain", 1.0), Rank.IN_TURN),
        (encode("/ttmba/cue", "a dog"), Rank.IN_TURN),
        (encode(f"{DOG}/mute", 1), Rank.IN_TURN),
        (b"", Rank.IN_TURN),
        (b"/x", Rank.IN_TURN),
        (b"#bundle\0", Rank.IN_TURN),
        (b"\xff" * 40, Rank.IN_TURN),
    ],
    ids=itertools.count(),  # what a time tag spells is another at every run
)
def test_what_a_datagram_is_worth(packet, expected):
    assert rank(packet)[0] is expected


def test_panic_overtakes_and_who_takes_it_knows_what():
    stage = Stage()
    stage.put(ONE, "/ttmba/cue", "a dog")
    for _ in range(3):
        stage.put(TWO, "/ttmba/panic")
    stage.put(ONE, "/ttmba/cue", "a cat")
    stage.loop.turn()
    assert [taken[1:] for taken in stage.taken] == [
        ("/ttmba/panic",), ("/ttmba/cue", "a dog"), ("/ttmba/cue", "a cat"),
    ]  # fmt: skip
    panic, before, after = stage.numbers
    assert before < panic < after


def test_a_newer_value_takes_an_older_ones_place_and_orders_stay():
    stage = Stage()
    for value in range(5):
        stage.put(ONE, f"{DOG}/azimuth", float(value))
        stage.put(ONE, f"{DOG}/gain", -float(value))
    stage.put(ONE, f"{DOG}/play")
    stage.put(ONE, f"{DOG}/azimuth", 7.0)
    stage.put(ONE, f"{DOG}/aed", 8.0, 0.0, 1.0)
    stage.put(ONE, f"{DOG}/azimuth", 9.0)
    stage.loop.turn()
    assert stage.taken == [
        (1, f"{DOG}/azimuth", 4.0),
        (1, f"{DOG}/gain", -4.0),
        (1, f"{DOG}/play"),
        (1, f"{DOG}/azimuth", 7.0),
        (1, f"{DOG}/aed", 8.0),
        (1, f"{DOG}/azimuth", 9.0),
    ]


def test_senders_take_turns():
    stage = Stage()
    for number in range(4):
        stage.put(ONE, "/ttmba/cue", number)
    stage.put(TWO, "/ttmba/cue", 10)
    stage.loop.turn()
    assert [taken[2] for taken in stage.taken] == [0, 10, 1, 2, 3]


def test_who_asks_for_too_much_loses_what_waits_and_is_told_once(monkeypatch):
    spent = [0.0]
    for clock in ("perf_counter", "thread_time"):
        monkeypatch.setattr(_intake.time, clock, lambda: spent[0])
    stage = Stage()
    taken = stage.take

    def slow(packet, client, came):
        spent[0] += 0.01 if client is ONE else 0.0
        taken(packet, client, came)

    stage.take = slow
    for number in range(500):
        stage.put(ONE, "/ttmba/cue", number)
    stage.put(ONE, "/ttmba/panic")
    for number in range(20):
        stage.put(TWO, "/ttmba/cue", number)
    stage.loop.turn()
    ports = [port for port, *_ in stage.taken]
    assert ports.count(2) == 20
    assert 40 < ports.count(1) < 70
    assert [taken[1] for taken in stage.taken].index("/ttmba/panic") == 0
    assert len(stage.refused) == 1
    assert "were not heard" in stage.refused[0]


def test_what_waits_is_bounded():
    stage = Stage()
    for number in range(_intake.LANE + 100):
        stage.put(ONE, "/ttmba/cue", number)
    for port in range(10, 20):
        for number in range(_intake.LANE):
            stage.put(Client(HERE, port), "/ttmba/cue", number)
    assert stage.intake._waiting == _intake.ALL_LANES
    stage.loop.turn()
    assert stage.intake._waiting == 0
    assert any("100 datagrams of yours" in why for why in stage.refused)


def test_a_flood_of_costly_patterns_delays_nobody_and_panic_comes_through(monkeypatch):
    monkeypatch.setattr(_intake, "BURST", 0.005)  # a flood to a fast machine too
    monkeypatch.setattr(_intake, "TELL_EVERY", 3600.0)  # and all of it at once to a slow one

    async def run():
        async with serving(peers=2) as (server, handler, flood, other):
            other.send(server.port, "/ttmba/subscribe")
            await other.until_pong(server.port)
            for number in range(600):
                flood.send(server.port, "/*/*/*/*" + "*" * (number % 50))
                if number % 20 == 0:
                    await asyncio.sleep(0.002)
            other.send(server.port, f"{DOG}/gain", -3.0)
            other.send(server.port, "/ttmba/panic")
            heard = await other.until_pong(server.port)
            assert Panic() in handler.commands
            assert SetGain("dog", -3.0) in handler.commands
            told = [message for message in heard if "too much at once" in str(message[-1])]
            assert len(told) == 1

    asyncio.run(run())


class Grumbling:
    """A socket of the system's that raises now and then, as Windows' do."""

    def __init__(self, sock, errors):
        self._sock, self._errors = sock, errors

    def __getattr__(self, name):
        return getattr(self._sock, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._sock.close()

    def recvfrom(self, size):
        if self._errors:
            raise self._errors.pop()
        return self._sock.recvfrom(size)


@pytest.mark.parametrize(
    "error",
    [ConnectionResetError(10054, "reset"), OSError(10052, "net reset"), OSError(10040, "too long"),
     ValueError("odd"), ConnectionRefusedError(111, "refused")],
    ids=repr,
)  # fmt: skip
def test_a_reader_goes_on_whatever_the_system_says(error):
    async def run():
        heard = asyncio.Queue()
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.bind((HERE, 0))
        door = Door(
            Grumbling(sock, [error] * 3),
            lambda packet, _: loop.call_soon_threadsafe(heard.put_nowait, packet),
            lambda _: None,
            lambda: None,
        )
        peer = await Peer.open()
        peer.send_raw(door.port, b"here")
        assert await asyncio.wait_for(heard.get(), PATIENCE) == b"here"
        thread = door._thread
        door.close()
        peer.transport.close()
        assert not thread.is_alive()

    asyncio.run(run())


def test_a_link_local_host_is_answered_through_its_interface():
    scope = socket.if_nametoindex(socket.if_nameindex()[0][1])
    name = socket.if_indextoname(scope)
    for host in (f"fe80::1%{name}", f"fe80::1%{scope}"):
        assert _door._address(Client(host, 7), socket.AF_INET6) == ("fe80::1", 7, 0, scope)
    assert _door._address(Client("::1", 7), socket.AF_INET6) == ("::1", 7)


def test_a_client_with_ipv6_is_answered():
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as client:
        try:
            client.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")

        async def run():
            async with serving(host="::1") as (server, _, _):
                client.setblocking(False)
                loop = asyncio.get_running_loop()
                client.connect(("::1", server.port))
                await loop.sock_sendall(client, encode("/ttmba/ping"))
                data = await asyncio.wait_for(loop.sock_recv(client, 65536), PATIENCE)
                assert decode(data)[0].address == "/ttmba/pong"

        asyncio.run(run())


def test_a_listener_at_a_broadcast_address_is_told():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("", 0))
        ear.setblocking(False)
        port = ear.getsockname()[1]

        async def run():
            async with serving(notify=(f"127.255.255.255:{port}",)) as (server, _, _):
                server.startup()
                data = await asyncio.wait_for(
                    asyncio.get_running_loop().sock_recv(ear, 65536), PATIENCE
                )
                assert decode(data)[0].address == "/ttmba/startup"

        asyncio.run(run())


def test_a_listener_that_cannot_be_reached_is_named(caplog):
    async def run():
        async with serving(notify=("127.0.0.1:9", "240.0.0.1:9")) as (server, handler, peer):
            server.startup()
            server.startup()
            peer.send(server.port, "/ttmba/stop")
            await peer.until_pong(server.port)
            assert handler.commands == [StopAll()]

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())
    named = [line for line in caplog.messages if "240.0.0.1:9" in line]
    assert len(named) == 1, caplog.messages
