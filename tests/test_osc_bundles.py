"""Bundles over real UDP: when they act, in which order, and clocks that are off.

The daemon's clock stands until a test turns it, so that a busy machine decides nothing.
"""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest
from osc_fuzz import ahead, bundle
from osc_peers import serving

from ttmba_live.geometry import ypr_from_quaternion
from ttmba_live.osc._codec import encode
from ttmba_live.osc._schedule import unix_time
from ttmba_live.scene import (
    Cue,
    MovePolar,
    Panic,
    SetMute,
    StopAll,
)

MUTE = encode("/ttmba/source/dog/mute", 1)


class Clock:
    """What the daemon takes for the time."""

    def __init__(self):
        self._began, self._passed = time.time(), 0.0

    def now(self):
        return self._began + self._passed

    def turn(self, server, seconds):
        self._passed += seconds
        server._schedule._alarm._wake()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    made = Clock()
    stands = SimpleNamespace(perf_counter=made.now, monotonic=made.now, sleep=time.sleep)
    monkeypatch.setattr("ttmba_live.osc._schedule.unix_now", made.now)
    monkeypatch.setattr("ttmba_live.osc._schedule.time", stands)
    monkeypatch.setattr("ttmba_live.osc._alarm.time", stands)
    monkeypatch.setattr("osc_fuzz.time", SimpleNamespace(time=made.now))
    return made


def test_a_bundle_waits_for_its_time_and_keeps_its_order(clock):
    async def run():
        async with serving() as (server, handler, peer):
            tag = ahead(1.0)
            later = [encode("/ttmba/source/dog/mute", a) for a in (1, 0)]
            peer.send_raw(server.port, bundle(*later, tag=tag))
            peer.send(server.port, "/ttmba/source/dog/azimuth", 0)
            await peer.until_pong(server.port)
            clock.turn(server, 0.95)
            await peer.until_pong(server.port)
            assert handler.commands == [MovePolar("dog", azimuth=0.0)]
            clock.turn(server, 0.1)
            await handler.reached(3)
            assert handler.commands[1:] == [SetMute("dog", True), SetMute("dog", False)]
            for _, _, due in handler.got[1:]:
                assert due == pytest.approx(unix_time(tag, clock.now()), abs=1e-3)

    asyncio.run(run())


def test_past_and_immediate_bundles_act_at_once():
    async def run():
        async with serving() as (server, handler, peer):
            mute = MUTE
            for tag in (0, 1, ahead(-3600.0), ahead(-0.1)):
                peer.send_raw(server.port, bundle(mute, tag=tag))
            assert await peer.until_pong(server.port) == []
            assert handler.commands == [SetMute("dog", mute=True)] * 4
            assert [due is None for _, _, due in handler.got] == [True, True, True, False]

    asyncio.run(run())


def test_a_bundle_too_far_ahead_acts_at_once_and_says_so():
    async def run():
        async with serving() as (server, handler, peer):
            peer.send_raw(server.port, bundle(MUTE, tag=ahead(60.0)))
            [(address, where, why)] = await peer.until_pong(server.port)
            assert (address, where) == ("/ttmba/error", "/ttmba/source/dog/mute")
            assert "more than 5 s: it acted at once" in why
            assert [due for _, _, due in handler.got] == [None]

    asyncio.run(run())


def test_only_so_many_bundles_wait_and_one_more_is_refused_not_early():
    async def run():
        async with serving(max_held=3) as (server, handler, peer):
            for _ in range(5):
                peer.send_raw(server.port, bundle(MUTE, tag=ahead(4.0)))
            errors = await peer.until_pong(server.port)
            assert [why.partition(":")[0] for _, _, why in errors] == [
                "3 bundles are waiting already"
            ] * 2
            assert handler.got == []

    asyncio.run(run())


@pytest.mark.parametrize("word", ["panic", "stop"])
def test_panic_and_stop_forget_bundles_that_wait(word, clock):
    async def run():
        async with serving() as (server, handler, peer):
            peer.send_raw(server.port, bundle(encode("/ttmba/cue", "a bell"), tag=ahead(0.3)))
            await peer.until_pong(server.port)
            peer.send(server.port, f"/ttmba/{word}", 1.0)
            peer.send_raw(server.port, bundle(encode("/ttmba/cue", "a dog"), tag=ahead(0.4)))
            await peer.until_pong(server.port)
            clock.turn(server, 0.5)
            await handler.reached(2)
            assert handler.commands == [{"panic": Panic, "stop": StopAll}[word](), Cue("a dog")]

    asyncio.run(run())


