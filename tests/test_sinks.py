"""Sinks without a sound card: the silent clock, memory, several at once."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import soundfile
from pulse import until
from sink_streams import BLOCK, play, ramp

from ttmba_live.audio import RATE
from ttmba_live.sinks import AT_REST, null
from ttmba_live.sinks._disk import DiskThread
from ttmba_live.sinks.file import File
from ttmba_live.sinks.memory import Memory
from ttmba_live.sinks.null import Null, Pace


def test_the_pace_of_an_hour_has_no_drift():
    pace = Pace(100.0, BLOCK)
    now = 100.0
    blocks = 3600 * RATE // BLOCK
    for _ in range(blocks):
        now += pace.wait(now) + 1e-4  # every wait ends a little late
    assert now - 100.0 == pytest.approx((blocks - 1) * BLOCK / RATE + 1e-4, abs=1e-6)
    assert pace.skipped == 0.0


def test_a_short_stall_is_made_up_for():
    pace = Pace(0.0, BLOCK)
    step = BLOCK / RATE
    waits = [pace.wait(5.5 * step) for _ in range(7)]
    assert waits[:6] == [0.0] * 6
    assert waits[6] == pytest.approx(0.5 * step)


def test_a_long_stall_is_skipped():
    pace = Pace(0.0, BLOCK)
    assert pace.wait(60.0) == 0.0
    assert pace.skipped == pytest.approx(60.0)
    assert pace.wait(60.0) == pytest.approx(BLOCK / RATE)


def test_null_pulls_whole_blocks_until_closed():
    shapes = set()
    enough = threading.Event()

    def pull(out):
        shapes.add((out.shape, out.dtype))
        if output.calls >= 20:
            enough.set()
        return len(out)

    output = Null(block=128)
    assert not output.active
    output.start(pull)
    assert enough.wait(120)
    assert output.active
    output.close()
    assert not output.active
    calls = output.calls
    assert calls >= 20
    assert shapes == {((128, 2), np.dtype(np.float32))}
    output.close()
    assert output.calls == calls


def test_null_uses_the_pace(monkeypatch):
    class Quick(Pace):
        def wait(self, _now):
            return 0.0 if output.calls < 1000 else 3600.0

    monkeypatch.setattr(null, "Pace", Quick)
    output = Null()
    output.start(len)
    until(lambda: output.calls == 1000)
    output.close()
    assert output.calls == 1000


def test_null_wakes_up_less_often_at_rest_and_keeps_time(monkeypatch):
    waits, blocks = [], []

    class Noted(Pace):
        def wait(self, _now):
            waits.append(output.calls)
            wait = super().wait(1e9)  # for ever late: it waits for nothing
            blocks.append(self._done)
            return wait if output.calls < 100 else 3600.0

    def pull(out):
        rests = output.calls < 41  # the 41st pull finds that somebody renders again
        return AT_REST if rests else len(out)

    monkeypatch.setattr(null, "Pace", Noted)
    output = Null()
    output.start(pull)
    until(lambda: output.calls == 100)
    output.close()
    assert waits[:11] == list(range(0, 41, 4))
    assert waits[11:] == list(range(41, 101)), "and each by itself again"
    assert blocks == [calls + 1 for calls in waits], "no block is paced twice or not at all"


def test_memory_keeps_copies():
    sink = Memory()
    assert sink.samples().shape == (0, 2)
    play([sink], 1024)
    sink.close()
    assert np.array_equal(sink.samples(), ramp(1024))
    assert sink.samples().dtype == np.float32


@pytest.mark.parametrize("ending", ["wav", "flac", "WAV"])
def test_several_sinks_get_the_same_samples(tmp_path, ending):
    memory = Memory()
    disk = DiskThread()
    files = [File(tmp_path / f"take {i}.{ending}", disk=disk) for i in range(3)]
    play([memory, *files], 2 * RATE)
    for sink in (memory, *files):
        sink.close()
    assert disk.close()
    expected = memory.samples()
    for sink in files:
        heard, rate = soundfile.read(sink.path, dtype="float32")
        assert rate == RATE
        assert np.array_equal(heard, expected)
        assert (sink.frames, sink.dropped, sink.error) == (len(expected), 0, None)
