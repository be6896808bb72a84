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
            thread._learn()
            while ring.fill < thread._keep:
                thread._hop()

    play(2000)
    assert thread.spare == spare
    assert ring.fill == 512 + thread.more + spare
    share = 0.02
    play(2000)
    assert thread.spare == 0


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
        assert thread.more == 0
        wait_for(ring, 512)
        ring.read(np.zeros((512, 2), np.float32))  # as after a stall: two blocks were due
        assert wait_for(ring, 768) == 768
        assert ring.underruns == 0
        for _ in range(10):
            ring.read(out)
            assert wait_for(ring, 768) == 768
        assert thread.more == 256
    finally:
        thread.close()
