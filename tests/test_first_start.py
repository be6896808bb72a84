"""The very first start: a sphere plays while other processes compile; then the head takes over."""

import os
import subprocess
import sys

import numpy as np
import pytest
import soundfile
from daemon import Daemon, hear
from pulse import until

from ttmba_live.audio import RATE

pytestmark = pytest.mark.slow


def test_all_is_compiled_in_two_other_processes_and_nothing_here(tmp_path):
    ask = """
import gc
from numba.core.dispatcher import Dispatcher
from ttmba_live.binaural.stream import Stream
from ttmba_live.engine import ready_for
from ttmba_live.room import named
from ttmba_live.setup._field import baked_bank
Stream(baked_bank())
ready_for(named("studio"), 256)
loops = [one for one in gc.get_objects() if isinstance(one, Dispatcher) and one.stats.cache_path]
print(sum(bool(one.stats.cache_hits) for one in loops))
print([one.py_func.__name__ for one in loops if one.stats.cache_misses])
"""
    done = subprocess.run(
        [sys.executable, "-c", ask],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    hits, misses = done.stdout.split("\n")[:2]
    assert int(hits) >= 6
    assert misses == "[]"


def test_it_sounds_before_that_and_the_session_is_what_was_heard(tmp_path):
    folder, take = tmp_path / "run", tmp_path / "take.wav"
    words = ("--session", str(folder), "--record", str(take))
    with Daemon(
        tmp_path,
        *words,
        config='[room]\npreset = "studio"\n',
        env={"NUMBA_CACHE_DIR": str(tmp_path / "n")},
    ) as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/event", "a", "rain", 120.0, 60.0, 0.0, 1.0, 0.0)
            hear(caller, "/ttmba/event/state", "a", "playing")
            until(
                lambda: any(line.startswith("renderer sphere: stands in") for line in daemon.said),
                what="the stand-in's line",
            )
            assert not [line for line in daemon.said if line.startswith("renderer nfs")]
            until(lambda: "renderer nfs" in "".join(daemon.said), 600, what="the head")
            caller.send("/ttmba/source/a/stop")
            hear(caller, "/ttmba/event/state", "a", "done")
        assert daemon.terminate() == 0
    heard, _ = soundfile.read(take, dtype="float32")
    again, _ = soundfile.read(folder / "mix.wav", dtype="float32")
    frames = min(len(heard), len(again))
    assert np.array_equal(heard[:frames], again[:frames])
    level = np.abs(heard).max(axis=1)
    loud = np.flatnonzero(level[: np.flatnonzero(level > 0.01)[-1]] > 1e-4)  # less the room's decay
    assert np.diff(loud).max() < RATE // 100, "a gap of 10 ms"
