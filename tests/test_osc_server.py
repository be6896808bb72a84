"""The server over real UDP on loopback, with a fake handler behind it."""

from __future__ import annotations

import asyncio
import socket

import pytest
from daemon import PATIENCE
from osc_fuzz import CORPUS, bundle
from osc_peers import HERE, Fake, Peer, serving
from pythonosc.osc_message import OscMessage

from ttmba_live import __version__
from ttmba_live.errors import Unavailable
from ttmba_live.geometry import Position
from ttmba_live.osc import Client, OscServer, OscSettings
from ttmba_live.osc._codec import encode
from ttmba_live.scene import (
    Cue,
    Event,
    MovePolar,
    SetGain,
    SetMasterGain,
)


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
            bad = [encode("/ttmba/gain", f"loud {number}") for number in range(500)]
            peer.send_raw(server.port, bundle(*bad, encode("/ttmba/gain", -1)))
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
            server.planned(sender.client, 3, 1, "rules")
            server.placed(sender.client, event)
            server.state(deaf.client, "d", "queued", "")
            server.progress(None, "d", 1)
            server.status(2, 1, 0, 7)
            server.error(None, "/x", "why\nso")
            server.state(None, "d", "done\0", "")
            server.progress(None, "d", float("nan"))
            expected = [
                ("/ttmba/cue/planned", 3, 1, "rules"),
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
                data = await asyncio.wait_for(loop.sock_recv(strict, 65536), PATIENCE)
                assert OscMessage(data).params == ["a dog"]
                await loop.sock_sendall(strict, encode("/adm/obj/1/nam", 1))
                data = await asyncio.wait_for(loop.sock_recv(strict, 65536), PATIENCE)
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
