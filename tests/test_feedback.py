"""The startup message, closed ports, failing hops: what a patch can show."""

from __future__ import annotations

import asyncio
import socket
import sys

import pytest
from daemon import PATIENCE, Daemon, wait_for
from osc_peers import HERE, Peer, serving
from ports import free_port

from ttmba_live import __version__
from ttmba_live.config import from_tables, to_toml
from ttmba_live.errors import InvalidInput
from ttmba_live.live._daemon import Live, Run
from ttmba_live.osc import Client, OscServer, OscSettings
from ttmba_live.osc._subscribers import REFUSED_FOR, Subscribers
from ttmba_live.setup._settings import AudioSettings, ChoiceSettings, Settings
from ttmba_live.web import OscQuerySettings


def test_listeners_of_the_settings_hear_of_the_start_and_then_all_news(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind((HERE, 0))
        listener.settimeout(PATIENCE)
        config = f'[osc]\nnotify = ["{HERE}:{listener.getsockname()[1]}"]\n'
        with Daemon(tmp_path, config=config) as daemon:
            first = listener.recv(1000)
            assert first.startswith(b"/ttmba/startup\0\0,ss\0" + __version__.encode())
            assert f"{HERE}:{daemon.port}".encode() in first
            news = [listener.recv(1000)]
            while not news[-1].startswith(b"/ttmba/status"):
                news.append(listener.recv(1000))
            assert news[0].startswith(b"/ttmba/generator")


def test_listeners_of_the_settings_miss_nothing_from_before_the_start():
    async def talk():
        ear = await Peer.open()
        async with serving(notify=(f"{HERE}:{ear.client.port}",)) as (server, _, _):
            server.error(None, "/ttmba/status", "no such device")
            server.generator("sketch", "starting", 0.0, "")
            server.startup()
            server.status(0, 0, 0.0, 0)
            heard = [await ear.next() for _ in range(4)]
        ear.transport.close()
        return heard

    started, generator, error, status = asyncio.run(talk())
    assert started[:2] == ("/ttmba/startup", __version__)
    assert generator[:3] == ("/ttmba/generator", "sketch", "starting")
    assert error == ("/ttmba/error", "/ttmba/status", "no such device")
    assert status[0] == "/ttmba/status"


def test_the_same_mistake_is_told_once_and_then_counted_and_no_other_is_lost(monkeypatch):
    monkeypatch.setattr("ttmba_live.osc._repeats.AGAIN", 0.3)
    where, why = "/ttmba/source/x/azimuth", "no event or source is called 'x'"

    async def talk():
        patch, other = await Peer.open(), await Peer.open()
        async with serving() as (server, _, _):
            for _ in range(50):
                server.error(patch.client, where, why)
            server.error(patch.client, where, "another mistake")
            server.error(other.client, where, why)
            heard = [await patch.next() for _ in range(3)]
            alone = await other.next()
            await asyncio.sleep(0.7)  # after a silent while it is news again
            server.error(patch.client, where, why)
            heard.append(await patch.next())
            silent = patch.heard.empty() and other.heard.empty()
        patch.transport.close()
        other.transport.close()
        return heard, alone, silent

    (first, different, count, again), alone, silent = asyncio.run(talk())
    assert first == alone == again == ("/ttmba/error", where, why)
    assert different == ("/ttmba/error", where, "another mistake")
    assert count == ("/ttmba/error", where, f"{why} (49 times more within 0.3 s)")
    assert silent


def test_the_settings_listeners_are_checked_and_printed():
    settings = from_tables({"osc": {"notify": ["127.0.0.1:9001"]}})
    assert settings.osc.notify == ("127.0.0.1:9001",)
    assert 'notify = ["127.0.0.1:9001"]' in to_toml(settings)
    with pytest.raises(InvalidInput, match="list of texts"):
        from_tables({"osc": {"notify": "127.0.0.1:9001"}})

    async def start(listener):
        async with serving(notify=(listener,)):
            pass

    for wrong in ("9001", ":9001", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:x"):
        with pytest.raises(InvalidInput, match="host:port"):
            asyncio.run(start(wrong))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says whose port is closed")
def test_a_closed_port_is_dropped_and_takes_nobodys_messages_with_it(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("ttmba_live.osc._subscribers.time.monotonic", lambda: now[0])
    refused = asyncio.Queue()

    class Told(OscServer):
        def refused(self, client):
            super().refused(client)
            refused.put_nowait(client)

    monkeypatch.setattr("osc_peers.OscServer", Told)

    async def talk():
        async with serving() as (server, _, peer):
            dead = Client(HERE, free_port())
            server.subscribers.add(dead, dead)
            server.subscribers.add(peer.client, peer.client)
            server.meters.add(dead, dead, 20.0)
            for second in range(9):
                server.status(second, 0, 0.0, 0)
                assert await peer.next() == ("/ttmba/status", second, 0, 0.0, 0)
                if second <= REFUSED_FOR:
                    assert await asyncio.wait_for(refused.get(), PATIENCE) == dead
                assert (dead in server.subscribers) is (second < REFUSED_FOR)
                now[0] += 1.0
            assert dead not in server.meters

    asyncio.run(talk())


def test_a_subscriber_that_was_silent_too_long_is_told_so():
    async def talk():
        async with serving(subscriber_timeout=0.05) as (server, _, peer):
            server.subscribers.add(peer.client, peer.client)
            await asyncio.sleep(0.1)
            server.status(0, 0, 0.0, 0)
            address, about, why = await peer.next()
            assert (address, about) == ("/ttmba/error", "/ttmba/subscribe")
            assert "subscribe again" in why

    asyncio.run(talk())


def test_a_port_that_opens_again_in_time_stays():
    subscribers = Subscribers(8, 0.0)
    client = Client(HERE, 9001)
    subscribers.add(client, client)
    subscribers.refused(client)
    subscribers.heard(client)
    subscribers.refused(client)
    assert client in subscribers


def test_subscribers_hear_an_orders_repeated_error_once_and_its_sender_every_time():
    async def talk():
        async with serving(peers=2) as (server, _, sender, screen):
            screen.send(server.port, "/ttmba/subscribe")
            await screen.until_pong(server.port)
            for _ in range(50):
                sender.send(server.port, "/ttmba/source/dog/mute", "loud")
            assert len(await sender.until_pong(server.port)) == 50
            assert len(await screen.until_pong(server.port)) == 1

    asyncio.run(talk())


def test_a_hop_that_cannot_be_rendered_is_told(tmp_path, caplog):
    async def play():
        peer = await Peer.open()
        settings = Settings(
            osc=OscSettings(port=0, notify=(f"{HERE}:{peer.client.port}",)),
            oscquery=OscQuerySettings(enabled=False),
            audio=AudioSettings(device="null"),
            choose=ChoiceSettings(generator="sketch", planner="rules"),
        )
        live = Live(settings, Run(session=tmp_path), lambda _: None)
        await live.start()
        step, broken = live._mixer.step, []

        def fail():
            if broken:
                return step()
            broken.append(True)
            raise FloatingPointError("a voice went astray")

        live._mixer.step = fail
        peer.send(live.osc.port, "/ttmba/event", "a", "rain", 5.0, 0.0, 0.0, 1.0, 0.0)
        try:
            async with asyncio.timeout(PATIENCE):
                while "voices were dropped" not in str(message := await peer.next()):
                    pass
        finally:
            await live.close()
            peer.transport.close()
        return message

    address, where, why = asyncio.run(play())
    assert (address, where) == ("/ttmba/error", "/ttmba/status")
    assert "a voice went astray" in why
    assert "could not be rendered" in caplog.text


def test_a_cue_that_comes_to_nothing_says_so_in_a_message_of_its_own(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/cue", "dog@x@0,0@1@0")
        _, (_, why) = wait_for(caller, lambda at, _: at == "/ttmba/error", "why")
        _, told = wait_for(caller, lambda at, _: at == "/ttmba/cue/failed", "failure")
        assert told == (why,)
