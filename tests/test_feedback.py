"""Meters, the startup message, closed ports, failing hops: what a patch can show."""

from __future__ import annotations

import asyncio
import math
import socket
import sys
import time

import numpy as np
import pytest
from daemon import Daemon, hear
from test_engine import event, run, scene_with, tone
from test_osc_server import HERE, Peer, serving

from ttmba_live import __version__
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.config import from_tables, to_toml
from ttmba_live.engine import Meters, Mixer, StartVoice
from ttmba_live.errors import InvalidInput
from ttmba_live.live._daemon import Live, Run
from ttmba_live.osc import Caller, Client, Level, OscServer, OscSettings
from ttmba_live.osc._meters import FLOOR, MeterDesk
from ttmba_live.osc._subscribers import REFUSED_FOR, Subscribers
from ttmba_live.scene import SetGain, apply
from ttmba_live.setup._settings import AudioSettings, ChoiceSettings, Settings
from ttmba_live.web import OscQuerySettings

WINDOW = 10
"""Hops of 256 frames in a window of levels."""


def metered(*events, gain_db=0.0):
    mixer = Mixer(Sphere(256))
    mixer.scene = scene_with(*events)
    for serial, one in enumerate(events):
        mixer.scene = apply(mixer.scene, SetGain(one.id, gain_db))
        mixer.inbox.append(StartVoice(serial, one.id, tone(1.0), 0))
    mixer.meters = Meters(mixer.hop)
    return mixer


def test_a_sources_level_is_that_at_the_listeners_place():
    mixer = metered(event("near", distance=1.0), event("far", distance=4.0), gain_db=-6.0)
    run(mixer, 3 * WINDOW)
    levels = mixer.meters.levels
    gain = 10 ** (-6 / 20)
    assert levels.frame == 3 * WINDOW * 256
    for name, distance in (("near", 1.0), ("far", 4.0)):
        peak, power = levels.sources[name]
        assert peak == pytest.approx(0.5 * gain / distance, rel=1e-3)
        assert power == pytest.approx((0.5 * gain / distance) ** 2 / 2, rel=0.02)


def test_the_mix_is_measured_as_it_leaves():
    mixer = metered(event("left", azimuth=90.0))
    run(mixer, WINDOW)
    mix = run(mixer, WINDOW)
    for ear, (peak, power) in enumerate(mixer.meters.levels.mix):
        assert peak == pytest.approx(np.abs(mix[:, ear]).max(), rel=1e-6)
        assert power == pytest.approx((mix[:, ear] ** 2).mean(), rel=1e-5)
    (left, _), (right, _) = mixer.meters.levels.mix
    assert left > right


def test_metering_changes_no_sample():
    plain, measured = metered(event("a")), metered(event("a"))
    plain.meters = None
    assert np.array_equal(run(plain, 30), run(measured, 30))


def desk_with(*rates):
    subscribers = Subscribers(8, 0.0)
    for number, rate in enumerate(rates):
        client = Client(HERE, 9000 + number)
        subscribers.add(client, client, rate)
    return MeterDesk(subscribers)


def told(desk, sources):
    mix = (Level(0.5, 0.125), Level(0.0, 0.0))
    due = desk.messages(sources, mix)
    return [(client.port, m) for _, clients, ms in due for client in clients for m in ms]


def test_each_subscriber_gets_its_own_rate_and_no_peak_is_lost():
    desk = desk_with(20.0, 10.0, 7.0)
    heard = []
    for peak in (0.1, 1.0, 0.1, 0.1, 0.1, 0.1):
        heard += told(desk, {"a": Level(peak, peak**2 / 2)})
    of_a = [(port, m[1]) for port, m in heard if m[0] == "/ttmba/meter"]
    counts = [sum(port == 9000 + n for port, _ in of_a) for n in range(3)]
    assert counts == [6, 3, 2]
    [slow, *_] = [values for port, values in of_a if port == 9002]
    assert slow == ("a", 0.0, pytest.approx(10 * math.log10((1 + 0.01 + 0.01) / 6)))
    mix = next(m for port, m in heard if m[0] == "/ttmba/meter/mix")
    assert mix[1] == pytest.approx((-6.02, -9.03, FLOOR, FLOOR), abs=0.01)


