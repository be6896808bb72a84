"""What several threads share: ring, render thread and keeper while threads yield at random."""

from __future__ import annotations

import asyncio
import random
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager

import numpy as np
import pytest
from pulse import until

from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import (
    Ended,
    Mixer,
    RenderThread,
    Ring,
    Started,
    StartVoice,
)
from ttmba_live.geometry import Position
from ttmba_live.live._output import OutputKeeper, Patience
from ttmba_live.scene import Event, MovePolar, Scene, apply
from ttmba_live.session._bounce import play
from ttmba_live.sinks.memory import Memory
from ttmba_live.sinks.null import Null

HOP = 256


@contextmanager
def yielding(files: tuple[str, ...], share: float, seed: int):
    """Threads that start meanwhile let others go on between any two instructions of those files."""
    draw = random.Random(seed).random

    def step(frame, _event, _argument):
        if not frame.f_code.co_filename.endswith(files):
            return None
        frame.f_trace_opcodes = True
        if draw() < share:
            time.sleep(0)
        return step

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threading.settrace(step)
    try:
        yield
    finally:
        threading.settrace(None)
        sys.setswitchinterval(before)


def together(stopped: list[object], *works) -> list[Exception]:
    """Run works in threads of their own to their ends; what they raised.

    Who raises is put into ``stopped``, where the others look.
    """
    raised: list[Exception] = []

    def kept(work):
        try:
            work()
        except Exception as error:
            raised.append(error)
            stopped.append(work)

    threads = [threading.Thread(target=kept, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return raised


@pytest.mark.parametrize("seed", range(3))
def test_a_ring_loses_nothing_however_its_threads_take_turns(seed):
    ring = Ring(2_000)
    total = 150 * HOP
    ramp = np.repeat(np.arange(1, total + 1, dtype=np.float32)[:, None], 2, axis=1)
    heard: list[np.ndarray] = []
    lows: list[int] = []
    short: list[int] = []
    stopped: list[object] = []

    def write():
        at = 0
        while at < total and not stopped:
            at += HOP * ring.write(ramp[at : at + HOP])
            low = ring.lowest()
            if low is not None:
                lows.append(low)

    def read():
        draw = random.Random(seed)
        while sum(map(len, heard)) < total and not stopped:
            out = np.empty((draw.randrange(1, 400), 2), np.float32)
            heard.append(out[: ring.read(out)].copy())
            short.append(len(out) - len(heard[-1]))

    with yielding(("_ring.py",), 0.05, seed):
        assert together(stopped, write, read) == []
    assert np.array_equal(np.concatenate(heard), ramp)
    assert lows
    assert sum(-low for low in lows if low < 0) <= sum(short)


def looped() -> tuple[Scene, StartVoice]:
    scene = Scene().place(Event.checked("x", 1.0, Position(30.0, 0.0, 1.0), id="a", loop=True))
    samples = np.random.default_rng(1).uniform(-0.1, 0.1, 4_800).astype(np.float32)
    return scene, StartVoice(1, "a", samples)


def test_a_device_goes_on_when_its_pull_raises_and_it_is_told():
    calls = []

    def pull(out):
        calls.append(len(out))
        if len(calls) == 5:
            raise ZeroDivisionError("oops")
        return len(out)

    async def story():
        said = []
        keeper = OutputKeeper(
            Null, Null, pull, said.append, lambda: None, Patience(look=0.01, retry=0.05)
        )
        await keeper.start()
        running = asyncio.create_task(keeper.run())
        while len(calls) < 40 or not said:  # noqa: ASYNC110 - a thread counts
            await asyncio.sleep(0.005)
        assert keeper.lost == 0
        await keeper.close()
        await running
        return said

    [line] = asyncio.run(asyncio.wait_for(story(), 120))
    assert "ZeroDivisionError" in line


def test_a_sink_that_raises_gets_no_more_and_the_sound_goes_on():
    class Broken(Memory):
        def write(self, _block):
            raise OSError("the disk is on fire")

    mixer, ring, whole = Mixer(Sphere()), Ring(48_000), Memory()
    mixer.scene, start = looped()
    thread = RenderThread(mixer, ring, 512)
    thread.sinks = (Broken(), whole)
    mixer.post(start)
    thread.start()
    try:
        out = np.zeros((HOP, 2), np.float32)
        for _ in range(20):
            until(lambda: ring.fill >= HOP)
            ring.read(out)
        assert np.abs(out).max() > 0.0
        assert thread.failures == 1
        assert "on fire" in thread.failure
    finally:
        thread.close()


class Clock:
    """Reads the ring as a device would, at the test's command."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.heard: list[np.ndarray] = []

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            until(lambda: self.ring.resting or self.ring.fill >= HOP)
            out = np.empty((HOP, 2), np.float32)
            self.ring.read(out)
            self.heard.append(out)

    def rest(self) -> None:
        """Tick until the writer rests."""
        for _ in range(100):
            time.sleep(0.01)
            if self.ring.resting:
                return
            self.tick()
        pytest.fail("the render thread does not come to rest")


def test_a_thread_at_rest_keeps_the_time_and_a_replay_equals_what_was_heard():
    """Silences of many lengths: every frame is where a mixer without a clock has it."""
    mixer, ring = Mixer(Sphere()), Ring(48_000)
    mixer.log = log = deque()
    thread = RenderThread(mixer, ring, 512)
    clock = Clock(ring)
    thread.start()
    draw = random.Random(7)
    try:
        for serial in range(1, 6):
            clock.rest()
            clock.tick(draw.randrange(5, 120))
            assert ring.resting
            scene = Scene().place(
                Event.checked("x", 1.0, Position(20.0 * serial, 0.0, 1.0), id="a")
            )
            expected = mixer.next_frame
            mixer.scene = scene
            samples = np.full(1_000 * serial, 0.05, np.float32)
            mixer.post(StartVoice(serial, "a", samples))
            until(lambda: not ring.resting)
            while not any(isinstance(report, Ended) for report in mixer.outbox):
                clock.tick()
            [started] = [one for one in mixer.outbox if isinstance(one, Started)]
            assert started.frame == expected
            mixer.outbox.clear()
        clock.rest()
        clock.tick(30)
    finally:
        thread.close()
    assert ring.underruns == 0
    assert mixer.frame >= ring._read
    heard = np.concatenate(clock.heard)
    again = np.concatenate([block.mix for block in play(Mixer(Sphere()), list(log))])
    assert np.abs(again).max() > 0.0
    length = min(len(again), len(heard))
    assert np.array_equal(again[:length], heard[:length])
    assert not heard[length:].any()


def test_a_recording_that_begins_at_rest_holds_every_hop_from_then_on():
    mixer, ring, sink = Mixer(Sphere()), Ring(48_000), Memory()
    thread = RenderThread(mixer, ring, 512)
    clock = Clock(ring)
    thread.start()
    try:
        until(lambda: ring.resting)
        clock.tick(50)
        before = mixer.next_frame
        thread.sinks = (sink,)
        ring.wake()
        until(lambda: not ring.resting)
        clock.tick(10)
    finally:
        thread.close()
    assert len(sink.samples()) == mixer.frame - before


@pytest.mark.parametrize("seed", range(2))
def test_voices_come_and_go_while_threads_yield_at_random(seed):
    """Nothing raises, no hop fails, and all voices report their ends."""
    with yielding(("_ring.py", "_thread.py", "_mixer.py", "null.py"), 0.002, seed):
        mixer, ring = Mixer(Sphere()), Ring(48_000)
        thread, output = RenderThread(mixer, ring, 4 * HOP), Null(HOP)
        thread.start()
        output.start(ring.read)
        draw = random.Random(seed)
        ended: set[int] = set()
        try:
            for serial in range(12):
                name = f"s{serial % 3}"
                place = Position(draw.uniform(-90, 90), 0.0, 1.0)
                mixer.scene = mixer.scene.place(Event.checked("x", 1.0, place, id=name))
                mixer.post(StartVoice(serial, name, np.full(600, 0.1, np.float32)))
                mixer.scene = apply(mixer.scene, MovePolar(name, azimuth=draw.uniform(-180, 180)))
                time.sleep(draw.choice((0.0, 0.01, 0.15)))

            def all_ended():
                while mixer.outbox:
                    report = mixer.outbox.popleft()
                    if isinstance(report, Ended):
                        ended.add(report.serial)
                return len(ended) == 12

            until(all_ended)
        finally:
            output.close()
            thread.close()
    assert (thread.failures, thread.failure) == (0, "")
    assert (output.failures, output.failure) == (0, "")
