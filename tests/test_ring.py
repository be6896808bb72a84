"""The ring between mixer and device: what it counts, when it grows."""

import time

import numpy as np
import pytest
from mixing import event, scene_with, tone

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import (
    Mixer,
    RenderThread,
    Ring,
    StartVoice,
)


def test_ring_reads_what_was_written_and_counts_what_came_up_short():
    ring = Ring(1000)
    rng = np.random.default_rng(0)
    sent, got = [], []
    while len(sent) < 200:
        block = rng.standard_normal((256, 2)).astype(np.float32)
        if ring.write(block):
            sent.append(block)
        out = np.empty((int(rng.integers(1, 600)), 2), np.float32)
        count = ring.read(out)
        got.append(out[:count].copy())
        assert not out[count:].any()
    whole = np.concatenate(sent)
    heard = np.concatenate(got)
    assert np.array_equal(heard, whole[: len(heard)])
    assert ring.underruns > 0


def wait_for(ring, frames):
    deadline = time.monotonic() + 120.0
    while ring.fill != frames and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(0.01)
    return ring.fill


@pytest.mark.parametrize(("took", "spare"), [(0.1, 0), (0.5, 256), (0.9, 512)])
def test_the_fuller_the_processor_the_further_ahead_and_back_again(monkeypatch, took, spare):
    """By a clock that only hops move on; on the way there a read may leave nothing, too."""
    mixer, ring, now = Mixer(Sphere()), Ring(48_000), [0.0]
    thread = RenderThread(mixer, ring, 512)
    monkeypatch.setattr("time.perf_counter", lambda: now[0])
    step, share = mixer.step, took

    def slow():
        now[0] += share * mixer.hop / RATE
        return step()

    monkeypatch.setattr(mixer, "step", slow)
    out = np.zeros((mixer.hop, 2), np.float32)

    def play(hops):
        for _ in range(hops):
            ring.read(out)
            thread.lead.learn(ring.lowest(), mixer.frame)
            while ring.fill < thread.lead.frames:
                thread._hop()

    play(2000)
    assert thread.lead.spare == spare
    assert ring.fill == 512 + thread.lead.more + spare
    share = 0.02
    play(2000)
    assert thread.lead.spare == 0


@pytest.mark.parametrize(
    ("reads", "more"), [((512,), 256), ((640,), 256), ((700,), 512), ((512, 512), 768)]
)
def test_after_a_stall_that_made_a_gap_as_long_a_one_would_make_none(reads, more):
    """And no stall has more kept than the most that may be."""
    mixer, ring = Mixer(Sphere()), Ring(48_000)
    thread = RenderThread(mixer, ring, 512)
    ring.write(np.zeros((512, 2), np.float32))
    for frames in reads:
        ring.read(np.zeros((frames, 2), np.float32))
    thread.lead.learn(ring.lowest(), mixer.frame)
    assert thread.lead.more == more
    thread.lead.learn(ring.lowest(), mixer.frame)
    assert thread.lead.more == more  # it is counted once
    ring.read(np.zeros((9_000, 2), np.float32))
    thread.lead.learn(ring.lowest(), mixer.frame)
    assert thread.lead.more == 1024


def test_what_stalls_added_goes_again_once_nothing_needs_it(monkeypatch):
    monkeypatch.setattr("ttmba_live.engine._lead._CALM", 100 * 256)
    mixer, ring = Mixer(Sphere()), Ring(48_000)
    thread = RenderThread(mixer, ring, 512)
    out = np.zeros((256, 2), np.float32)

    def play(hops, at_once=1):
        for _ in range(hops):
            for _ in range(at_once):
                ring.read(out)
            thread.lead.learn(ring.lowest(), mixer.frame)
            while ring.fill < thread.lead.frames:
                thread._hop()

    play(1)  # nothing was there: a gap of a hop
    assert thread.lead.more == 512
    play(90)
    assert thread.lead.more == 512
    play(20)
    assert thread.lead.more == 256
    play(90, at_once=2)  # leaves a hop of the three: with two of them it would have left none
    assert thread.lead.more == 256
    assert ring.underruns == 1
    play(110)
    assert thread.lead.more == 0


def test_the_ring_grows_by_a_hop_when_a_stall_has_nearly_emptied_it():
    mixer, ring = Mixer(Sphere()), Ring(48_000)
    mixer.scene = scene_with(event(loop=True))
    mixer.post(StartVoice(1, "a", tone(1.0)))
    thread = RenderThread(mixer, ring, 512)
    thread.start()
    out = np.zeros((256, 2), np.float32)
    try:
        for _ in range(10):
            assert wait_for(ring, 512) == 512
            ring.read(out)
        assert thread.lead.more == 0
        wait_for(ring, 512)
        ring.read(np.zeros((512, 2), np.float32))  # as after a stall: two blocks were due
        assert wait_for(ring, 768) == 768
        assert ring.underruns == 0
        for _ in range(10):
            ring.read(out)
            assert wait_for(ring, 768) == 768
        assert thread.lead.more == 256
    finally:
        thread.close()