def test_a_source_that_ends_falls_to_silence_once():
    desk = desk_with(20.0)
    told(desk, {"a": Level(0.5, 0.1)})
    assert (9000, ("/ttmba/meter", ("a", FLOOR, FLOOR))) in told(desk, {})
    assert [m[0] for _, m in told(desk, {})] == ["/ttmba/meter/mix"]


def test_meters_come_only_to_who_asked_and_at_most_twenty_a_second(tmp_path):
    with Daemon(tmp_path) as daemon, daemon.caller() as caller, daemon.caller() as other:
        other.send("/ttmba/subscribe")
        caller.send("/ttmba/event", "a", "rain", 20.0, 0.0, 0.0, 1.0, 0.0)
        hear(caller, "/ttmba/event/state", "a", "playing")
        caller.send("/ttmba/meter/subscribe")
        hear(caller, "/ttmba/meter", "a")
        began, count = time.monotonic(), 0
        while time.monotonic() < began + 1.0:
            count += caller.receive(60.0)[0] == "/ttmba/meter/mix"
        assert 5 <= count <= 22
        _, peak, rms = hear(caller, "/ttmba/meter", "a")
        assert FLOOR < rms < peak <= 6.0
        caller.send("/ttmba/source/a/mute", 1)
        end = time.monotonic() + 10
        while hear(caller, "/ttmba/meter", "a")[1] > -100.0:
            assert time.monotonic() < end
        caller.send("/ttmba/meter/unsubscribe")
        caller.send("/ttmba/ping")
        hear(caller, "/ttmba/pong")
        with pytest.raises(TimeoutError):
            caller.receive(0.3)
        other.send("/ttmba/ping")
        while (address := other.receive(60.0)[0]) != "/ttmba/pong":
            assert not address.startswith("/ttmba/meter")


def test_a_rate_out_of_range_is_refused():
    async def talk():
        async with serving() as (server, _, peer):
            for rate in (0.0, 21.0, -1.0):
                peer.send(server.port, "/ttmba/meter/subscribe", 9001, rate)
            refused = await peer.until_pong(server.port)
            assert len(refused) == 3
            assert not server.wants_meters()
            peer.send(server.port, "/ttmba/meter/subscribe", 0, 5.0)
            await peer.until_pong(server.port)
            assert tuple(server.meters) == (peer.client,)

    asyncio.run(talk())


def test_listeners_of_the_settings_hear_of_the_start_and_then_all_news(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind((HERE, 0))
        listener.settimeout(30.0)
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


def closed_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says whose port is closed")
def test_a_closed_port_is_dropped_and_takes_nobodys_messages_with_it(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("ttmba_live.osc._subscribers.time.monotonic", lambda: now[0])
    refused = asyncio.Queue()

    class Told(OscServer):
        def refused(self, client):
            super().refused(client)
            refused.put_nowait(client)

    monkeypatch.setattr("test_osc_server.OscServer", Told)

    async def talk():
        async with serving() as (server, _, peer):
            dead = Client(HERE, closed_port())
            server.subscribers.add(dead, dead)
            server.subscribers.add(peer.client, peer.client)
            server.meters.add(dead, dead, 20.0)
            for second in range(9):
                server.status(second, 0, 0.0, 0)
                assert await peer.next() == ("/ttmba/status", second, 0, 0.0, 0)
                if second <= REFUSED_FOR:
                    assert await asyncio.wait_for(refused.get(), 20.0) == dead
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


def test_subscribers_hear_a_repeated_error_once_and_its_sender_every_time():
    async def talk():
        async with serving(peers=2) as (server, _, sender, screen):
            screen.send(server.port, "/ttmba/subscribe")
            await screen.until_pong(server.port)
            for _ in range(50):
                sender.send(server.port, "/ttmba/source/dog/gain", "loud")
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
            async with asyncio.timeout(60.0):
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


def test_a_cue_that_comes_to_nothing_says_so_in_a_message_of_its_own(tmp_path):
    with Daemon(tmp_path) as daemon, Caller(HERE, daemon.port) as caller:
        caller.send("/ttmba/cue", "dog@x@0,0@1@0")
        kinds = [caller.receive(120.0) for _ in range(2)]
        assert [kind[0] for kind in kinds] == ["/ttmba/error", "/ttmba/cue/failed"]
        assert kinds[1][1] == (kinds[0][1][1],)
