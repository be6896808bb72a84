"""The server over real UDP on loopback, with a fake handler behind it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time

import pytest
from osc_fuzz import CORPUS, ahead, bundle, scene
from pythonosc.osc_message import OscMessage

from ttmba_live import __version__
from ttmba_live.errors import GenerationFailed, Unavailable
from ttmba_live.geometry import Position
from ttmba_live.osc import Client, OscServer, OscSettings
from ttmba_live.osc._codec import encode
from ttmba_live.osc._schedule import unix_time
from ttmba_live.scene import Cue, Event, MovePolar, Play, SetGain, SetMasterGain, Stop

HERE = "127.0.0.1"


class Fake:
    """A handler that remembers, refuses `Stop` and breaks on `Play`."""

    def __init__(self) -> None:
        self.scene = scene()
        self.got = []
        self.changed = asyncio.Event()

    async def reached(self, number):
        """Wait until so many commands have come."""
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
        return await asyncio.wait_for(self.heard.get(), 20.0)

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


def test_commands_arrive_and_a_ping_is_answered():
    async def run():
        async with serving() as (server, handler, peer):
            peer.send(server.port, "/ttmba/cue", "a dog", 3.0)
            peer.send(server.port, "/ttmba/ping")
            assert await peer.next() == ("/ttmba/pong", __version__)
            assert handler.got == [(Cue("a dog 3"), peer.client, None)]

    asyncio.run(run())


def test_a_ping_may_name_the_port_that_is_answered():
    async def run():
        async with serving(peers=2) as (server, _, deaf, ear):
            deaf.send(server.port, "/ttmba/ping", ear.client.port)
            assert await ear.next() == ("/ttmba/pong", __version__)
            assert await deaf.until_pong(server.port) == []

    asyncio.run(run())


def test_errors_go_to_their_own_sender():
    async def run():
        async with serving(peers=2) as (server, _, one, two):
            one.send(server.port, "/ttmba/source/dog/aed", 1.0)
            two.send(server.port, "/ttmba/source/dog/stop")
            one.send(server.port, "/ttmba/source/dog/play")
            [first, second] = await one.until_pong(server.port)
            [other] = await two.until_pong(server.port)
            assert first[:2] == ("/ttmba/error", "/ttmba/source/dog/aed")
            assert "got 1 argument" in first[2]
            assert other == ("/ttmba/error", "/ttmba/source/dog/stop", "nothing plays under dog")
            assert second[1:] == (
                "/ttmba/source/dog/play", "internal error: ZeroDivisionError('oops')",
            )  # fmt: skip

    asyncio.run(run())


def test_one_failing_match_leaves_the_others_alone():
    async def run():
        async with serving() as (server, handler, peer):
            handler.scene = handler.scene.without("Glocke")
            peer.send(server.port, "/ttmba/source/*/gain", -6)
            peer.send(server.port, "/ttmba/source/dog/{stop,play}")
            peer.send(server.port, "/ttmba/source/{dog,cat}/stop")
            [one, two] = await peer.until_pong(server.port)
            assert one[2] == "internal error: ZeroDivisionError('oops') (and 1 more like it)"
            assert two[2] == "nothing plays under dog (and 1 more like it)"
            assert handler.commands == [SetGain(n, -6.0) for n in ("dog", "cat", "bell_2", "café")]

    asyncio.run(run())


def test_a_packet_of_errors_is_answered_in_few_words():
    async def run():
        async with serving() as (server, handler, peer):
            bad, good = encode("/ttmba/gain", "loud"), encode("/ttmba/gain", -1)
            peer.send_raw(server.port, bundle(*[bad] * 500, good))
            heard = await peer.until_pong(server.port)
            assert len(heard) == 33
            assert heard[-1][2] == "468 more messages of the packet were refused"
            assert handler.commands == [SetMasterGain(-1.0)]
            peer.send_raw(server.port, CORPUS["many patterns"])
            [error] = await peer.until_pong(server.port)
            assert error[2] == "one packet may do 1024 things at most"

    asyncio.run(run())


def test_subscribers_hear_news_once_each():
    async def run():
        async with serving(peers=3) as (server, _, sender, screen, deaf):
            sender.send(server.port, "/ttmba/subscribe")
            sender.send(server.port, "/ttmba/subscribe", screen.client.port)
            assert await sender.until_pong(server.port) == []
            event = Event("dog", 4.0, Position(90.0, -10.0, 2.0), 1.0, id="d")
            server.planned(sender.client, 3, 1)
            server.placed(sender.client, event)
            server.state(deaf.client, "d", "queued", "")
            server.progress(None, "d", 1)
            server.status(2, 1, 0, 7)
            server.error(None, "/x", "why\nso")
            server.state(None, "d", "done\0", "")
            server.progress(None, "d", float("nan"))
            expected = [
                ("/ttmba/cue/planned", 3, 1),
                ("/ttmba/event/placed", "d", "dog", 4.0, 90.0, -10.0, 2.0, 1.0),
                ("/ttmba/event/state", "d", "queued", ""),
                ("/ttmba/event/progress", "d", 1.0),
                ("/ttmba/status", 2, 1, 0.0, 7),
                ("/ttmba/error", "/x", "why so"),
                ("/ttmba/event/state", "d", "done ", ""),
            ]
            assert await sender.until_pong(server.port) == expected
            assert [await screen.next() for _ in expected] == expected
            assert await deaf.until_pong(server.port) == [expected[2]]
            sender.send(server.port, "/ttmba/unsubscribe", screen.client.port)
            await sender.until_pong(server.port)
            assert tuple(server.subscribers) == (sender.client,)

    asyncio.run(run())


def test_the_oldest_subscriber_makes_room():
    async def run():
        async with serving(max_subscribers=2) as (server, _, peer):
            for port in (9001, 9002, 9001, 9003, 9003):
                peer.send(server.port, "/ttmba/subscribe", port)
            await peer.until_pong(server.port)
            assert [client.port for client in server.subscribers] == [9001, 9003]

    asyncio.run(run())


def test_a_silent_subscriber_is_forgotten_only_when_told_so(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("ttmba_live.osc._subscribers.time.monotonic", lambda: now[0])
    forgetful = OscServer(OscSettings(subscriber_timeout=60.0), Fake())
    patient = OscServer(OscSettings(subscriber_timeout=0.0), Fake())
    screen, owner, other = Client(HERE, 9001), Client(HERE, 5000), Client(HERE, 9002)
    for server in (forgetful, patient):
        server.subscribers.add(screen, owner)
        server.subscribers.add(other, other)
    now[0] += 50.0
    forgetful.heard(owner)
    now[0] += 50.0
    assert tuple(forgetful.subscribers) == (screen,)
    assert tuple(patient.subscribers) == (screen, other)


def test_a_bundle_waits_for_its_time_and_keeps_its_order():
    async def run():
        async with serving() as (server, handler, peer):
            tag = ahead(1.0)
            later = [encode("/ttmba/source/dog/azimuth", a) for a in (1, 2)]
            peer.send_raw(server.port, bundle(*later, tag=tag))
            peer.send(server.port, "/ttmba/source/dog/azimuth", 0)
            await peer.until_pong(server.port)
            assert handler.commands == [MovePolar("dog", azimuth=0.0)]
            await asyncio.wait_for(handler.reached(3), 20.0)
            assert time.time() >= unix_time(tag, time.time()) - 0.02
            assert handler.commands[1:] == [MovePolar("dog", azimuth=float(a)) for a in (1, 2)]
            for _, _, due in handler.got[1:]:
                assert due == pytest.approx(unix_time(tag, time.time()), abs=1e-3)

    asyncio.run(run())


def test_past_and_immediate_bundles_act_at_once(monkeypatch):
    monkeypatch.setattr("ttmba_live.osc._schedule.JUST_PAST", 60.0)

    async def run():
        async with serving() as (server, handler, peer):
            gain = encode("/ttmba/gain", -1)
            for tag in (0, 1, ahead(-3600.0), ahead(-0.1)):
                peer.send_raw(server.port, bundle(gain, tag=tag))
            assert await peer.until_pong(server.port) == []
            assert handler.commands == [SetMasterGain(-1.0)] * 4
            assert [due is None for _, _, due in handler.got] == [True, True, True, False]

    asyncio.run(run())


def test_a_bundle_too_far_ahead_acts_at_once_and_says_so():
    async def run():
        async with serving() as (server, handler, peer):
            peer.send_raw(server.port, bundle(encode("/ttmba/gain", -1), tag=ahead(60.0)))
            [(address, where, why)] = await peer.until_pong(server.port)
            assert (address, where) == ("/ttmba/error", "/ttmba/gain")
            assert "more than 5 s: it acted at once" in why
            assert [due for _, _, due in handler.got] == [None]

    asyncio.run(run())


def test_only_so_many_bundles_wait():
    async def run():
        async with serving(max_held=3) as (server, handler, peer):
            for _ in range(5):
                peer.send_raw(server.port, bundle(encode("/ttmba/gain", -1), tag=ahead(4.0)))
            errors = await peer.until_pong(server.port)
            assert [why.partition(":")[0] for _, _, why in errors] == [
                "3 bundles are waiting already"
            ] * 2
            assert len(handler.got) == 2

    asyncio.run(run())


def test_adm_osc_on_its_own_port_answers_where_it_is_told():
    async def run():
        reply = await Peer.open()
        async with serving(adm=True, adm_port=0, adm_reply_port=reply.client.port) as (
            server, handler, peer,
        ):  # fmt: skip
            peer.send(server.adm_port, "/adm/obj/1/azim", 200.0)
            peer.send(server.adm_port, "/adm/obj/*/mute")
            peer.send(server.adm_port, "/adm/obj/77/mute")
            heard = await peer.until_pong(server.adm_port)
            assert [message[1] for message in heard] == ["/adm/obj/77/mute"]
            assert [await reply.next() for _ in range(5)] == [
                (f"/adm/obj/{n}/mute", 0) for n in range(1, 6)
            ]
            assert handler.commands == [MovePolar("dog", azimuth=180.0)]
            peer.send(server.port, "/adm/obj/2/aed")
            assert await peer.until_pong(server.port) == [
                ("/adm/obj/2/aed", 0.0, 0.0, pytest.approx(0.1))
            ]
            reply.transport.close()

    asyncio.run(run())


def test_adm_osc_answers_come_from_the_port_that_was_asked():
    async def run():
        async with serving(adm=True, adm_port=0, adm_reply_port=0) as (server, _, _):
            loop = asyncio.get_running_loop()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as strict:
                strict.setblocking(False)
                strict.connect((HERE, server.adm_port))
                await loop.sock_sendall(strict, encode("/adm/obj/1/name"))
                data = await asyncio.wait_for(loop.sock_recv(strict, 65536), 20.0)
                assert OscMessage(data).params == ["a dog"]
                await loop.sock_sendall(strict, encode("/adm/obj/1/nam", 1))
                data = await asyncio.wait_for(loop.sock_recv(strict, 65536), 20.0)
                assert OscMessage(data).address == "/ttmba/error"

    asyncio.run(run())


def test_two_daemons_do_not_quarrel():
    async def run():
        async with serving() as (server, handler, peer):
            server.subscribers.add(Client(HERE, server.port), Client(HERE, server.port))
            peer.send(server.port, "/ttmba/nothing")
            peer.send(server.port, "/ttmba/event/state", "a", "b", "c")
            assert len(await peer.until_pong(server.port)) == 1
            server.subscribers.remove(Client(HERE, server.port))
            assert await peer.until_pong(server.port) == []
            assert handler.got == []

    asyncio.run(run())


def test_long_datagrams_arrive_whole():
    async def run():
        async with serving() as (server, handler, peer):
            peer.send(server.port, "/ttmba/cue", *["x" * 900] * 11)
            peer.send(server.port, "/ttmba/cue", "y" * 65000)
            [refused] = await peer.until_pong(server.port)
            assert "at most 10000 characters, not 65000" in refused[2]
            assert handler.commands == [Cue(" ".join(["x" * 900] * 11))]

    asyncio.run(run())


def test_clients_that_went_away_do_no_harm():
    async def run():
        async with serving() as (server, handler, peer):
            gone = await Peer.open()
            server.subscribers.add(gone.client, gone.client)
            gone.transport.close()
            await asyncio.sleep(0)
            for voices in range(50):
                server.status(voices, 0, 0.0, 0)
            server.send(Client(HERE, 0), "/ttmba/pong", "x")
            server.send(peer.client, "/a", "x" * 100_000)
            peer.send(server.port, "/ttmba/gain", 0)
            await peer.until_pong(server.port)
            assert handler.commands == [SetMasterGain(0.0)]

    asyncio.run(run())


def test_every_packet_of_the_corpus_is_survived():
    async def run():
        async with serving() as (server, _, peer):
            for name, packet in CORPUS.items():
                peer.send_raw(server.port, packet)
                heard = await peer.until_pong(server.port)
                assert len(heard) <= 33, name

    asyncio.run(run())


def test_a_taken_port_and_an_unknown_host_are_one_clear_line():
    async def run():
        async with serving() as (server, _, _):
            for port, adm_port in ((server.port, 0), (0, server.port)):
                settings = OscSettings(port=port, adm=True, adm_port=adm_port)
                second = OscServer(settings, Fake())
                with pytest.raises(Unavailable, match=f"127.0.0.1:{server.port}: .*another daemon"):
                    await second.start()
                assert (second.port, second.adm_port) == (0, 0)
        for host in ("bad..host", "192.0.2.1"):
            with pytest.raises(Unavailable, match="cannot listen for OSC") as caught:
                await OscServer(OscSettings(host=host, port=0), Fake()).start()
            assert "\n" not in str(caught.value)

    asyncio.run(run())


def test_closing_forgets_what_waits():
    async def run():
        async with serving() as (server, handler, peer):
            peer.send_raw(server.port, bundle(encode("/ttmba/gain", -1), tag=ahead(4.0)))
            await peer.until_pong(server.port)
            [waiting] = server._schedule._waiting
            server.close()
            server.pong(peer.client)
            assert waiting.cancelled()
            assert handler.got == []
            assert server.port == 0

    asyncio.run(run())


def test_time_tags_beyond_2036_belong_to_the_next_era():
    new_era = 2**32 - 2_208_988_800
    assert unix_time(5 << 32, now=new_era + 3.0) == pytest.approx(new_era + 5.0)
