"""Meters: levels of sources and the mix, to whom they come and how often."""

from __future__ import annotations

import asyncio
import math
import time

import numpy as np
import pytest
from daemon import PATIENCE, hear
from mixing import event, run, scene_with, tone
from osc_peers import HERE, serving
from pulse import until

from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import Meters, Mixer, StartVoice
from ttmba_live.osc import Client, Level
from ttmba_live.osc._meters import FLOOR, MeterDesk
from ttmba_live.osc._subscribers import Subscribers
from ttmba_live.scene import SetGain, apply

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


def test_meters_come_only_to_who_asked_and_at_most_twenty_a_second(shared_daemon):
    with shared_daemon.caller() as caller, shared_daemon.caller() as other:
        other.send("/ttmba/subscribe")
        caller.send("/ttmba/event", "metered", "rain", 10.0, 0.0, 0.0, 1.0, 0.0)
        caller.send("/ttmba/source/metered/loop", 1)
        hear(caller, "/ttmba/event/state", "metered", "playing")
        began = time.monotonic()
        caller.send("/ttmba/meter/subscribe")
        hear(caller, "/ttmba/meter", "metered")
        for _ in range(24):
            hear(caller, "/ttmba/meter/mix")
        assert time.monotonic() - began > 23 / 20 - 0.1, "24 came too soon"
        _, peak, rms = hear(caller, "/ttmba/meter", "metered")
        assert FLOOR < rms < peak <= 6.0
        caller.send("/ttmba/source/metered/mute", 1)
        until(lambda: hear(caller, "/ttmba/meter", "metered")[1] <= -100.0, what="silence")
        caller.send("/ttmba/meter/unsubscribe")
        caller.send("/ttmba/ping")
        hear(caller, "/ttmba/pong")
        with pytest.raises(TimeoutError):
            caller.receive(0.3)
        other.send("/ttmba/ping")
        while (address := other.receive(PATIENCE)[0]) != "/ttmba/pong":
            assert not address.startswith("/ttmba/meter")
        caller.send("/ttmba/source/metered/stop")
        hear(caller, "/ttmba/event/state", "metered", "done")


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
