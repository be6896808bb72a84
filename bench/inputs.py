"""From an input's sample to the ear at a sound server. Prints a table.

``python bench/inputs.py [--seconds 20] [--block 256]``; needs PulseAudio. Clicks go into one null
sink, whose monitor is the daemon's input; its output is another null sink. Both monitors are
recorded in the same way, so the recorders' own delays fall out of the difference. The way through
the air from 1 m is taken off.
"""

from __future__ import annotations

import argparse
import sys
import time
from types import SimpleNamespace
from typing import Any

import numpy as np
from _ending import unwind_on_signals
from _rig import Probed, Recorder, Recording, refuse, scratch, sound_server
from latency import AIR
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.setup._settings import AudioSettings

EVERY = 0.25
"""Seconds between two clicks."""

MIC = "mic"
UNSTEADY = 8
"""First clicks that do not count: the server is still finding its step."""


def main() -> None:
    """Measure, then print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--block", type=int, default=256, help="frames of a device callback")
    arguments = parser.parse_args()
    unwind_on_signals()
    with sound_server() as server, scratch() as folder:
        server.add_sink(MIC)
        server.pactl("set-default-sink", server.sink)
        heard = SimpleNamespace(sink=MIC, env=server.env)
        env = {**server.env, "PULSE_SOURCE": f"{MIC}.monitor"}
        words = ("--inputs", "1", "--room", "none")
        with Probed(SimpleNamespace(env=env), folder, arguments.block, *words) as daemon:
            given, taken = Recorder(heard), Recorder(server)
            (folder / "clicks.f32").write_bytes(clicks(arguments.seconds).tobytes())
            server.play(folder / "clicks.f32", MIC)
            time.sleep(arguments.seconds + 2.0)
            into, out = given.stop(), taken.stop()
            daemon.stop()
    show(delays(into, out), arguments.block)
    sys.exit(0)


def clicks(seconds: float) -> NDArray[Any]:
    """A short click every so often, in two channels."""
    mono = np.zeros(round(seconds * RATE), "<f4")
    for frame in range(RATE // 2, len(mono) - 100, round(EVERY * RATE)):
        mono[frame : frame + 24] = 0.5
    return np.repeat(mono, 2)


def delays(into: Recording, out: Recording) -> NDArray[np.float64]:
    """Seconds from each click to what is heard of it."""
    starts, ends = (onsets(one) for one in (into, out))
    found = []
    for moment in starts[UNSTEADY:]:
        later = ends[ends > moment]
        if len(later) and later[0] - moment < EVERY:
            found.append(later[0] - moment - AIR)
    if len(found) < len(starts) // 2:
        refuse("most clicks were lost: the machine is too busy to measure")
    return np.array(found)


def onsets(recording: Recording) -> NDArray[np.float64]:
    """When each click began to come in: the first frame over a fifth of the loudest."""
    level = np.abs(recording.samples).max(axis=1)
    frames = np.flatnonzero(level > 0.2 * level.max())
    first = np.diff(frames, prepend=-RATE) > RATE // 10
    return np.array([recording.arrival(int(frame)) for frame in frames[first]])


def show(found: NDArray[np.float64], block: int) -> None:
    """Print the figure beside what the settings make of it."""
    audio = AudioSettings()
    planned = 1000.0 * (block + audio.hop + max(audio.ahead, audio.hop)) / RATE
    low, middle, high = 1000.0 * np.percentile(found, [1, 50, 99])
    print(f"device block {block} frames; hop {audio.hop}, ring {audio.ahead} frames ahead")
    print(f"by design: block + hop + ring = {planned:.1f} ms, and both devices' own latencies")
    print(
        f"input to ear: median {middle:.1f} ms, 1 to 99 % {low:.1f} to {high:.1f}, n={len(found)}"
    )


if __name__ == "__main__":
    main()