POSE = "/ttmba/listener/ypr"


def turns(handler):
    """The yaw that each command turns the head to, in degrees."""
    return [round(ypr_from_quaternion(command.orientation)[0]) for command in handler.commands]


async def acts_after(seconds, server, handler, peer, clock):
    """See that what was sent waits so long, and no longer."""
    await peer.until_pong(server.port)
    clock.turn(server, seconds - 0.05)
    await peer.until_pong(server.port)
    assert handler.got == []
    clock.turn(server, 0.1)
    await handler.reached(1)


def test_a_head_tracker_whose_clock_is_ahead_turns_the_head_at_once_and_in_order(clock):
    """3 s ahead, more bundles than may wait; one warning, and its cues come when it means."""

    async def run():
        async with serving(max_held=8) as (server, handler, peer):
            for yaw in range(40):
                peer.send_raw(server.port, bundle(encode(POSE, yaw, 0, 0), tag=ahead(3.0)))
            [warning] = await peer.until_pong(server.port)
            assert "s ahead, more than 0.05 s" in warning[2]
            assert turns(handler) == list(range(40))
            handler.got.clear()
            peer.send_raw(server.port, bundle(encode("/ttmba/cue", "a dog"), tag=ahead(3.2)))
            await acts_after(0.2, server, handler, peer, clock)
            assert handler.commands == [Cue("a dog")]

    asyncio.run(run())


def test_a_sender_whose_clock_is_behind_has_its_cues_when_it_means(clock):
    async def run():
        async with serving() as (server, handler, peer):
            for yaw in range(8):
                peer.send_raw(server.port, bundle(encode(POSE, yaw, 0, 0), tag=ahead(-30.0)))
            assert await peer.until_pong(server.port) == []
            handler.got.clear()
            peer.send_raw(server.port, bundle(encode("/ttmba/cue", "a dog"), tag=ahead(-29.7)))
            await acts_after(0.3, server, handler, peer, clock)

    asyncio.run(run())


def test_a_sender_that_schedules_a_little_ahead_keeps_the_tags_of_its_cues(clock):
    async def run():
        async with serving() as (server, handler, peer):
            for yaw in range(10):
                peer.send_raw(server.port, bundle(encode(POSE, yaw, 0, 0), tag=ahead(0.4)))
            await peer.until_pong(server.port)
            handler.got.clear()
            peer.send_raw(server.port, bundle(encode("/ttmba/cue", "a dog"), tag=ahead(0.4)))
            await acts_after(0.4, server, handler, peer, clock)

    asyncio.run(run())


def test_poses_a_little_ahead_wait_and_none_overtakes_another():
    async def run():
        async with serving(max_control_ahead=0.5) as (server, handler, peer):
            for yaw, seconds in ((1, 0.3), (2, 0.4), (3, 3.0), (4, -0.5)):
                packet = bundle(encode(POSE, yaw, 0, 0), tag=ahead(seconds))
                peer.send_raw(server.port, packet)
            await peer.until_pong(server.port)
            await handler.reached(4)
            assert turns(handler) == [1, 2, 3, 4]

    asyncio.run(run())


def test_a_pose_within_the_bound_waits_for_its_time(clock):
    async def run():
        async with serving(max_control_ahead=0.5) as (server, handler, peer):
            peer.send_raw(server.port, bundle(encode(POSE, 5, 0, 0), tag=ahead(0.3)))
            await acts_after(0.3, server, handler, peer, clock)

    asyncio.run(run())


def test_closing_forgets_what_waits(clock):
    async def run():
        async with serving() as (server, handler, peer):
            peer.send_raw(server.port, bundle(MUTE, tag=ahead(0.2)))
            await peer.until_pong(server.port)
            assert len(server._schedule) == 1
            server.close()
            server.pong(peer.client)
            assert len(server._schedule) == 0
            clock.turn(server, 0.3)
            await asyncio.sleep(0.1)
            assert handler.got == []
            assert server.port == 0

    asyncio.run(run())


def test_time_tags_beyond_2036_belong_to_the_next_era():
    new_era = 2**32 - 2_208_988_800
    assert unix_time(5 << 32, now=new_era + 3.0) == pytest.approx(new_era + 5.0)
